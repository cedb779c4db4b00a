import "server-only";
import { type ConfiguredGit, repositoryName } from "#lib/config/git";
import { readSecret } from "#lib/config/secret";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import type { GitProvider, MergeFile } from "#lib/git/types";

/** A repository that requests go to. */
export function openGit(git: ConfiguredGit, mergeFile: MergeFile): GitProvider {
  const provider = createProvider(git, mergeFile);
  return { ...provider, repository: { ...provider.repository, name: repositoryName(git) } };
}

function createProvider(git: ConfiguredGit, mergeFile: MergeFile): GitProvider {
  if (git.provider === "local") return createLocalProvider({ ...git, mergeFile });
  return createGiteaProvider({ ...git, readToken: () => readSecret(git, "token", "git"), mergeFile });
}
