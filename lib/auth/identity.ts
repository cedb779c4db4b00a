import { createHash, timingSafeEqual } from "node:crypto";
import type { GiteaPeople } from "#lib/auth/gitea/gitea-people";
import { asIdentity, readSession, renewSession } from "#lib/auth/session/session";
import type { ReadCookie } from "#lib/auth/session/session-cookie";
import type { SessionEnds } from "#lib/auth/session/session-ends";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config";
import { PortalError } from "#lib/errors";

export interface Credentials {
  /** The `Authorization` header. */
  authorization: string | null;
  cookie: ReadCookie;
  /** The request changes nothing: while Gitea is away, who the person was a few minutes ago will do. */
  readOnly: boolean;
}

export interface Authenticated {
  identity: Identity;
  /** A browser sends its cookie with forged requests as well; a bearer token is sent on purpose. */
  credential: "cookie" | "bearer";
  /** The `Set-Cookie` headers that the answer should have. */
  setCookie?: readonly string[];
  /** Id of the session, where there is one. */
  session?: string;
}

export interface IdentitySources {
  /** Needed where people sign in with Gitea. */
  gitea?: GiteaPeople | undefined;
  ends: Pick<SessionEnds, "hasEnded">;
}

type AuthConfig = Pick<Config, "url" | "secret" | "git" | "signIn" | "guest" | "demoPeople" | "demoToken">;

/**
 * Who sends a request; undefined when it carries no credentials, or a session that has ended. A bearer token comes
 * first and never falls back to the cookie. Throws `unauthenticated` for a token that is not known, `git-unavailable`
 * where only Gitea can tell and is away.
 */
export async function authenticate(
  credentials: Credentials,
  config: AuthConfig,
  { gitea, ends }: IdentitySources,
): Promise<Authenticated | undefined> {
  if (credentials.authorization !== null) {
    const identity = await readBearer(credentials.authorization, config, gitea);
    return { identity, credential: "bearer" };
  }
  const found = await readSession(credentials.cookie, config);
  if (!found || ends.hasEnded(found)) return undefined;
  if (found.via !== "gitea") {
    const { identity } = found;
    return describeSession(
      identity,
      found.id,
      found.isOld ? await renewSession(found, undefined, config, credentials.cookie) : undefined,
    );
  }
  const known = await gitea?.ofSession({ id: found.id, tokens: found.tokens }, credentials.readOnly);
  // It may have ended while Gitea was asked.
  if (!known || ends.hasEnded(found)) return undefined;
  const { identity, tokens } = known;
  // Gitea gives the same token twice within one second: only its end tells that it was renewed.
  const isNew = found.isOld || tokens.expiresAt !== found.tokens.expiresAt;
  return describeSession(
    identity,
    found.id,
    isNew ? await renewSession(found, tokens, config, credentials.cookie) : undefined,
  );
}

function describeSession(
  identity: Identity,
  session: string,
  setCookie: readonly string[] | undefined,
): Authenticated {
  return { identity, credential: "cookie", session, ...(setCookie === undefined ? {} : { setCookie }) };
}

/**
 * The person of a request that only signed-in people may send. Throws `unauthenticated` where there is none.
 *
 * @param own the portal's address, where the request names another host: a session belongs to one host.
 */
export function requireAuthenticated(authenticated: Authenticated | undefined, own?: string): Authenticated {
  if (authenticated) return authenticated;
  throw new PortalError("unauthenticated", {
    detail: own
      ? `You are not signed in here. Your session belongs to the portal's own address, ${own}.`
      : "You are not signed in, or your session has ended.",
    suggestion: `${own ? `Open the portal at ${own}.` : "Sign in again."} Scripts send a token: \`Authorization: Bearer …\`.`,
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
