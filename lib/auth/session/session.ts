import { randomUUID } from "node:crypto";
import type { Account, AuthOptions } from "next-auth";
import { decode, encode, type JWT } from "next-auth/jwt";
import { z } from "zod";
import type { ProviderTokens } from "#lib/auth/providers/types";
import { asIdentity, listPeople } from "#lib/auth/session/configured-people";
import { formatCookieAttributes, nameCookies, sessionCookieName } from "#lib/auth/session/cookie-names";
import { listSessionTexts, type ReadCookie, writeSessionCookies } from "#lib/auth/session/session-cookie";
import type { SessionEnds, SessionStart } from "#lib/auth/session/session-ends";
import { INSTALLER, lacksSignIn, SETUP, SETUP_SECONDS } from "#lib/auth/session/setup";
import { SignInError } from "#lib/auth/session/sign-in-failure";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config/config";
import { admitsPeople } from "#lib/config/sign-in";

/** A working day. Only a new sign-in extends a session. */
export const SESSION_SECONDS = 8 * 60 * 60;

/**
 * How long one cookie is valid. Responses of the API renew it, so a session continues while it is used. After
 * a sign-out, the process that handled it refuses copies of the cookie at once; in other processes they end
 * after this time.
 */
const TOKEN_SECONDS = 15 * 60;

/**
 * Cookies older than this are renewed. The remaining time is longer than a stream lives, so an open page
 * stays signed in.
 */
const RENEW_AFTER_SECONDS = 3 * 60;

/**
 * Characters. A Node.js server accepts 16 KB of headers (`--max-http-header-size`), and other cookies and headers need
 * their part.
 */
const LONGEST_SESSION = 12_000;

type SessionConfig = Pick<Config, "url" | "secret" | "signIn" | "guest" | "demoPeople">;

export interface AuthOptionsExtras {
  logger?: AuthOptions["logger"];
  /** The identity providers. */
  providers?: AuthOptions["providers"];
  /** The call's cookies. next-auth joins every cookie whose name begins with the session's name. */
  cookie?: ReadCookie;
  /** next-auth must not accept ended sessions either. */
  ends?: Pick<SessionEnds, "hasEnded">;
  onSignIn?: (user: string, via: string) => void;
  onSignOut?: (session: SessionStart, user: string, via: string) => void;
}

/** The options of next-auth: JWT sessions in a cookie, no database, the portal's own page. */
export function buildAuthOptions(
  config: SessionConfig,
  { logger, providers = [], cookie, ends, onSignIn, onSignOut }: AuthOptionsExtras = {},
): AuthOptions {
  return {
    secret: config.secret,
    useSecureCookies: config.url.startsWith("https:"),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    jwt: {
      async encode({ maxAge, ...given }) {
        const value = await encode({ ...given, maxAge: findMaxAge(given.token, maxAge) });
        if (value.length > LONGEST_SESSION)
          throw new SignInError("large", "The session is too long for cookies.");
        return value;
      },
      async decode(given) {
        const token = cookie ? await decodeSession(cookie, config) : await decode(given);
        const parsed = payload.safeParse(token);
        return parsed.success && ends?.hasEnded(startOf(parsed.data)) ? null : token;
      },
    },
    cookies: nameCookies(config.url),
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [...providers, ...listPeople(config)],
    callbacks: {
      jwt: ({ token, user, account }) => (account ? describeSession(user.id, account, config) : token),
      session: ({ session, token }) => ({ expires: session.expires, user: { name: token.sub } }),
    },
    events: {
      signIn({ user, account }) {
        onSignIn?.(user.id, account?.provider ?? "");
      },
      signOut({ token }) {
        const ended = payload.safeParse(token);
        if (ended.success) onSignOut?.(startOf(ended.data), ended.data.sub, ended.data.via);
      },
    },
    logger,
  };
}

/** next-auth rewrites a session at each read; that must not extend it. In seconds. */
function findMaxAge(token: JWT | undefined, maxAge = SESSION_SECONDS): number {
  const { startedAt } = token ?? {};
  return typeof startedAt === "number" ? tokenAge({ startedAt }) : Math.min(maxAge, TOKEN_SECONDS);
}

/** Remaining seconds of this session. */
function tokenAge(start: Pick<SessionStart, "startedAt">): number {
  return Math.min(TOKEN_SECONDS, secondsLeft(start));
}

function secondsLeft({ startedAt }: Pick<SessionStart, "startedAt">): number {
  return Math.max(0, startedAt + SESSION_SECONDS - nowInSeconds());
}

const nowInSeconds = () => Math.floor(Date.now() / 1_000);

/** Only identity and provider: access and groups are read at each call, so a change takes effect at once. */
function describeSession(
  sub: string,
  { provider, type, access_token, refresh_token, expires_at }: Account,
  config: SessionConfig,
): JWT {
  const session = { sub, via: provider, sid: randomUUID(), startedAt: nowInSeconds() };
  if (type === "credentials") return session;
  const expiresAt = expires_at === undefined ? undefined : expires_at * 1_000;
  const at = findAddress(provider, config);
  return { ...session, at, access: access_token, refresh: refresh_token, expiresAt };
}

/** The address of the provider that has this id now, where people sign in with it. */
function findAddress(id: string, { signIn }: Pick<Config, "signIn">): string | undefined {
  const provider = signIn.find((one) => one.id === id && admitsPeople(one));
  return provider && ("url" in provider ? provider.url : provider.issuer);
}

const start = {
  sub: z.string(),
  sid: z.string(),
  startedAt: z.number(),
  /** Time when this token was written, in seconds since 1970. */
  iat: z.number().optional(),
};

const payload = z.object({
  ...start,
  /** `guest`, `demo`, or the id of an identity provider; only a session of the latter has tokens. */
  via: z.string(),
  /** The address of the provider: its tokens go to no other, even if the id moves to another provider. */
  at: z.string().optional(),
  access: z.string().optional(),
  refresh: z.string().optional(),
  expiresAt: z.number().optional(),
});

function startOf({ sid: id, startedAt }: z.infer<typeof payload>): SessionStart {
  return { id, startedAt };
}

interface SessionToken extends SessionStart {
  /** The person's name in the cookie. */
  user: string;
  /** The cookie should be renewed, so that the session continues. */
  isOld: boolean;
}

/** The content of a session cookie: a person of the configuration, or a session with an identity provider. */
export type Session =
  | (SessionToken & { via: "guest" | "demo" | "setup"; identity: Identity })
  | (SessionToken & { via: string; tokens: ProviderTokens });

/**
 * The session, checked against the current configuration. Undefined when the cookie is absent, expired or
 * signed with another secret, or when the person can no longer sign in this way. The caller must check
 * whether the session has ended.
 */
export async function readSession(cookie: ReadCookie, config: SessionConfig): Promise<Session | undefined> {
  const token = await decodeSession(cookie, config);
  const parsed = payload.safeParse(token);
  if (!parsed.success || secondsLeft(parsed.data) === 0) return undefined;
  const { sub: user, via, at, iat = 0, access, refresh, expiresAt } = parsed.data;
  const isOld = nowInSeconds() - iat > RENEW_AFTER_SECONDS;
  const session = { ...startOf(parsed.data), user, isOld };
  if (via === SETUP) {
    const isUsable = lacksSignIn(config) && nowInSeconds() < parsed.data.startedAt + SETUP_SECONDS;
    return isUsable ? { ...session, via, identity: INSTALLER } : undefined;
  }
  if (via === "guest" || via === "demo") {
    const people = via === "guest" ? [config.guest] : config.demoPeople;
    const person = people.find((known) => known?.user === user);
    return person && { ...session, via, identity: asIdentity(person, via) };
  }
  if (access === undefined || at === undefined || at !== findAddress(via, config)) return undefined;
  return { ...session, via, tokens: { access, refresh, expiresAt } };
}

/** The session in a call's cookies, as next-auth wrote it; null where none can be decrypted. */
async function decodeSession(
  cookie: ReadCookie,
  { url, secret }: Pick<Config, "url" | "secret">,
): Promise<JWT | null> {
  for (const token of listSessionTexts(sessionCookieName(url), cookie)) {
    // Signed with another secret, by an earlier start, or forged: the next text may still be the session.
    const session = await decode({ token, secret }).catch(() => null);
    if (session) return session;
  }
  return null;
}

/**
 * The `Set-Cookie` headers that renew a session with its current tokens. Its end does not change: only a new
 * sign-in extends it.
 * @param tokens of a session with an identity provider
 * @param cookie of the call: cookies that the session no longer needs are removed
 */
export async function renewSession(
  { id, startedAt, user, via }: Pick<Session, "id" | "startedAt" | "user" | "via">,
  tokens: ProviderTokens | undefined,
  { url, secret, signIn }: Pick<Config, "url" | "secret" | "signIn">,
  cookie: ReadCookie,
): Promise<string[]> {
  const token = { sub: user, via, sid: id, startedAt, at: findAddress(via, { signIn }), ...tokens };
  const value = await encode({ token, secret, maxAge: tokenAge({ startedAt }) });
  // The old cookie ends soon, and with it the session. A longer one would make the server refuse every request.
  if (value.length > LONGEST_SESSION) return [];
  const attributes = formatCookieAttributes(url);
  const seconds = secondsLeft({ startedAt });
  return writeSessionCookies({ name: sessionCookieName(url), value, attributes, seconds }, cookie);
}
