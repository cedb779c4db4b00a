import { buildCodeFlow } from "#lib/auth/providers/flow";
import { exchangeCode, refreshTokens } from "#lib/auth/providers/token-endpoint";
import type { Flow, IdentityProvider } from "#lib/auth/providers/types";
import { readSecret } from "#lib/config/secret";
import type {
  ConfiguredGiteaSignIn,
  ConfiguredGitHubSignIn,
  ConfiguredGitLabSignIn,
} from "#lib/config/sign-in";

/** The parts of a Git host that are its own. */
export interface GitHostParts {
  /** The paths of OAuth2 at the address of the host. */
  paths: { authorize: string; token: string };
  /** The scopes of a sign-in, separated by spaces. */
  scope: string;
  /** The form of a token that a person made. */
  scriptToken: RegExp;
  /** The account, whose user is the login. */
  readLogin: IdentityProvider["readAccount"];
}

/** Gitea, Forgejo and GitHub have the same paths. */
export const LOGIN_PATHS = { authorize: "/login/oauth/authorize", token: "/login/oauth/access_token" };

/** A Git host that signs people in by OAuth2. */
export function createGitHostSignIn(
  signIn: ConfiguredGiteaSignIn | ConfiguredGitHubSignIn | ConfiguredGitLabSignIn,
  { paths, scope, scriptToken, readLogin }: GitHostParts,
): IdentityProvider {
  const { id, name, url, clientId, usernamePrefix } = signIn;
  const readAccount: IdentityProvider["readAccount"] = async (access) => {
    const read = await readLogin(access);
    return "refused" in read ? read : { ...read, user: usernamePrefix + read.user };
  };
  const openEndpoint = async () => ({
    url: url + paths.token,
    name,
    clientId,
    clientSecret: await readSecret(signIn, "clientSecret", `signIn.${id}`),
  });
  const openFlow = async (): Promise<Flow> => {
    const endpoint = await openEndpoint();
    return {
      clientId,
      authorization: { url: url + paths.authorize, params: { scope } },
      exchange: (code) => exchangeCode(endpoint, code),
    };
  };
  return {
    id,
    name,
    isGitHost: true,
    readAccount,
    openFlow,
    buildFlow: async () => buildCodeFlow({ id, name, readAccount }, await openFlow()),
    refresh: async ({ refresh = "" }) => refreshTokens(await openEndpoint(), refresh),
    isScriptToken: (token) => scriptToken.test(token),
    async readScriptAccount(token) {
      const account = await readAccount(token);
      return "refused" in account ? undefined : { account };
    },
  };
}
