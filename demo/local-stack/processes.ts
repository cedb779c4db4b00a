/** Servers and commands as child processes that never outlive us. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type { Guard } from "#demo/local-stack/guard";
import type { CommandResult, CommandSpec, ProcessSpec, RunningProcess } from "#demo/local-stack/types";
import { PortalError } from "#lib/errors";

const POLL_MILLISECONDS = 100;
/** After this a server that was asked to stop is killed. */
const GRACE_MILLISECONDS = 5000;
const LOG_LINES = 15;

export interface Processes {
  /** Starts a server and waits until it is ready. */
  start(spec: ProcessSpec): Promise<RunningProcess>;
  /** Runs a command to its end. */
  run(spec: CommandSpec): Promise<CommandResult>;
}

export interface ProcessesOptions {
  /** Where `logs/<name>.log` is written. */
  folder: string;
  guard: Guard;
  signal: AbortSignal;
  graceMilliseconds?: number;
  /** Told when a server ends that nobody stopped, with the last lines of its log. */
  onCrash?: (name: string, detail: string, logEnd: string) => void;
}

/** Each child leads a process group of its own, so that its children end with it and the terminal's Ctrl-C, which we answer, does not reach it. */
function spawnGroup(
  spec: CommandSpec & Pick<ProcessSpec, "user" | "hasOwnEnvironment">,
  output: "pipe" | number,
  guard: Guard,
): ChildProcess {
  const inherited = spec.hasOwnEnvironment ? { NODE_ENV: process.env.NODE_ENV } : process.env;
  const child = spawn(spec.command, spec.args, {
    detached: true,
    cwd: spec.cwd,
    env: { ...inherited, ...spec.env },
    ...spec.user,
    stdio: ["ignore", output, output],
  });
  const { pid } = child;
  if (pid === undefined) return child;
  guard.addGroup(pid);
  child.once("exit", () => guard.removeGroup(pid));
  if (spec.nice) setPriority(pid, spec.nice);
  return child;
}

/** Resolves when the child has ended (with how), or rejects when it could not be started. */
function waitForEnd(child: ChildProcess): Promise<{ code: number; how: string }> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve({ code: code ?? 1, how: signal ? `was ended by ${signal}` : `ended with code ${code}` }),
    );
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone.
  }
}

/** Asks the group to end, kills what is left of it after the grace. */
async function endGroup({ child, ended, graceMilliseconds }: Server): Promise<void> {
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), graceMilliseconds);
  await ended;
  clearTimeout(timer);
  signalGroup(child, "SIGKILL");
}

function readLogEnd(file: string): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-LOG_LINES);
  return lines.map((line) => `  ${line.slice(0, 300)}`).join("\n");
}

function notStarted(name: string, why: string, logFile: string): PortalError {
  return new PortalError("misconfigured", {
    detail: `${name} ${why} before it was ready.`,
    suggestion: `The end of its log:\n${readLogEnd(logFile)}`,
  });
}

async function waitUntilReady(spec: ProcessSpec, hasEnded: () => string | undefined, signal: AbortSignal) {
  const deadline = Date.now() + (spec.timeoutSeconds ?? 60) * 1000;
  while (!(await spec.ready().catch(() => false))) {
    signal.throwIfAborted();
    const end = hasEnded();
    if (end) return end;
    if (Date.now() > deadline) return `did not answer for ${spec.timeoutSeconds ?? 60} s`;
    await delay(POLL_MILLISECONDS);
  }
  return hasEnded();
}

interface Server {
  child: ChildProcess;
  graceMilliseconds: number;
  logFile: string;
  /** Resolves when it has ended or could not be started, with how. */
  ended: Promise<string>;
  /** How it ended; undefined while it runs. */
  end(): string | undefined;
}

function launch(spec: ProcessSpec, logFile: string, guard: Guard, graceMilliseconds: number): Server {
  const log = openSync(logFile, "a");
  const child = spawnGroup(spec, log, guard);
  closeSync(log);
  let end: string | undefined;
  const ended = waitForEnd(child)
    .then(({ how }) => how)
    .catch((error: Error) => `could not be started (${error.message})`)
    .then((how) => {
      end = how;
      return how;
    });
  return {
    child,
    graceMilliseconds: spec.graceMilliseconds ?? graceMilliseconds,
    logFile,
    ended,
    end: () => end,
  };
}

function makeRunning(
  spec: ProcessSpec,
  server: Server,
  onCrash: ProcessesOptions["onCrash"],
): RunningProcess {
  const { child, logFile, ended } = server;
  let wanted = false;
  ended.then((how) => wanted || onCrash?.(spec.name, `${spec.name} ${how}`, readLogEnd(logFile)));
  const end = async (stop: () => Promise<unknown>) => {
    wanted = true;
    await stop();
  };
  return {
    name: spec.name,
    pid: child.pid ?? 0,
    logFile,
    stop: () => end(() => endGroup(server)),
    kill: () =>
      end(() => {
        signalGroup(child, "SIGKILL");
        return ended;
      }),
  };
}

/** Gives what starts servers and commands. They end with the guarded process at the latest. */
export function createProcesses(options: ProcessesOptions): Processes {
  const { folder, guard, signal, onCrash, graceMilliseconds = GRACE_MILLISECONDS } = options;
  const logs = join(folder, "logs");
  mkdirSync(logs, { recursive: true });

  async function start(spec: ProcessSpec): Promise<RunningProcess> {
    signal.throwIfAborted();
    const server = launch(spec, join(logs, `${spec.name}.log`), guard, graceMilliseconds);
    try {
      const failure = await waitUntilReady(spec, server.end, signal);
      if (failure) throw notStarted(spec.name, failure, server.logFile);
      return makeRunning(spec, server, onCrash);
    } catch (error) {
      await endGroup(server);
      throw error;
    }
  }

  async function run(spec: CommandSpec): Promise<CommandResult> {
    signal.throwIfAborted();
    const child = spawnGroup(spec, "pipe", guard);
    const kill = () => signalGroup(child, "SIGKILL");
    signal.addEventListener("abort", kill);
    try {
      const [{ code }, stdout, stderr] = await Promise.all([
        waitForEnd(child),
        child.stdout ? text(child.stdout) : "",
        child.stderr ? text(child.stderr) : "",
      ]);
      signal.throwIfAborted();
      return { code, stdout, stderr };
    } finally {
      signal.removeEventListener("abort", kill);
    }
  }

  return { start, run };
}
