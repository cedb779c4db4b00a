import { readGiteaAccount } from "#lib/auth/gitea/gitea-account";
import { buildCodeFlow } from "#lib/auth/providers/flow";
import { isSameHost } from "#lib/auth/providers/git-token";
import { exchangeCode, refreshTokens } from "#lib/auth/providers/token-endpoint";
import type { IdentityProvider } from "#lib/auth/providers/types";
import type { ConfiguredGit } from "#lib/config/git";
import { readSecret } from "#lib/config/secret";
import type { ConfiguredGiteaSignIn } from "#lib/config/sign-in";

/**
 * A token that a person made. A token with dots was issued to an application, so it does not prove that the person
 * wants to use the portal.
 */
const SCRIPT_TOKEN = /^[\da-f]{40}$/;

/**
 * Gitea or Forgejo, by OAuth2. Without `openid`, which would only add a token with data that the API returns as well.
 */
export function createGiteaSignIn(
  signIn: ConfiguredGiteaSignIn,
  git: ConfiguredGit | undefined,
): IdentityProvider {
  const { id, name, url, clientId } = signIn;
  const readAccount = (access: string) => readGiteaAccount(signIn, access);
  const openEndpoint = async () => ({
    url: `${url}/login/oauth/access_token`,
    name,
    clientId,
    clientSecret: await readSecret(signIn, "clientSecret", `signIn.${id}`),
  });
  return {
    id,
    name,
    isGitHost: true,
    readAccount,
    async buildFlow() {
      const endpoint = await openEndpoint();
      return buildCodeFlow(
        { id, name, readAccount },
        {
          clientId,
          authorization: { url: `${url}/login/oauth/authorize`, params: { scope: listScopes(signIn, git) } },
          exchange: (code) => exchangeCode(endpoint, code),
        },
      );
    },
    refresh: async ({ refresh = "" }) => refreshTokens(await openEndpoint(), refresh),
    isScriptToken: (token) => SCRIPT_TOKEN.test(token),
    async readScriptAccount(token) {
      const account = await readAccount(token);
      return "refused" in account ? undefined : { account };
    },
  };
}

/**
 * The minimal scopes: the person and their teams, and write access to repositories where requests go to this
 * Gitea. Without such a scope, Gitea would issue a token for everything.
 * https://docs.gitea.com/development/oauth2-provider#scopes
 */
function listScopes(signIn: ConfiguredGiteaSignIn, git: ConfiguredGit | undefined): string {
  return isSameHost(signIn, git) ? "read:user write:repository" : "read:user";
}
