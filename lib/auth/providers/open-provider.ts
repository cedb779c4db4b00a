import { createGiteaSignIn } from "#lib/auth/gitea/gitea-provider";
import { createGitHubSignIn } from "#lib/auth/github/github-provider";
import { createOidcSignIn } from "#lib/auth/oidc/oidc-provider";
import type { IdentityProvider } from "#lib/auth/providers/types";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredSignIn } from "#lib/config/sign-in";

/**
 * The identity provider of a configured sign-in. It calls nobody before its first use.
 * @param git where requests go: a sign-in with the same host also asks for the right to write there
 */
export function openProvider(signIn: ConfiguredSignIn, git: ConfiguredGit | undefined): IdentityProvider {
  switch (signIn.provider) {
    case "gitea":
      return createGiteaSignIn(signIn, git);
    case "github":
      return createGitHubSignIn(signIn, git);
    case "oidc":
      return createOidcSignIn(signIn);
  }
}
