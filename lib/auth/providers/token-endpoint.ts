import { z } from "zod";
import { callProvider, type ProviderCall, unavailable } from "#lib/auth/providers/provider-http";
import { SignInError, type SignInFailure } from "#lib/auth/session/sign-in-failure";
import { PortalError } from "#lib/errors";

/** The token endpoint of an identity provider, and the portal's client there. */
export interface TokenEndpoint extends ProviderCall {
  url: string;
  clientId: string;
  /** Absent for a public client, which PKCE alone protects. */
  clientSecret?: string | undefined;
  /** Sends the client's credentials in the header instead of the body: RFC 6749, section 2.3.1. */
  usesBasic?: boolean;
}

const answer = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number().optional(),
  id_token: z.string().optional(),
});

/** The tokens of an answer, with the end of the access token. */
export interface TokenAnswer {
  access: string;
  refresh?: string | undefined;
  idToken?: string | undefined;
  /** Milliseconds since 1970. */
  expiresAt?: number | undefined;
}

// GitHub answers an error with the status 200.
const refusal = z.object({ error: z.string(), error_description: z.string().default("") });

/**
 * Refusals by their code and description, with the failure to show. Gitea has one code for a wrong secret, a wrong
 * callback address and an invalid refresh token. GitHub has codes of its own:
 * https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 */
const REFUSALS: [sign: RegExp, failure: SignInFailure][] = [
  [/redirect.uri/i, "address"],
  [/invalid_client|incorrect_client_credentials|invalid client secret|cannot load client/, "secret"],
  [/bad_verification_code|invalid_grant|expired/, "late"],
];

/**
 * The tokens for a code: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
 * @throws SignInError where the provider refuses
 * @throws PortalError `sign-in-unavailable`
 */
export async function exchangeCode(
  endpoint: TokenEndpoint,
  { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string },
): Promise<TokenAnswer> {
  const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier };
  const got = await post(endpoint, form);
  if ("access" in got) return got;
  throw new SignInError(got.failure, `The token endpoint refused the code: ${got.reason}`);
}

/**
 * New tokens for a refresh token. Without a new refresh token in the answer, the old one stays valid.
 * https://www.rfc-editor.org/rfc/rfc6749#section-6
 * @returns undefined where the provider refuses the refresh token, so the person must sign in again
 * @throws PortalError `sign-in-unavailable`, and `misconfigured` where the provider does not know the portal
 */
export async function refreshTokens(
  endpoint: TokenEndpoint,
  refreshToken: string,
): Promise<TokenAnswer | undefined> {
  const got = await post(endpoint, { grant_type: "refresh_token", refresh_token: refreshToken });
  if ("access" in got) return { ...got, refresh: got.refresh ?? refreshToken };
  if (got.failure !== "secret") return undefined;
  throw new PortalError("misconfigured", {
    detail: `${endpoint.name} does not accept the portal's client id and secret.`,
    suggestion: "Ask the platform team to check VITRINE_SIGN_IN.",
  });
}

async function post(
  endpoint: TokenEndpoint,
  form: Record<string, string>,
): Promise<TokenAnswer | { failure: SignInFailure; reason: string }> {
  const { url, name, clientId, clientSecret, usesBasic = false } = endpoint;
  const isBasic = usesBasic && clientSecret !== undefined;
  const credentials = isBasic
    ? {}
    : { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
  const asked = Date.now();
  const { status, body } = await callProvider(endpoint, url, {
    method: "POST",
    headers: isBasic ? { authorization: encodeBasic(clientId, clientSecret) } : {},
    body: new URLSearchParams({ ...form, ...credentials }),
  });
  const refused = refusal.safeParse(body);
  if (refused.success) {
    const reason = `${refused.data.error} (${refused.data.error_description})`;
    return { failure: REFUSALS.find(([sign]) => sign.test(reason))?.[1] ?? "failed", reason };
  }
  const parsed = answer.safeParse(body);
  // Without the parser's message, which may contain the answer.
  if (!parsed.success || status >= 400) throw unavailable(name);
  const { access_token: access, refresh_token: refresh, expires_in, id_token: idToken } = parsed.data;
  const expiresAt = expires_in === undefined ? undefined : asked + expires_in * 1_000;
  return { access, refresh, idToken, expiresAt };
}

function encodeBasic(clientId: string, clientSecret: string): string {
  // Both are encoded as in a form before they are joined.
  const encode = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString("base64")}`;
}
