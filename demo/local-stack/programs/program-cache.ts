/** Programs kept between starts: one file each, named by what went into it. */
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROGRAMS } from "#demo/local-stack/programs/program-list";
import type { ProgramName } from "#demo/local-stack/types";
import { PortalError } from "#lib/errors";

const WORK = "work-";
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const NO_ROOM = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/;
const NOT_WRITABLE = /EACCES|EPERM|EROFS|ENOTDIR|permission denied|read-only file system/;

/** `VITRINE_CACHE`, or `vitrine` in the user's cache folder (XDG Base Directory). */
export function locateCache(env: NodeJS.ProcessEnv = process.env): string {
  return env.VITRINE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "vitrine");
}

/** Folder under demo/programs with a program's go.mod. */
export function moduleDirectory(name: ProgramName): string {
  return fileURLToPath(new URL(`../../programs/${PROGRAMS[name].folder}`, import.meta.url));
}

/** The program's file name in the cache; it changes with its sources and pinned modules, the flags, the platform and the release. */
export function nameInCache(
  name: ProgramName,
  platform: string = process.platform,
  arch: string = process.arch,
): string {
  const program = PROGRAMS[name];
  const hash = createHash("sha256");
  const directory = moduleDirectory(name);
  for (const file of readdirSync(directory).sort())
    hash.update(file).update(readFileSync(join(directory, file)));
  hash.update(JSON.stringify([program.package, program.buildFlags, platform, arch]));
  hash.update(JSON.stringify(program.release?.(platform, arch) ?? null));
  return `${name}-${hash.digest("hex").slice(0, 16)}`;
}

function cacheError(cache: string, why: string, cause?: unknown): PortalError {
  return new PortalError("misconfigured", {
    detail: `The demo keeps the programs it runs in ${cache}, but ${why}.`,
    suggestion:
      "Free about 4 GB (a build needs that while it runs), or name a folder on another disk in VITRINE_CACHE and GOCACHE.",
    cause,
  });
}

/** A full disk or an unwritable cache in the words of whoever can repair it; undefined for any other error. */
export function explainCacheError(message: string, cache: string): PortalError | undefined {
  if (NO_ROOM.test(message)) return cacheError(cache, "the disk is full");
  if (NOT_WRITABLE.test(message)) return cacheError(cache, "it cannot be written");
  return undefined;
}

export interface ProgramCache {
  folder: string;
  /** The path of a program that is there already. */
  find(name: ProgramName): string | undefined;
  /** A folder for downloads and builds, on the cache's disk. */
  makeWorkFolder(): string;
  /** Keeps a finished file; whole or not at all, as others may read the cache at the same time. */
  keep(name: ProgramName, file: string): string;
}

/** Work folders of builds whose guardian was killed as well; no build takes a day. */
function sweepWorkFolders(cache: string): void {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith(WORK))) {
    const folder = join(cache, name);
    if (Date.now() - statSync(folder).mtimeMs > DAY_MILLISECONDS)
      rmSync(folder, { recursive: true, force: true });
  }
}

export function openCache(folder: string): ProgramCache {
  const place = (name: ProgramName) => join(folder, nameInCache(name));
  return {
    folder,
    find: (name) => (existsSync(place(name)) ? place(name) : undefined),
    makeWorkFolder: () => {
      try {
        mkdirSync(folder, { recursive: true });
        sweepWorkFolders(folder);
        return mkdtempSync(join(folder, WORK));
      } catch (error) {
        // Whatever the system calls it (a read-only parent is ENOENT to Node), nothing can be kept there.
        const message = error instanceof Error ? error.message : "";
        throw explainCacheError(message, folder) ?? cacheError(folder, "it cannot be written", error);
      }
    },
    keep: (name, file) => {
      chmodSync(file, 0o755);
      renameSync(file, place(name));
      return place(name);
    },
  };
}
