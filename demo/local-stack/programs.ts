/** Obtains the programs of the stack: a named folder, the cache, a release, a build; in this order. */
import { existsSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildProgram, locateModule } from "#demo/local-stack/go-build";
import type { Guard } from "#demo/local-stack/guard";
import {
  explainCacheError,
  locateCache,
  openCache,
  type ProgramCache,
} from "#demo/local-stack/program-cache";
import { PROGRAMS } from "#demo/local-stack/program-list";
import { createQueue } from "#demo/local-stack/queue";
import { createReleaseFetcher } from "#demo/local-stack/release";
import type { CommandResult, CommandSpec, ProgramName } from "#demo/local-stack/types";
import { isPortalError } from "#lib/errors";

const NAMES = Object.keys(PROGRAMS).filter((name): name is ProgramName => name in PROGRAMS);
const FIRST = NAMES.filter((name) => PROGRAMS[name].first);

export interface Programs {
  /** The path of the executable. Every caller shares one attempt. */
  obtain(name: ProgramName): Promise<string>;
  /** The folder of the program's Go module. */
  moduleFolder(name: ProgramName): Promise<string>;
  /** Starts obtaining all of them in the background, in the order a person waits for them. */
  obtainAll(): void;
  close(): void;
}

export interface ProgramsOptions {
  run: (spec: CommandSpec) => Promise<CommandResult>;
  guard: Guard;
  signal: AbortSignal;
  /** Told when a program must be downloaded or built, and again with `undefined` when it is there. */
  onProgress?: (name: ProgramName, doing: "downloading" | "building" | undefined) => void;
}

/** A program in a folder that the environment names. */
function findNamed(name: ProgramName, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [env.VITRINE_PROGRAMS];
  if (PROGRAMS[name].folder === "control-plane") folders.unshift(env.KUBEBUILDER_ASSETS);
  return folders.flatMap((folder) => (folder ? [join(folder, name)] : [])).find(existsSync);
}

/** One folder for downloads and builds, made on first use and removed at the end, however that comes. */
function createWorkspace(cache: ProgramCache, guard: Guard) {
  let folder: string | undefined;
  return {
    folder(): string {
      if (!folder) {
        folder = cache.makeWorkFolder();
        guard.addFolder(folder);
      }
      return folder;
    },
    remove(): void {
      if (!folder) return;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      guard.removeFolder(folder);
      folder = undefined;
    },
  };
}

/** Gives what obtains programs, each once. */
export function createPrograms({ run, guard, signal, onProgress = () => {} }: ProgramsOptions): Programs {
  const cache = openCache(locateCache());
  const workspace = createWorkspace(cache, guard);
  const fetchRelease = createReleaseFetcher(workspace.folder, run, { signal });
  const enqueueFirst = createQueue(FIRST.length);
  // One Go build already uses several cores.
  const enqueueRest = createQueue(Math.max(1, Math.floor(availableParallelism() / 4)));
  const programs = new Map<ProgramName, Promise<string>>();
  const modules = new Map<string, Promise<string>>();

  async function tryRelease(name: ProgramName): Promise<string | undefined> {
    const release = PROGRAMS[name].release?.(process.platform, process.arch);
    if (!release) return undefined;
    onProgress(name, "downloading");
    try {
      return await fetchRelease(release);
    } catch (error) {
      signal.throwIfAborted();
      const full = error instanceof Error && explainCacheError(error.message, cache.folder);
      if (full) throw full;
      return undefined;
    }
  }

  async function build(name: ProgramName): Promise<string> {
    // What nothing can start without is built before the rest, whose builds would take its processor.
    if (!PROGRAMS[name].first) await Promise.allSettled(FIRST.map((first) => programs.get(first)));
    const enqueue = PROGRAMS[name].first ? enqueueFirst : enqueueRest;
    return enqueue(NAMES.indexOf(name), async () => {
      onProgress(name, "building");
      const output = join(workspace.folder(), `${name}.built`);
      await buildProgram(name, output, workspace.folder(), run);
      return output;
    });
  }

  async function make(name: ProgramName): Promise<string> {
    const found = findNamed(name) ?? cache.find(name);
    if (found) return found;
    try {
      const path = cache.keep(name, (await tryRelease(name)) ?? (await build(name)));
      onProgress(name, undefined);
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
    obtainAll: () => {
      for (const name of NAMES) obtain(name).catch(() => {});
    },
    close: workspace.remove,
  };
}
