/** What a process of the machine uses, from `/proc`: https://man7.org/linux/man-pages/man5/proc.5.html */
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = 100;

/** Resident memory of a process in MB. */
export function readMemory(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

/** CPU seconds that a process has used. */
export function readProcessor(pid: number): number {
  return readTimes(pid).own;
}

/** CPU seconds of a process with those that it started: a leader of its process group. */
export function readGroupProcessor(leader: number): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const members = pids.map((pid) => readTimes(Number(pid))).filter(({ group }) => group === leader);
  return members.reduce((sum, { own, children }) => sum + own + children, 0);
}

/** `children`: of ended children that were waited for. A process that has ended meanwhile belongs to no group. */
function readTimes(pid: number): { group: number; own: number; children: number } {
  const stat = readStat(pid);
  // The name, in parentheses, can hold spaces; the state follows as field 3.
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [, , group = 0] = fields;
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11);
  return {
    group,
    own: (user + system) / TICKS_PER_SECOND,
    children: (childUser + childSystem) / TICKS_PER_SECOND,
  };
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}
