import { readGitHubAccount } from "#lib/auth/github/github-account";
import { createGitHostSignIn, LOGIN_PATHS } from "#lib/auth/providers/git-host";
import { isSameHost } from "#lib/auth/providers/git-token";
import type { IdentityProvider } from "#lib/auth/providers/types";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredGitHubSignIn } from "#lib/config/sign-in";

/**
 * Personal access tokens. Tokens that GitHub issued to applications have other beginnings, and do not prove that the
 * person wants to use the portal.
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 */
const SCRIPT_TOKEN = /^(ghp|github_pat)_\w+$/;

const PERSON = "read:user user:email read:org";

/**
 * The sign-in with GitHub, by an OAuth App or a GitHub App. Tokens of an OAuth App have no end; those of a GitHub App end
 * after eight hours and come with a refresh token.
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 *
 * It asks for the person, their address, organizations and teams; and for repositories where requests go to this GitHub.
 * OAuth Apps have no narrower scope for repositories. A GitHub App ignores scopes: its permissions count.
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
export function createGitHubSignIn(
  signIn: ConfiguredGitHubSignIn,
  git: ConfiguredGit | undefined,
): IdentityProvider {
  return createGitHostSignIn(signIn, {
    paths: LOGIN_PATHS,
    scope: isSameHost(signIn, git) ? `${PERSON} repo` : PERSON,
    scriptToken: SCRIPT_TOKEN,
    readLogin: (access) => readGitHubAccount(signIn, access),
  });
}
