/** Codes and tokens of the OAuth web flow: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */

import { randomBytes } from "node:crypto";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import type { Account, Permissions } from "#demo/stand-ins/github/state/types";
import { isProven, isSameSecret } from "#demo/stand-ins/oauth/requests";
import type { Tokens } from "#demo/stand-ins/tokens/tokens";

/** An OAuth App, or the GitHub App that signs people in. */
export interface OAuthClient {
  kind: "oauth-app" | "github-app";
  name: string;
  clientId: string;
  clientSecret: string;
  /** Registered callback addresses; a redirect below one of them is accepted. */
  callbacks: readonly string[];
  /** Of a GitHub App, which its tokens are limited to. */
  permissions?: Permissions;
}

export interface Authorization {
  client: OAuthClient;
  account: Account;
  redirect: string;
  scopes: readonly string[];
  /** Of PKCE, method S256. */
  challenge: string | undefined;
}

export interface Exchange {
  clientId: string;
  clientSecret: string;
  code?: string;
  redirect?: string;
  verifier?: string;
  refreshToken?: string;
}

export type TokenAnswer =
  | { error: string; error_description: string; error_uri: string }
  | {
      access_token: string;
      token_type: "bearer";
      scope: string;
      expires_in?: number;
      refresh_token?: string;
      refresh_token_expires_in?: number;
    };

export interface Grants {
  /** A code that can be used once, within ten minutes. */
  issueCode(authorization: Authorization): string;
  exchange(request: Exchange): TokenAnswer;
}

const CODE_LIFETIME = 10 * 60 * 1000;
/** Seconds: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens */
const ACCESS_LIFETIME = 28_800;
const REFRESH_LIFETIME = 15_897_600;

interface GrantsInput {
  clients: readonly OAuthClient[];
  tokens: Tokens<Viewer>;
  /** Milliseconds since 1970. */
  clock: () => number;
}

export function createGrants({ clients, tokens, clock }: GrantsInput): Grants {
  const codes = new Map<string, { authorization: Authorization; expires: number }>();
  const refreshes = new Map<string, { authorization: Authorization; access: string; expires: number }>();

  function issueTokens(authorization: Authorization): TokenAnswer {
    const { client, account, scopes } = authorization;
    if (client.kind === "oauth-app") {
      const { token } = tokens.issue({ account, token: "oauth", scopes }, "gho_");
      return { access_token: token, token_type: "bearer", scope: scopes.join(",") };
    }
    const { token } = tokens.issue(
      { account, token: "oauth", permissions: client.permissions },
      "ghu_",
      ACCESS_LIFETIME * 1000,
    );
    const refresh = `ghr_${randomBytes(18).toString("hex")}`;
    refreshes.set(refresh, { authorization, access: token, expires: clock() + REFRESH_LIFETIME * 1000 });
    return {
      access_token: token,
      token_type: "bearer",
      scope: "",
      expires_in: ACCESS_LIFETIME,
      refresh_token: refresh,
      refresh_token_expires_in: REFRESH_LIFETIME,
    };
  }

  /** A used refresh token and its access token end. */
  function refresh(refreshToken: string, client: OAuthClient): TokenAnswer {
    const found = refreshes.get(refreshToken);
    refreshes.delete(refreshToken);
    if (!found || found.expires < clock() || found.authorization.client !== client)
      return fail("bad_refresh_token", "The refresh token passed is incorrect or expired.");
    tokens.revoke(found.access);
    return issueTokens(found.authorization);
  }

  return {
    issueCode(authorization) {
      const code = randomBytes(10).toString("hex");
      codes.set(code, { authorization, expires: clock() + CODE_LIFETIME });
      return code;
    },
    exchange({ clientId, clientSecret, code, redirect, verifier, refreshToken }) {
      const client = clients.find((known) => known.clientId === clientId);
      if (!client || !isSameSecret(client.clientSecret, clientSecret))
        return fail(
          "incorrect_client_credentials",
          "The client_id and/or client_secret passed are incorrect.",
        );
      if (refreshToken !== undefined) return refresh(refreshToken, client);
      const found = codes.get(code ?? "");
      codes.delete(code ?? "");
      const isValid = found && found.expires > clock() && found.authorization.client === client;
      if (!isValid || !isProven(found.authorization.challenge, verifier))
        return fail("bad_verification_code", "The code passed is incorrect or expired.");
      if (redirect !== undefined && redirect !== found.authorization.redirect)
        return fail(
          "redirect_uri_mismatch",
          "The redirect_uri MUST match the registered callback URL for this application.",
        );
      return issueTokens(found.authorization);
    },
  };
}

/** GitHub reports errors with the status 200. */
function fail(error: string, description: string): TokenAnswer {
  return {
    error,
    error_description: description,
    error_uri:
      "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/",
  };
}

/** Port of a loopback address is free: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#loopback-urls */
const LOOPBACK = new Set(["127.0.0.1", "[::1]"]);

/** True where the address is a registered callback or below it. */
export function isAllowedRedirect({ callbacks }: OAuthClient, redirect: string): boolean {
  if (!URL.canParse(redirect)) return false;
  const target = new URL(redirect);
  return callbacks.some((callback) => {
    const registered = new URL(callback);
    const isSameHost = LOOPBACK.has(registered.hostname)
      ? target.hostname === registered.hostname && target.protocol === registered.protocol
      : target.origin === registered.origin;
    const folder = registered.pathname.replace(/\/$/, "");
    const isBelow = target.pathname === registered.pathname || target.pathname.startsWith(`${folder}/`);
    return isSameHost && isBelow && target.username === "";
  });
}
