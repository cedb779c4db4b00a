import { readGitLabAccount } from "#lib/auth/gitlab/gitlab-account";
import { createGitHostSignIn } from "#lib/auth/providers/git-host";
import { isSameHost } from "#lib/auth/providers/git-token";
import type { IdentityProvider } from "#lib/auth/providers/types";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredGitLabSignIn } from "#lib/config/sign-in";

/**
 * Personal access tokens, with GitLab's default prefix. Tokens that GitLab issued to applications have none, and do not
 * prove that the person wants to use the portal.
 * https://docs.gitlab.com/security/tokens/#token-prefixes
 */
const SCRIPT_TOKEN = /^glpat-[\w.-]+$/;

/**
 * The sign-in with GitLab, by an application of the instance, a group or a person. Tokens end after two hours and come
 * with a refresh token.
 * https://docs.gitlab.com/api/oauth2/#authorization-code-with-proof-key-for-code-exchange-pkce
 *
 * It asks to read the API, which has the person and their groups; and to write where requests go to this GitLab. The
 * scope `read_user` does not include groups, and no scope of applications is narrower than `api` for merge requests.
 * https://docs.gitlab.com/integration/oauth_provider/#view-all-authorized-applications
 */
export function createGitLabSignIn(
  signIn: ConfiguredGitLabSignIn,
  git: ConfiguredGit | undefined,
): IdentityProvider {
  return createGitHostSignIn(signIn, {
    paths: { authorize: "/oauth/authorize", token: "/oauth/token" },
    scope: isSameHost(signIn, git) ? "api" : "read_api",
    scriptToken: SCRIPT_TOKEN,
    readLogin: (access) => readGitLabAccount(signIn, access),
  });
}
