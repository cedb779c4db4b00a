/** Starts the guardian and tells it what must not outlive this process. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Guard {
  /** A process group (the pid of its leader) that is killed when this process ends. */
  addGroup(pid: number): void;
  removeGroup(pid: number): void;
  /** A folder that is removed when this process ends. */
  addFolder(path: string): void;
  /** Ends the guardian, which kills and removes what is still registered; resolves when it is gone. */
  release(): Promise<void>;
}

/** Starts a guardian for this process and a first folder. Nothing is left once this process ended, even by SIGKILL. */
export function startGuard(folder: string): Guard {
  const script = fileURLToPath(new URL("./guardian.ts", import.meta.url));
  const guardian = spawn(process.execPath, [script, folder], {
    // A session of its own: the terminal's Ctrl-C does not reach it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
  });
  guardian.unref();
  const tell = (line: string) => guardian.stdin?.write(`${line}\n`);
  // A broken pipe means that someone killed the guardian; what it guarded is still stopped in the normal way.
  guardian.stdin?.on("error", () => {});
  return {
    addGroup: (pid) => tell(`+group ${pid}`),
    removeGroup: (pid) => tell(`-group ${pid}`),
    addFolder: (path) => tell(`+folder ${path}`),
    release: () => end(guardian),
  };
}

async function end(guardian: ChildProcess): Promise<void> {
  if (guardian.exitCode !== null || guardian.signalCode !== null) return;
  guardian.ref();
  guardian.stdin?.end();
  await once(guardian, "exit");
}
