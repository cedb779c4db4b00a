import "server-only";
import type { ConfiguredGit } from "#lib/config/git";
import { readSecret } from "#lib/config/secret";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import type { GitProvider, MergeFile } from "#lib/git/types";

/** The repository that requests go to. */
export function openGit(git: ConfiguredGit, mergeFile: MergeFile): GitProvider {
  if (git.provider === "local") return createLocalProvider({ ...git, mergeFile });
  return createGiteaProvider({ ...git, readToken: () => readSecret(git, "token", "git"), mergeFile });
}
