import type { OAuthConfig } from "next-auth/providers/oauth";
import { readGiteaAccount } from "#lib/auth/gitea/gitea-account";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config/config";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredSignIn } from "#lib/config/sign-in";
import { PortalError } from "#lib/errors";

interface GiteaProfile {
  user: string;
  name: string;
  email: string;
}

/**
 * Gitea as a provider of next-auth, by OAuth2 with PKCE and a state. Without `openid`, which would only add a
 * token with data that the API returns as well.
 */
export function buildGiteaProvider(
  signIn: ConfiguredSignIn & { clientSecret: string },
  git: ConfiguredGit | undefined,
): OAuthConfig<GiteaProfile> {
  const { url, name, clientId, clientSecret } = signIn;
  return {
    id: "gitea",
    name,
    type: "oauth",
    clientId,
    clientSecret,
    checks: ["pkce", "state"],
    authorization: { url: `${url}/login/oauth/authorize`, params: { scope: listScopes(signIn, git) } },
    token: `${url}/login/oauth/access_token`,
    userinfo: { request: ({ tokens }) => readProfile(signIn, tokens.access_token ?? "") },
    profile: ({ user, name: fullName, email }) => ({ id: user, name: fullName, email }),
  };
}

/**
 * The minimal scopes: the person and their teams, and write access to repositories where requests go to this
 * Gitea. Without such a scope, Gitea would issue a token for everything.
 * https://docs.gitea.com/development/oauth2-provider#scopes
 */
function listScopes(signIn: ConfiguredSignIn, git: ConfiguredGit | undefined): string {
  return isSameGitea(signIn, git) ? "read:user write:repository" : "read:user";
}

/** Whether requests go to the Gitea that people sign in with. */
function isSameGitea(signIn: ConfiguredSignIn | undefined, git: ConfiguredGit | undefined): boolean {
  return signIn !== undefined && git?.provider === "gitea" && git.url === signIn.url;
}

/** The person's own Git token; never sent to another host than its own. */
export function findGitToken(
  { gitToken }: Identity,
  { signIn, git }: Pick<Config, "signIn" | "git">,
): string | undefined {
  return isSameGitea(signIn, git) ? gitToken : undefined;
}

/** Throws `forbidden` for a person whom Gitea does not let in, and `git-unavailable`. */
async function readProfile(signIn: ConfiguredSignIn, token: string): Promise<GiteaProfile> {
  const account = await readGiteaAccount(signIn, token);
  if (!("refused" in account)) return account;
  throw new PortalError("forbidden", { detail: "Gitea does not say who this person is." });
}
