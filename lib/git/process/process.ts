import { stat } from "node:fs/promises";
import { join } from "node:path";
import { PortalError } from "#lib/errors";
import { createLimit } from "#lib/git/limit";
import { createGitStarter, type GitResult } from "#lib/git/process/starter";

/** Runs `git` on one repository. */
export interface Git {
  /** Any exit code named in `accept` (default: only 0) is an answer; another becomes `git-unavailable`. */
  run(args: readonly string[], options?: { input?: string | Buffer; accept?: number[] }): Promise<GitResult>;
  /** Ends the running processes; later runs fail. */
  close(): void;
}

const PROCESSES = 4;
const LIMITS = { timeout: 30_000, mostOutput: 256 * 1024 * 1024 };
const starter = createGitStarter();

/**
 * Git on the bare repository at `path`: child processes without a shell, a few at once. They run in the repository,
 * because the folder that the portal itself was started in may be gone, and Git refuses to start there.
 * Hooks are off, because no one expects a portal to run them; the folder's owner does not matter, because whoever
 * configured the portal named this folder. Nothing reads the text of a message, which depends on the locale.
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

  return {
    async run(args, { input = "", accept = [0] } = {}) {
      const run = { args: [...fixed, ...args], cwd: path, input, ...LIMITS };
      const result = await limit(() => starter.run(run, abort.signal)).catch(async (error: Error) => {
        throw await explainSpawn(path, error);
      });
      if (accept.includes(result.code)) return result;
      throw await explainFailure(path, args, result);
    },
    close: () => abort.abort(),
  };
}

/** A folder that is not there fails as a program that is not there does. */
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
    detail: "The Git repository does not answer as it should.",
    suggestion: "Try again. If it stays, ask the platform team to check the repository and its disk.",
    cause,
  });
}

async function isRepository(path: string): Promise<boolean> {
  const head = await stat(join(path, "HEAD")).catch(() => undefined);
  return head !== undefined;
}

function missing(cause: Error): PortalError {
  return new PortalError("git-unavailable", {
    detail: "The Git repository is not there.",
    suggestion:
      "Tell the platform team: the folder set for the local repository holds no bare Git repository.",
    cause,
  });
}
