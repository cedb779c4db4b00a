import { createHash, timingSafeEqual } from "node:crypto";
import { asIdentity, readSession, sessionCookieName } from "#lib/auth/session";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config";
import { PortalError } from "#lib/errors";

export interface Credentials {
  /** The `Authorization` header. */
  authorization: string | null;
  cookie: (name: string) => string | undefined;
}

export interface Authenticated {
  identity: Identity;
  /** A browser sends its cookie with forged requests as well; a bearer token is sent on purpose. */
  credential: "cookie" | "bearer";
}

type AuthConfig = Pick<Config, "url" | "secret" | "guest" | "demoPeople" | "demoToken">;

/**
 * Who sends a request; undefined when it carries no credentials, or a session that has ended. A bearer token comes
 * first and never falls back to the cookie. Throws `unauthenticated` for a token that is not known.
 */
export async function authenticate(
  credentials: Credentials,
  config: AuthConfig,
): Promise<Authenticated | undefined> {
  if (credentials.authorization !== null) {
    return { identity: readBearer(credentials.authorization, config), credential: "bearer" };
  }
  const identity = await readSession(credentials.cookie(sessionCookieName(config.url)), config);
  return identity && { identity, credential: "cookie" };
}

/** Throws `unauthenticated`: for whoever has to be somebody. */
export function requireAuthenticated(authenticated: Authenticated | undefined): Authenticated {
  if (authenticated) return authenticated;
  throw new PortalError("unauthenticated", {
    detail: "You are not signed in, or your session has ended.",
    suggestion: "Sign in again. Scripts send a token: `Authorization: Bearer …`.",
  });
}

function readBearer(authorization: string, { demoToken }: AuthConfig): Identity {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  if (token && demoToken && isSame(token, demoToken.token)) return asIdentity(demoToken, "token");
  throw new PortalError("unauthenticated", {
    detail: "The portal does not know this token.",
    suggestion:
      "Send the present token as `Authorization: Bearer …`; the demo makes a new one at each start.",
  });
}

// Digests have one length, so neither the time nor an error tells how much of a guess was right.
function isSame(guess: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(guess), digest(token));
}
