import "server-only";
import { type ConfiguredGit, repositoryName } from "#lib/config/git";
import { readSecret } from "#lib/config/secret";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import { createAppTokens } from "#lib/git/github/api/app-tokens";
import type { ReadToken } from "#lib/git/github/api/client";
import { createGitHubProvider } from "#lib/git/github/provider";
import type { GitProvider, MergeFile } from "#lib/git/types";

/** A repository that requests go to. */
export function openGit(git: ConfiguredGit, mergeFile: MergeFile): GitProvider {
  const provider = createProvider(git, mergeFile);
  return { ...provider, repository: { ...provider.repository, name: repositoryName(git) } };
}

function createProvider(git: ConfiguredGit, mergeFile: MergeFile): GitProvider {
  switch (git.provider) {
    case "local":
      return createLocalProvider({ ...git, mergeFile });
    case "gitea":
      return createGiteaProvider({ ...git, readToken: () => readSecret(git, "token", "git"), mergeFile });
    case "github":
      return createGitHubProvider({ ...git, readToken: openGitHubAccount(git), mergeFile });
  }
}

/** The portal's own account at GitHub: a GitHub App, or the owner of a token. A renewed key needs no restart. */
function openGitHubAccount(git: Extract<ConfiguredGit, { provider: "github" }>): ReadToken {
  const { app, url, owner, repository } = git;
  if (!app) return () => readSecret(git, "token", "git");
  let known: { privateKey: string; readToken: ReadToken } | undefined;
  return async (rejected) => {
    const privateKey = await readSecret(app, "privateKey", "git.app");
    if (known?.privateKey !== privateKey) {
      const readToken = createAppTokens({ url, appId: app.id, privateKey, owner, repository });
      known = { privateKey, readToken };
    }
    return known.readToken(rejected);
  };
}
