import { z } from "zod";
import { type ErrorCode, PortalError } from "#lib/errors";

/**
 * Gitea's tokens for the portal to act for a person. They leave the server only in the encrypted session
 * cookie.
 */
export interface GiteaTokens {
  access: string;
  refresh: string;
  /** When the access token ends, in milliseconds since 1970. */
  expiresAt: number;
}

/** The portal's OAuth2 application in Gitea. */
export interface GiteaClientCredentials {
  url: string;
  clientId: string;
  clientSecret: string;
}

const TIMEOUT_MILLISECONDS = 15_000;

const answer = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });
const refusal = z.object({ error: z.string() });

/**
 * New tokens for a refresh token, which Gitea may accept only once (`INVALIDATE_REFRESH_TOKENS`): never call
 * this twice at once with one token. Undefined where Gitea refuses it, so the person must sign in again.
 * Throws `git-unavailable`, and `misconfigured` where Gitea no longer knows the portal.
 * https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export async function refreshTokens(
  { url, clientId, clientSecret }: GiteaClientCredentials,
  refreshToken: string,
): Promise<GiteaTokens | undefined> {
  const asked = Date.now();
  const { ok, body } = await post(`${url}/login/oauth/access_token`, {
    grant_type: "refresh_token",
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
  });
  if (ok) {
    const { access_token: access, refresh_token: refresh, expires_in } = parse(url, answer, body);
    return { access, refresh, expiresAt: asked + expires_in * 1_000 };
  }
  if (parse(url, refusal, body).error !== "invalid_client") return undefined;
  throw failure("misconfigured", {
    detail: "Gitea does not accept the portal's client id and secret.",
    suggestion: "Ask the platform team to check VITRINE_SIGN_IN.",
  });
}

async function post(address: string, form: Record<string, string>): Promise<{ ok: boolean; body: unknown }> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(form),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const text = await response.text();
    return { ok: response.ok, body: response.status < 500 ? readJson(text) : undefined };
  } catch (cause) {
    throw failure("git-unavailable", {
      detail: "Gitea is unreachable, so the portal can't find out who you are.",
      suggestion: "Try again in a moment. If the problem persists, ask the platform team whether Gitea runs.",
      cause,
    });
  }
}

/** Undefined for an HTML page: from a gateway, or another site. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parse<T>(url: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  // Without the parser's message, which may contain the response.
  throw failure("git-unavailable", {
    detail: `The server at ${url} does not renew sign-ins as Gitea does.`,
    suggestion: "Try again in a moment. If the problem persists, ask the platform team to check Gitea.",
  });
}

function failure(code: ErrorCode, options: ConstructorParameters<typeof PortalError>[1]): PortalError {
  return new PortalError(code, options);
}
