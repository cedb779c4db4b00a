/** Opens and closes a stack: its folder, its guardian, its processes, in the reverse order of their start. */
import { rmSync } from "node:fs";
import { startGuard } from "#demo/local-stack/guard";
import { createProcesses, type ProcessesOptions } from "#demo/local-stack/processes";
import { createPrograms, type Programs, type ProgramsOptions } from "#demo/local-stack/programs/programs";
import { makeStackFolder, sweepStackFolders } from "#demo/local-stack/stack-folder";
import type { Stack } from "#demo/local-stack/types";
import { findFreePort } from "#lib/command/ports";

/** A stack before it has a cluster. */
export interface StackBase extends Omit<Stack, "kubeconfig" | "apiServer"> {
  programs: Programs;
  /** Stops everything, last started first, and removes the folder. Safe to call twice. */
  close(): Promise<void>;
}

export interface StackOptions {
  report?: Stack["report"];
  onProgress?: ProgramsOptions["onProgress"];
  onCrash?: ProcessesOptions["onCrash"];
  /** What a server that was asked to stop may take before it is killed; default 5 s. */
  graceMilliseconds?: number;
}

/** Runs closers, last added first; one that fails does not keep the others from running. */
async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop()) {
    await close().catch((error: unknown) => console.error(error));
  }
}

/** Makes the folder and the guardian. Removes what an earlier, killed start left behind. */
export function openStack({
  report = () => {},
  onProgress,
  onCrash,
  graceMilliseconds,
}: StackOptions = {}): StackBase {
  sweepStackFolders();
  const folder = makeStackFolder();
  const guard = startGuard(folder);
  const abort = new AbortController();
  const { signal } = abort;
  const closers: (() => Promise<void>)[] = [];
  const processes = createProcesses({
    folder,
    guard,
    signal,
    graceMilliseconds,
    onCrash,
  });
  const programs = createPrograms({ run: processes.run, guard, signal, onProgress });

  async function close(): Promise<void> {
    abort.abort(new Error("The stack is stopping."));
    await closeAll(closers);
    // Kills what was still starting, then removes the folders: nothing writes into them any more.
    await guard.release();
    rmSync(folder, { recursive: true, force: true });
  }

  let closing: Promise<void> | undefined;
  return {
    folder,
    signal,
    programs,
    report,
    moduleFolder: programs.moduleFolder,
    obtain: programs.obtain,
    run: processes.run,
    freePort: () => findFreePort(),
    onClose: (closer) => void closers.push(closer),
    start: async (spec) => {
      const started = await processes.start(spec);
      closers.push(started.stop);
      return started;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
