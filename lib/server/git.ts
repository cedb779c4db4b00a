import "server-only";
import { type ConfiguredGit, repositoryName } from "#lib/config/git";
import { readSecret } from "#lib/config/secret";
import { PortalError, toPortalError } from "#lib/errors";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import { type AppTokens, createAppTokens } from "#lib/git/github/api/app-tokens";
import { createGitHubProvider } from "#lib/git/github/provider";
import { createGitLabProvider } from "#lib/git/gitlab/provider";
import { nameSteps } from "#lib/git/steps";
import type { GitProvider, MergeFile } from "#lib/git/types";

/** A repository that requests go to. */
export function openGit(git: ConfiguredGit, mergeFile: MergeFile): GitProvider {
  const provider = nameSteps(createProvider(git, mergeFile));
  return { ...provider, repository: { ...provider.repository, name: repositoryName(git) } };
}

function createProvider(git: ConfiguredGit, mergeFile: MergeFile): GitProvider {
  switch (git.provider) {
    case "local":
      return createLocalProvider({ ...git, mergeFile });
    case "gitea":
      return createGiteaProvider({ ...git, readToken: () => readToken(git), mergeFile });
    case "github":
      return createGitHubProvider({ ...git, ...openGitHubAccount(git), mergeFile });
    case "gitlab":
      return createGitLabProvider({ ...git, readToken: () => readToken(git), mergeFile });
  }
}

/** The portal's own account at GitHub: a GitHub App, or the owner of a token. A renewed key needs no restart. */
function openGitHubAccount(git: Extract<ConfiguredGit, { provider: "github" }>) {
  const { app, url, owner, repository } = git;
  if (!app) return { readToken: () => readToken(git) };
  let known: { privateKey: string; tokens: AppTokens } | undefined;
  const readAppToken = async (rejected?: string) => {
    const privateKey = await readSecret(app, "privateKey", `${repositoryName(git)}.app`).catch(fail);
    if (known?.privateKey !== privateKey) {
      const tokens = createAppTokens({ url, appId: app.id, privateKey, owner, repository });
      known = { privateKey, tokens };
    }
    return known.tokens.readToken(rejected);
  };
  return { readToken: readAppToken, findAppPermissions: () => known?.tokens.findPermissions() };
}

function readToken(
  git: Extract<ConfiguredGit, { provider: "gitea" | "github" | "gitlab" }>,
): Promise<string> {
  return readSecret(git, "token", repositoryName(git)).catch(fail);
}

/** Without its secret the portal cannot reach the host; the file may be there again at the next call. */
function fail(error: unknown): never {
  const { detail, suggestion } = toPortalError(error);
  throw new PortalError("git-unavailable", { detail, suggestion, cause: error });
}
