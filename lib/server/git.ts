import "server-only";
import { readFile } from "node:fs/promises";
import type { ConfiguredGit } from "#lib/config";
import { PortalError } from "#lib/errors";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import type { GitProvider, MergeFile } from "#lib/git/types";

/** The repository that requests go to. */
export function openGit(git: ConfiguredGit, mergeFile: MergeFile): GitProvider {
  if (git.provider === "local") return createLocalProvider({ ...git, mergeFile });
  const { token = "", tokenFile } = git;
  const readToken = async () => (tokenFile === undefined ? token : readTokenFile(tokenFile));
  return createGiteaProvider({ ...git, readToken, mergeFile });
}

/** @throws PortalError `git-unavailable` where the file cannot be read */
async function readTokenFile(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw new PortalError("git-unavailable", {
      detail: "The portal cannot read its token for the Git host.",
      suggestion: "Ask the platform team to check the file that tokenFile in VITRINE_GIT names.",
      cause,
    });
  }
}
