/** Obtains the programs of the stack: a named folder, the cache, a release, a build; in this order. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Guard } from "#demo/local-stack/guard";
import { buildProgram, locateModule } from "#demo/local-stack/programs/go-build";
import {
  explainCacheError,
  locateCache,
  openCache,
  type ProgramCache,
} from "#demo/local-stack/programs/program-cache";
import { PROGRAM_NAMES, PROGRAMS } from "#demo/local-stack/programs/program-list";
import { createQueue } from "#demo/local-stack/programs/queue";
import { createReleaseFetcher } from "#demo/local-stack/programs/release";
import type { CommandResult, CommandSpec, ProgramName } from "#demo/local-stack/types";
import { isPortalError } from "#lib/errors";

const FIRST = PROGRAM_NAMES.filter((name) => PROGRAMS[name].first);

export interface Programs {
  /** The path of the executable. Every caller shares one attempt. */
  obtain(name: ProgramName): Promise<string>;
  /** The folder of the program's Go module. */
  moduleFolder(name: ProgramName): Promise<string>;
  /** Starts obtaining several in the background, in the order a person waits for them. */
  obtainAll(names: readonly ProgramName[]): void;
}

export interface ProgramsOptions {
  run: (spec: CommandSpec) => Promise<CommandResult>;
  guard: Guard;
  signal: AbortSignal;
  /** Told when a program must be downloaded, waits to be built or is built, with why if a download failed, and when it is there. */
  onProgress?: (
    name: ProgramName,
    doing: "downloading" | "queued" | "building" | "there",
    why?: string,
  ) => void;
}

/** The path of a program in a folder that the environment names; undefined where there is none. */
export function findNamed(name: ProgramName, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [env.VITRINE_PROGRAMS];
  if (PROGRAMS[name].folder === "control-plane") folders.unshift(env.KUBEBUILDER_ASSETS);
  return folders.flatMap((folder) => (folder ? [join(folder, name)] : [])).find(existsSync);
}

/** One folder for downloads and builds, made on first use; the guardian removes it at the end. */
function createWorkFolder(cache: ProgramCache, guard: Guard): () => string {
  let folder: string | undefined;
  return () => {
    if (folder) return folder;
    folder = cache.makeWorkFolder();
    guard.addFolder(folder);
    return folder;
  };
}

/** Gives what obtains programs, each once. */
export function createPrograms({ run, guard, signal, onProgress = () => {} }: ProgramsOptions): Programs {
  const cache = openCache(locateCache());
  const workFolder = createWorkFolder(cache, guard);
  const fetchRelease = createReleaseFetcher(workFolder, run, { signal });
  const enqueueFirst = createQueue(FIRST.length);
  // One Go build already uses several cores.
  const enqueueRest = createQueue(Math.max(1, Math.floor(availableParallelism() / 4)));
  const programs = new Map<ProgramName, Promise<string>>();
  const modules = new Map<string, Promise<string>>();
  /** Why a release could not be had, so that nobody wonders what is built. */
  const refusals = new Map<ProgramName, string>();

  async function tryRelease(name: ProgramName): Promise<string | undefined> {
    const release = PROGRAMS[name].release?.(process.platform, process.arch);
    if (!release) return undefined;
    onProgress(name, "downloading");
    try {
      return await fetchRelease(release);
    } catch (error) {
      signal.throwIfAborted();
      const known = isPortalError(error) ? error : explainCacheError(String(error), cache.folder);
      if (known) throw known;
      refusals.set(name, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  async function build(name: ProgramName): Promise<string> {
    onProgress(name, "queued", refusals.get(name));
    // What nothing can start without is built before the rest, whose builds would take its processor.
    if (!PROGRAMS[name].first) await Promise.allSettled(FIRST.map((first) => programs.get(first)));
    const enqueue = PROGRAMS[name].first ? enqueueFirst : enqueueRest;
    return enqueue(PROGRAM_NAMES.indexOf(name), async () => {
      onProgress(name, "building", refusals.get(name));
      const output = join(workFolder(), `${name}.built`);
      await buildProgram(name, output, workFolder(), run);
      return output;
    });
  }

  async function make(name: ProgramName): Promise<string> {
    const found = findNamed(name) ?? cache.find(name);
    if (found) return found;
    try {
      const path = cache.keep(name, (await tryRelease(name)) ?? (await build(name)));
      onProgress(name, "there");
      return path;
    } catch (error) {
      if (isPortalError(error) || !(error instanceof Error)) throw error;
      throw explainCacheError(error.message, cache.folder) ?? error;
    }
  }

  function obtain(name: ProgramName): Promise<string> {
    const known = programs.get(name) ?? make(name);
    programs.set(name, known);
    return known;
  }

  function moduleFolder(name: ProgramName): Promise<string> {
    const { module } = PROGRAMS[name];
    const known = modules.get(module) ?? locateModule(name, run);
    modules.set(module, known);
    return known;
  }

  return {
    obtain,
    moduleFolder,
    // Whoever needs a program gets its error from `obtain`.
    obtainAll: (names) => {
      for (const name of names) obtain(name).catch(() => {});
    },
  };
}
