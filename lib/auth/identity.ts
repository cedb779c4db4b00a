import { createHash, timingSafeEqual } from "node:crypto";
import type { GiteaPeople } from "#lib/auth/gitea-people";
import { asIdentity, readSession, renewSession, sessionCookieName } from "#lib/auth/session";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config";
import { PortalError } from "#lib/errors";

export interface Credentials {
  /** The `Authorization` header. */
  authorization: string | null;
  cookie: (name: string) => string | undefined;
  /** The request changes nothing: while Gitea is away, who the person was a few minutes ago will do. */
  readOnly: boolean;
}

export interface Authenticated {
  identity: Identity;
  /** A browser sends its cookie with forged requests as well; a bearer token is sent on purpose. */
  credential: "cookie" | "bearer";
  /** A `Set-Cookie` header that the answer should have. */
  setCookie?: string;
}

type AuthConfig = Pick<Config, "url" | "secret" | "git" | "signIn" | "guest" | "demoPeople" | "demoToken">;

/**
 * Who sends a request; undefined when it carries no credentials, or a session that has ended. A bearer token comes
 * first and never falls back to the cookie. Throws `unauthenticated` for a token that is not known, `git-unavailable`
 * where only Gitea can tell and is away.
 *
 * @param gitea needed where people sign in with it.
 */
export async function authenticate(
  credentials: Credentials,
  config: AuthConfig,
  gitea?: GiteaPeople,
): Promise<Authenticated | undefined> {
  if (credentials.authorization !== null) {
    const identity = await readBearer(credentials.authorization, config, gitea);
    return { identity, credential: "bearer" };
  }
  const found = await readSession(credentials.cookie(sessionCookieName(config.url)), config);
  if (found?.via !== "gitea") return found && { identity: found.identity, credential: "cookie" };
  const { session } = found;
  const known = await gitea?.ofSession(session, credentials.readOnly);
  if (!known) return undefined;
  const { identity, tokens } = known;
  // Gitea gives the same token twice within one second: only its end tells that it was renewed.
  const isNew = tokens.expiresAt !== session.tokens.expiresAt;
  return {
    identity,
    credential: "cookie",
    ...(isNew ? { setCookie: await renewSession(found, tokens, config) } : {}),
  };
}

/** Throws `unauthenticated`: for whoever has to be somebody. */
export function requireAuthenticated(authenticated: Authenticated | undefined): Authenticated {
  if (authenticated) return authenticated;
  throw new PortalError("unauthenticated", {
    detail: "You are not signed in, or your session has ended.",
    suggestion: "Sign in again. Scripts send a token: `Authorization: Bearer …`.",
  });
}

async function readBearer(
  authorization: string,
  { demoToken, signIn }: AuthConfig,
  gitea: GiteaPeople | undefined,
): Promise<Identity> {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  if (token && demoToken && isSame(token, demoToken.token)) return asIdentity(demoToken, "token");
  const person = token && signIn ? await gitea?.ofToken(token) : undefined;
  if (person) return person;
  throw new PortalError("unauthenticated", {
    detail: "The portal does not know this token.",
    suggestion: signIn
      ? `Send a token that you made in ${signIn.name} (Settings, Applications), with the right to read your user: \`Authorization: Bearer …\`.`
      : "Send the present token as `Authorization: Bearer …`; the demo makes a new one at each start.",
  });
}

// Digests have one length, so neither the time nor an error tells how much of a guess was right.
function isSame(guess: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(guess), digest(token));
}
