import { readGiteaAccount } from "#lib/auth/gitea/gitea-account";
import { createGitHostSignIn, LOGIN_PATHS } from "#lib/auth/providers/git-host";
import { isSameHost } from "#lib/auth/providers/git-token";
import type { IdentityProvider } from "#lib/auth/providers/types";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredGiteaSignIn } from "#lib/config/sign-in";

/**
 * Tokens that a person made. A token with dots was issued to an application, so it does not prove that the person wants
 * to use the portal.
 */
const SCRIPT_TOKEN = /^[\da-f]{40}$/;

/**
 * The sign-in with Gitea or Forgejo. Without `openid`, which would only add a token with data that the API returns as
 * well.
 *
 * It asks for the minimal scopes: the person and their teams, and write access to repositories where requests go to this
 * Gitea. Without such a scope, Gitea would issue a token for everything.
 * https://docs.gitea.com/development/oauth2-provider#scopes
 */
export function createGiteaSignIn(
  signIn: ConfiguredGiteaSignIn,
  git: ConfiguredGit | undefined,
): IdentityProvider {
  return createGitHostSignIn(signIn, {
    paths: LOGIN_PATHS,
    scope: isSameHost(signIn, git) ? "read:user write:repository" : "read:user",
    scriptToken: SCRIPT_TOKEN,
    readLogin: (access) => readGiteaAccount(signIn, access),
  });
}
