/** For tests: a provider of OpenID Connect (oidc-provider, which is certified) on loopback, with pages to sign in. */
import { once } from "node:events";
import { createServer } from "node:http";
import Provider from "oidc-provider";
import type { ProviderSite } from "#lib/server/testing/sign-in-fixture";

export interface TestClient {
  id: string;
  redirectUri: string;
  /** Absent: a public client. */
  secret?: string;
  /** Default true. */
  hasRefreshTokens?: boolean;
}

export interface OidcServer {
  issuer: string;
  /** Changes the clock while the token endpoint answers. `change` returns its end; undefined: the clock is right. */
  setClock(change: (() => () => void) | undefined): void;
  stop(): Promise<void>;
}

const SCOPES = { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"], groups: ["groups"] };

/**
 * @param people their claims by account; a person who is removed later can neither sign in nor renew a sign-in
 */
export async function startOidcServer(
  clients: readonly TestClient[],
  people: ReadonlyMap<string, object>,
): Promise<OidcServer> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const find = (clientId: string) => clients.find(({ id }) => id === clientId);
  const provider = new Provider(issuer, {
    clients: clients.map(({ id, secret, redirectUri }) => ({
      client_id: id,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      ...(secret === undefined ? { token_endpoint_auth_method: "none" } : { client_secret: secret }),
    })),
    claims: SCOPES,
    scopes: Object.keys(SCOPES),
    cookies: { keys: ["of the test"] },
    // The ID token holds the claims of its scopes, as that of most providers does.
    conformIdTokenClaims: false,
    findAccount(_context, accountId) {
      const claims = people.get(accountId);
      return claims && { accountId, claims: () => ({ sub: accountId, ...claims }) };
    },
    issueRefreshToken: (_context, { clientId }) => find(clientId)?.hasRefreshTokens ?? true,
    // A refresh token that is used twice ends all of the person's tokens.
    rotateRefreshToken: true,
    renderError(context, { error }) {
      context.body = error;
    },
    ttl: {
      AccessToken: 180,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 180,
      Interaction: 3_600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
  });
  const answer = provider.callback();
  let changeClock: (() => () => void) | undefined;
  server.on("request", (request, response) => {
    if (changeClock === undefined || request.url !== "/token") return answer(request, response);
    // The portal waits meanwhile, so that the other clock is the provider's alone.
    response.once("finish", changeClock());
    answer(request, response);
  });
  return {
    issuer,
    setClock(change) {
      changeClock = change;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The pages on which a person signs in and allows the portal to know them. */
export function describeOidcSite(origin: string, id: string, login: string): ProviderSite {
  return {
    id,
    origin,
    answerPage(page, url, call, allow) {
      const [, prompt = ""] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
      if (!allow) return call(new URL(`${url.pathname}/abort`, origin));
      return call(url, { prompt, login, password: "any" });
    },
  };
}
