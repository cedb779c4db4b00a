import { readAccounts } from "#lib/auth/git-account/read-accounts";
import type { People } from "#lib/auth/providers/people";
import { isSameSecret } from "#lib/auth/secret-comparison";
import { asIdentity } from "#lib/auth/session/configured-people";
import { readSession, renewSession, type Session } from "#lib/auth/session/session";
import type { ReadCookie } from "#lib/auth/session/session-cookie";
import type { SessionEnds } from "#lib/auth/session/session-ends";
import { SETUP } from "#lib/auth/session/setup";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config/config";
import { admitsPeople } from "#lib/config/sign-in";
import { PortalError } from "#lib/errors";

export interface Credentials {
  /** The `Authorization` header. */
  authorization: string | null;
  cookie: ReadCookie;
  /** The call only reads: while the identity provider is unreachable, data from a few minutes ago is accepted. */
  readOnly: boolean;
}

export interface Authenticated {
  identity: Identity;
  /** A browser also sends its cookie with forged calls; a bearer token is sent on purpose. */
  credential: "cookie" | "bearer";
  /** `Set-Cookie` headers for the response. */
  setCookie?: readonly string[];
  /** Id of the session, if any. */
  session?: string;
}

export interface IdentitySources {
  /** The people of each identity provider, by its id, in the order of the configuration. */
  people: ReadonlyMap<string, People>;
  ends: Pick<SessionEnds, "hasEnded">;
}

type AuthConfig = Pick<Config, "url" | "secret" | "signIn" | "guest" | "demoPeople" | "demoToken">;

/**
 * The person of a call; undefined without credentials, or for an ended session. A bearer token comes first
 * and never falls back to the cookie. Throws `unauthenticated` for an unknown token, and `git-unavailable`
 * or `sign-in-unavailable` where only an identity provider can tell and is unreachable.
 */
export async function authenticate(
  credentials: Credentials,
  config: AuthConfig,
  { people, ends }: IdentitySources,
): Promise<Authenticated | undefined> {
  if (credentials.authorization !== null) {
    const identity = await readBearer(credentials.authorization, config, people);
    return { identity, credential: "bearer" };
  }
  const found = await readSession(credentials.cookie, config);
  if (!found || ends.hasEnded(found)) return undefined;
  const session = await readPerson(found, credentials, config, { people, ends });
  return session && connectAccounts(session, found, credentials, config, people);
}

/** The person of a session, with the accounts of Git hosts that they connected to it. Many people are the same guest. */
async function connectAccounts(
  session: Authenticated,
  { id, via }: Session,
  credentials: Credentials,
  config: AuthConfig,
  people: ReadonlyMap<string, People>,
): Promise<Authenticated> {
  if (via === "guest" || via === SETUP) return session;
  const { user } = session.identity;
  const { accounts, setCookie } = await readAccounts({ id, user }, credentials, config, people);
  if (accounts.length + setCookie.length === 0) return session;
  return {
    ...session,
    identity: { ...session.identity, gitAccounts: accounts },
    setCookie: [...(session.setCookie ?? []), ...setCookie],
  };
}

async function readPerson(
  found: Session,
  credentials: Credentials,
  config: AuthConfig,
  { people, ends }: IdentitySources,
): Promise<Authenticated | undefined> {
  if ("identity" in found) {
    const { identity } = found;
    return describeSession(
      identity,
      found.id,
      found.isOld ? await renewSession(found, undefined, config, credentials.cookie) : undefined,
    );
  }
  const known = await people
    .get(found.via)
    ?.ofSession({ id: found.id, tokens: found.tokens }, credentials.readOnly);
  // The session may have ended during the call to the provider.
  if (!known || ends.hasEnded(found)) return undefined;
  const { identity, tokens } = known;
  // A provider can return the same token twice within one second, so only its end shows a renewal.
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
 * The person of a call for signed-in people only. Throws `unauthenticated` without one.
 * @param own the portal's address, where the call names another host: a session belongs to one host
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
  people: ReadonlyMap<string, People>,
): Promise<Identity> {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  if (token && demoToken && isSameSecret(token, demoToken.token)) return asIdentity(demoToken, "token");
  // The first provider with tokens of this form: a token must not go to a provider that did not issue it.
  const admitting = signIn.filter(admitsPeople);
  const issuer = token
    ? admitting.map(({ id }) => people.get(id)).find((one) => one?.isScriptToken(token))
    : undefined;
  const person = token ? await issuer?.ofToken(token) : undefined;
  if (person) return person;
  throw new PortalError("unauthenticated", {
    detail: "The portal does not know this token.",
    suggestion:
      admitting.length > 0
        ? `Send a valid token of ${admitting.map(({ name }) => name).join(" or ")} that you made for this: \`Authorization: Bearer …\`. docs/sign-in.md names the tokens.`
        : "Send the current token as `Authorization: Bearer …`; the demo makes a new one at each start.",
  });
}
