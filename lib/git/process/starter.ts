import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface GitRun {
  args: readonly string[];
  /** The folder that Git runs in. */
  cwd: string;
  input: string | Buffer;
  /** Milliseconds after which the run is stopped; its code is then -1. */
  timeout: number;
  /** Bytes. A run with more output is stopped. */
  mostOutput: number;
}

export interface GitResult {
  /** Exit code; 0 is success, 1 often a negative result, -1 a stopped run. */
  code: number;
  stdout: Buffer;
  stderr: string;
}

type Answer = { id: number } & ({ result: GitResult } | { error: string });

/** Starts Git from a separate process. */
export interface GitStarter {
  /** @throws Error where Git cannot be started, or where the signal is aborted (`AbortError`) */
  run(run: GitRun, signal: AbortSignal): Promise<GitResult>;
}

interface Waiting {
  resolve(result: GitResult): void;
  reject(error: Error): void;
}

/**
 * The portal starts one small process, which starts Git. Starting a process blocks its parent, for longer the
 * more memory the parent has (docs/decisions/0027-a-small-process-starts-git.md). The first run starts the
 * small process, which ends with the portal.
 */
export function createGitStarter(): GitStarter {
  let helper: { child: ChildProcess; waiting: Map<number, Waiting> } | undefined;
  let last = 0;

  function find() {
    if (helper) return helper;
    const waiting = new Map<number, Waiting>();
    const started = { child: startProcess(), waiting };
    const fail = (error: Error) => {
      if (helper === started) helper = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started.child.on("message", (answer: Answer) => {
      const run = waiting.get(answer.id);
      if ("error" in answer) run?.reject(new Error(answer.error));
      else run?.resolve(answer.result);
    });
    started.child.on("error", fail);
    started.child.on("exit", (code, signal) => fail(new Error(`Its starter ended with ${signal ?? code}.`)));
    helper = started;
    return started;
  }

  return {
    async run({ args, cwd, input, timeout, mostOutput }, signal) {
      signal.throwIfAborted();
      const { child, waiting } = find();
      const id = ++last;
      const end = () => {
        waiting.get(id)?.reject(signal.reason);
        if (child.connected) child.send({ id, end: true });
      };
      signal.addEventListener("abort", end, { once: true });
      child.channel?.ref();
      try {
        return await new Promise<GitResult>((resolve, reject) => {
          waiting.set(id, { resolve, reject });
          child.send({ id, args, cwd, input, timeout, mostOutput }, (error) => error && reject(error));
        });
      } finally {
        signal.removeEventListener("abort", end);
        waiting.delete(id);
        // Only a running Git keeps the portal alive.
        if (waiting.size === 0) child.channel?.unref();
      }
    },
  };
}

function startProcess(): ChildProcess {
  // Next emits the file because it finds exactly this expression.
  const script = fileURLToPath(new URL("./starter-process.mjs", import.meta.url));
  const child = spawn(process.execPath, [script], {
    // The portal's own working directory may be gone.
    cwd: "/",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  child.unref();
  return child;
}
