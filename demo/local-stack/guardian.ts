/**
 * The guardian: a process of its own that outlives the one it guards. Its standard input is a pipe that nothing
 * else holds; when that closes, the guarded process is gone, however it ended (SIGKILL too). It then kills every
 * process group that is still registered and removes every registered folder.
 *
 * Its arguments are folders to begin with, so that the process list tells whose guardian it is. Lines it reads: `+group <id>`, `-group <id>`, `+folder <path>`.
 */
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

const groups = new Set<string>();
const folders = new Set(process.argv.slice(2));

function follow(line: string): void {
  const [, order, value = ""] = /^(\S+) (.+)$/.exec(line) ?? [];
  if (order === "+group") groups.add(value);
  if (order === "-group") groups.delete(value);
  if (order === "+folder") folders.add(value);
}

/** True while a process of the group is left to kill. */
function kill(group: string): boolean {
  try {
    return process.kill(-Number(group), "SIGKILL");
  } catch {
    return false;
  }
}

async function killGroups(): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const left = [...groups].filter(kill);
    if (left.length === 0) return;
    await delay(50);
  }
}

// A Ctrl-C meant for the demo, or a closed terminal, must not end the one who cleans up after it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) follow(line);
await killGroups();
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
