import { buildCodeFlow } from "#lib/auth/providers/flow";
import { exchangeCode, refreshTokens } from "#lib/auth/providers/token-endpoint";
import type { IdentityProvider } from "#lib/auth/providers/types";
import { readSecret } from "#lib/config/secret";
import type { ConfiguredGiteaSignIn, ConfiguredGitHubSignIn } from "#lib/config/sign-in";

/** The parts of a Git host that are its own. */
export interface GitHostParts {
  /** The scopes of a sign-in, separated by spaces. */
  scope: string;
  /** The form of a token that a person made. */
  scriptToken: RegExp;
  /** The account, whose user is the login. */
  readLogin: IdentityProvider["readAccount"];
}

/** A Git host that signs people in by OAuth2. Gitea, Forgejo and GitHub have the same addresses for it. */
export function createGitHostSignIn(
  signIn: ConfiguredGiteaSignIn | ConfiguredGitHubSignIn,
  { scope, scriptToken, readLogin }: GitHostParts,
): IdentityProvider {
  const { id, name, url, clientId, usernamePrefix } = signIn;
  const readAccount: IdentityProvider["readAccount"] = async (access) => {
    const read = await readLogin(access);
    return "refused" in read ? read : { ...read, user: usernamePrefix + read.user };
  };
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
      const authorization = { url: `${url}/login/oauth/authorize`, params: { scope } };
      const exchange = (code: Parameters<typeof exchangeCode>[1]) => exchangeCode(endpoint, code);
      return buildCodeFlow({ id, name, readAccount }, { clientId, authorization, exchange });
    },
    refresh: async ({ refresh = "" }) => refreshTokens(await openEndpoint(), refresh),
    isScriptToken: (token) => scriptToken.test(token),
    async readScriptAccount(token) {
      const account = await readAccount(token);
      return "refused" in account ? undefined : { account };
    },
  };
}
