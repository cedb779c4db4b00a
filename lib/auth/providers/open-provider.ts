import { createGiteaSignIn } from "#lib/auth/gitea/gitea-provider";
import { createGitHubSignIn } from "#lib/auth/github/github-provider";
import { createGitLabSignIn } from "#lib/auth/gitlab/gitlab-provider";
import { createOidcSignIn } from "#lib/auth/oidc/oidc-provider";
import type { IdentityProvider } from "#lib/auth/providers/types";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredSignIn } from "#lib/config/sign-in";

/**
 * The identity provider of a configured sign-in. It calls nobody before its first use.
 * @param git a repository at the host of the sign-in, if requests go to one: then people also grant write access
 */
export function openProvider(signIn: ConfiguredSignIn, git: ConfiguredGit | undefined): IdentityProvider {
  switch (signIn.provider) {
    case "gitea":
      return createGiteaSignIn(signIn, git);
    case "github":
      return createGitHubSignIn(signIn, git);
    case "gitlab":
      return createGitLabSignIn(signIn, git);
    case "oidc":
      return createOidcSignIn(signIn);
  }
}
