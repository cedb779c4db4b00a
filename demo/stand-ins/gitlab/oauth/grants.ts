/** Codes and tokens of GitLab as an OAuth 2 provider: https://docs.gitlab.com/api/oauth2/ */
import { randomBytes } from "node:crypto";
import type { Scope, Viewer } from "#demo/stand-ins/gitlab/state/access";
import type { Account } from "#demo/stand-ins/gitlab/state/types";
import { isProven, isSameSecret } from "#demo/stand-ins/oauth/requests";
import type { Tokens } from "#demo/stand-ins/tokens/tokens";

/** An application of the instance. */
export interface OAuthClient {
  name: string;
  clientId: string;
  clientSecret: string;
  /** Registered callback addresses; a redirect must be equal to one of them. */
  callbacks: readonly string[];
  scopes: readonly Scope[];
}

export interface Authorization {
  account: Account;
  redirect: string;
  scopes: readonly Scope[];
  /** Of PKCE, method S256. */
  challenge: string | undefined;
  /** For the ID token. */
  nonce: string | undefined;
}

export interface TokenRequest {
  grant: string;
  clientId: string;
  clientSecret: string;
  code?: string;
  redirect?: string;
  verifier?: string;
  refreshToken?: string;
}

export interface Issued {
  authorization: Authorization;
  access: string;
  refresh: string;
  /** Seconds since 1970. */
  createdAt: number;
}

/** Codes of https://datatracker.ietf.org/doc/html/rfc6749#section-5.2 */
export type GrantError = "invalid_client" | "invalid_grant" | "unsupported_grant_type";

export interface Grants {
  /** A code that can be used once, within ten minutes. */
  issueCode(authorization: Authorization): string;
  exchange(request: TokenRequest): Issued | GrantError;
}

const CODE_LIFETIME = 10 * 60 * 1000;
/** Seconds: https://docs.gitlab.com/integration/oauth_provider/#access-token-expiration */
export const ACCESS_LIFETIME = 7200;

interface GrantsInput {
  client: OAuthClient;
  tokens: Tokens<Viewer>;
  nextId: () => number;
  /** Milliseconds since 1970. */
  clock: () => number;
}

export function createGrants({ client, tokens, nextId, clock }: GrantsInput): Grants {
  const codes = new Map<string, { authorization: Authorization; expires: number }>();
  const refreshes = new Map<string, Issued>();

  function issueTokens(authorization: Authorization): Issued {
    const { account, scopes } = authorization;
    const createdAt = Math.floor(clock() / 1000);
    const token = {
      id: nextId(),
      name: client.name,
      kind: "oauth",
      createdAt: new Date(clock()).toISOString(),
    } as const;
    const access = tokens.issue({ account, token, scopes }, "", ACCESS_LIFETIME * 1000).token;
    const refresh = randomBytes(32).toString("hex");
    const issued = { authorization, access, refresh, createdAt };
    refreshes.set(refresh, issued);
    return issued;
  }

  return {
    issueCode(authorization) {
      const code = randomBytes(32).toString("hex");
      codes.set(code, { authorization, expires: clock() + CODE_LIFETIME });
      return code;
    },
    exchange({ grant, clientId, clientSecret, code = "", redirect, verifier, refreshToken = "" }) {
      if (clientId !== client.clientId || !isSameSecret(client.clientSecret, clientSecret))
        return "invalid_client";
      if (grant === "refresh_token") {
        // A used refresh token and its access token end.
        const old = refreshes.get(refreshToken);
        refreshes.delete(refreshToken);
        if (!old) return "invalid_grant";
        tokens.revoke(old.access);
        return issueTokens(old.authorization);
      }
      if (grant !== "authorization_code") return "unsupported_grant_type";
      const found = codes.get(code);
      codes.delete(code);
      if (!found || found.expires < clock() || found.authorization.redirect !== redirect)
        return "invalid_grant";
      if (!isProven(found.authorization.challenge, verifier)) return "invalid_grant";
      return issueTokens(found.authorization);
    },
  };
}
