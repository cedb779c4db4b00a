import { stat } from "node:fs/promises";
import { join } from "node:path";
import { PortalError } from "#lib/errors";
import { createLimit } from "#lib/git/concurrency-limit";
import { createObjectReader, createParser, type GitObject } from "#lib/git/process/object-reader";
import { createGitStarter, type GitResult } from "#lib/git/process/starter";

/** Runs `git` on one repository. */
export interface Git {
  /** Exit codes in `accept` (default: only 0) are results; others throw `git-unavailable`. */
  run(args: readonly string[], options?: { input?: string | Buffer; accept?: number[] }): Promise<GitResult>;
  /**
   * Objects by name (an id, `<commit>:<path>`, a full ref), in the order given; undefined for an unknown name. Rejects with
   * `git-unavailable`.
   */
  readObjects(names: readonly string[]): Promise<(GitObject | undefined)[]>;
  /** Stops running processes; later runs fail. */
  close(): void;
}

const PROCESSES = 4;
const LIMITS = { timeout: 30_000, mostOutput: 256 * 1024 * 1024 };
const starter = createGitStarter();
/** Objects that are read in one go: of more, the rest waits for others who came in between. */
const MOST_TOGETHER = 500;

/**
 * Git on the bare repository at `path`: child processes without a shell, a few at once. They run in the
 * repository, because the portal's own working directory may be gone, and Git refuses to start there. Hooks
 * are off, because nobody expects a portal to run them. The folder's owner is not checked, because the
 * configuration names the folder. Git's messages are never parsed, because they depend on the locale.
 */
export function createGit(path: string): Git {
  const limit = createLimit(PROCESSES);
  const abort = new AbortController();
  const fixed = [
    "--git-dir=.",
    "--no-replace-objects",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    `safe.directory=${path}`,
  ];

  const reader = createObjectReader(fixed, path);

  const git: Git = {
    async run(args, { input = "", accept = [0] } = {}) {
      const run = { args: [...fixed, ...args], cwd: path, input, ...LIMITS };
      const result = await limit(() => starter.run(run, abort.signal)).catch(async (error: Error) => {
        throw await explainSpawn(path, error);
      });
      if (accept.includes(result.code)) return result;
      throw await explainFailure(path, args, result);
    },
    async readObjects(names) {
      const objects: (GitObject | undefined)[] = [];
      for (let start = 0; start < names.length; start += MOST_TOGETHER) {
        const some = names.slice(start, start + MOST_TOGETHER);
        objects.push(...((await reader.read(some)) ?? (await readApart(git, some))));
      }
      return objects;
    },
    close() {
      reader.close();
      abort.abort();
    },
  };
  return git;
}

/** With one process, whose failure is explained. */
async function readApart(git: Git, names: readonly string[]): Promise<(GitObject | undefined)[]> {
  const input = names.map((name) => `${name}\0`).join("");
  const { stdout } = await git.run(["cat-file", "--batch", "-z"], { input });
  const objects: (GitObject | undefined)[] = [];
  createParser(
    () => names[objects.length] ?? "",
    (object) => objects.push(object),
  )(stdout);
  const [first] = names.slice(objects.length);
  if (first !== undefined) throw unreadable(first);
  return objects;
}

/** A missing folder fails with the same error as a missing program. */
async function explainSpawn(path: string, error: Error): Promise<PortalError> {
  if (error.name === "AbortError") {
    return new PortalError("git-unavailable", { detail: "The portal is shutting down.", cause: error });
  }
  if (!(await isRepository(path))) return missing(error);
  return new PortalError("git-unavailable", {
    detail: "The portal cannot run Git.",
    suggestion: "Tell the platform team: Git 2.38 or newer must be installed where the portal runs.",
    cause: error,
  });
}

async function explainFailure(
  path: string,
  args: readonly string[],
  result: GitResult,
): Promise<PortalError> {
  const cause = new Error(`git ${args[0]} ended with ${result.code}: ${result.stderr}`);
  if (!(await isRepository(path))) return missing(cause);
  return new PortalError("git-unavailable", {
    detail: "The Git repository gave an unexpected response.",
    suggestion:
      "Try again. If the problem persists, ask the platform team to check the repository and its disk.",
    cause,
  });
}

async function isRepository(path: string): Promise<boolean> {
  const head = await stat(join(path, "HEAD")).catch(() => undefined);
  return head !== undefined;
}

function missing(cause: Error): PortalError {
  return new PortalError("git-unavailable", {
    detail: "The Git repository does not exist.",
    suggestion: "Tell the platform team: the configured folder contains no bare Git repository.",
    cause,
  });
}

/** The `git-unavailable` error for an object that Git did not return. */
export function unreadable(name: string): PortalError {
  return new PortalError("git-unavailable", {
    detail: "The Git repository could not be read.",
    suggestion:
      "Try again. If the problem persists, ask the platform team to check the repository and its disk.",
    cause: new Error(`Git did not return ${name}`),
  });
}
