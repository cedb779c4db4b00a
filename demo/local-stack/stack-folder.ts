/** The folder of one start: everything the stack writes is in it, and it goes when the stack goes. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "vitrine-stack-";
const OWNER = "owner";

/** "pid start-time" of a process, which no later process with the same pid has; "" when there is none. */
function identify(pid: number): string {
  try {
    const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    return `${pid} ${started.toString().trim()}`;
  } catch {
    return "";
  }
}

/** Makes the folder, readable by its owner alone: it holds private keys. */
export function makeStackFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, PREFIX));
  writeFileSync(join(folder, OWNER), identify(process.pid));
  return folder;
}

function isAbandoned(folder: string): boolean {
  try {
    const owner = readFileSync(join(folder, OWNER), "utf8");
    return owner !== identify(Number(owner.split(" ")[0]));
  } catch {
    // No owner yet: it is being made this moment, or it is not ours to remove.
    return false;
  }
}

/** Kills what still runs for `folder`: each server of a stack names the folder on its command line. */
function killProcessesOf(folder: string): void {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,args="]).toString().split("\n");
  for (const line of lines.filter((text) => text.includes(folder))) {
    const pid = Number.parseInt(line, 10);
    if (pid !== process.pid) tryKill(pid);
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Ended meanwhile, or another user's.
  }
}

/**
 * Removes the folders of starts that are gone, with the servers that still run for them. Only needed when both a
 * demo and its guardian were killed, or the machine went down.
 */
export function sweepStackFolders(parent = tmpdir()): void {
  const folders = readdirSync(parent).filter((name) => name.startsWith(PREFIX));
  for (const folder of folders.map((name) => join(parent, name)).filter(isAbandoned)) {
    killProcessesOf(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
