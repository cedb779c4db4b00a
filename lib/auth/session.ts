import { randomUUID } from "node:crypto";
import type { Account, AuthOptions } from "next-auth";
import { decode, encode, type JWT } from "next-auth/jwt";
import { z } from "zod";
import type { GiteaSession } from "#lib/auth/gitea-people";
import { buildGiteaProvider } from "#lib/auth/gitea-provider";
import type { GiteaTokens } from "#lib/auth/gitea-tokens";
import type { Identity } from "#lib/auth/types";
import type { Config, ConfiguredPerson } from "#lib/config";

/** A working day: a stateless session cannot be revoked one by one, so it does not live long. */
const MAX_AGE_SECONDS = 8 * 60 * 60;

type SessionConfig = Pick<Config, "url" | "secret" | "git" | "signIn" | "guest" | "demoPeople">;

/** What the sign-in page offers; each is a provider of next-auth: `gitea`, `guest`, and `demo` with the field `user`. */
export interface SignInOptions {
  gitea?: { name: string };
  guest?: { name: string; about?: string | undefined };
  people: { user: string; name: string; about?: string | undefined }[];
}

export function signInOptions(config: Pick<Config, "signIn" | "guest" | "demoPeople">): SignInOptions {
  return {
    ...(config.signIn ? { gitea: { name: config.signIn.name } } : {}),
    ...(config.guest ? { guest: { name: config.guest.name, about: config.guest.about } } : {}),
    people: config.demoPeople.map(({ user, name, about }) => ({ user, name, about })),
  };
}

/** Name of the session's cookie. On HTTPS the browser itself ties it to this host (`__Host-`). */
export function sessionCookieName(url: string): string {
  return url.startsWith("https:") ? "__Host-vitrine.session" : "vitrine.session";
}

function sessionCookieOptions(url: string) {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: url.startsWith("https:") } as const;
}

export interface AuthOptionsExtras {
  logger?: AuthOptions["logger"];
  /** Needed for a provider `gitea`. */
  clientSecret?: string;
  /** The person signed out of a session with Gitea. */
  onEnd?: (session: string) => void;
}

/** How next-auth signs people in: JWT sessions in a cookie, no database, our own page. */
export function buildAuthOptions(
  config: SessionConfig,
  { logger, clientSecret = "", onEnd }: AuthOptionsExtras = {},
): AuthOptions {
  return {
    secret: config.secret,
    useSecureCookies: config.url.startsWith("https:"),
    session: { strategy: "jwt", maxAge: MAX_AGE_SECONDS },
    jwt: { encode: ({ maxAge, ...given }) => encode({ ...given, maxAge: findMaxAge(given.token, maxAge) }) },
    cookies: {
      sessionToken: { name: sessionCookieName(config.url), options: sessionCookieOptions(config.url) },
    },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: buildProviders(config, clientSecret),
    callbacks: {
      jwt: ({ token, user, account }) => (account ? describeSession(user.id, account) : token),
      session: ({ session, token }) => ({ expires: session.expires, user: { name: token.sub } }),
    },
    events: {
      signOut({ token }) {
        const ended = payload.safeParse(token);
        if (ended.success && ended.data.via === "gitea") onEnd?.(ended.data.sid);
      },
    },
    logger,
  };
}

/** next-auth writes a session anew whenever it is asked for it: that must not make it longer. In seconds. */
function findMaxAge(token: JWT | undefined, maxAge = MAX_AGE_SECONDS): number {
  const end = typeof token?.exp === "number" ? token.exp : Number.POSITIVE_INFINITY;
  return Math.min(maxAge, secondsUntil(end));
}

function secondsUntil(end: number): number {
  return Math.max(0, end - Math.floor(Date.now() / 1_000));
}

/** Only who and how: rights and groups are read anew with each request, so a change holds at once. */
function describeSession(sub: string, { provider, access_token, refresh_token, expires_at }: Account): JWT {
  if (provider !== "gitea") return { sub, via: provider };
  const tokens = { access: access_token, refresh: refresh_token, expiresAt: (expires_at ?? 0) * 1_000 };
  return { sub, via: provider, sid: randomUUID(), ...tokens };
}

function buildProviders(
  { git, signIn, guest, demoPeople }: SessionConfig,
  clientSecret: string,
): AuthOptions["providers"] {
  const providers: AuthOptions["providers"] = [];
  if (signIn) providers.push(buildGiteaProvider({ ...signIn, clientSecret }, git));
  if (guest) {
    providers.push({
      id: "guest",
      name: guest.name,
      type: "credentials",
      credentials: {},
      authorize: () => asUser(guest),
    });
  }
  if (demoPeople.length > 0) {
    providers.push({
      id: "demo",
      name: "Demo people",
      type: "credentials",
      credentials: { user: {} },
      authorize: (credentials) => asUser(demoPeople.find(({ user }) => user === credentials?.user)),
    });
  }
  return providers;
}

function asUser(person: ConfiguredPerson | undefined) {
  return person ? { id: person.user, name: person.name, email: person.email } : null;
}

const payload = z.discriminatedUnion("via", [
  z.object({ via: z.enum(["guest", "demo"]), sub: z.string() }),
  z.object({
    via: z.literal("gitea"),
    sub: z.string(),
    sid: z.string(),
    access: z.string(),
    refresh: z.string(),
    expiresAt: z.number(),
    /** When the session ends, in seconds since 1970. */
    exp: z.number().optional(),
  }),
]);

/** What a session cookie says: a person of the configuration, or a session with Gitea and when it ends. */
export type Session =
  | { via: "configuration"; identity: Identity }
  | { via: "gitea"; session: GiteaSession; user: string; endsAt: number };

/**
 * A session as the configuration knows it now; undefined when the cookie is absent, expired, of another secret, or of
 * someone who may no longer sign in this way.
 */
export async function readSession(
  cookie: string | undefined,
  config: SessionConfig,
): Promise<Session | undefined> {
  if (!cookie) return undefined;
  // A cookie that cannot be decrypted is what an earlier start with another secret left behind.
  const token = await decode({ token: cookie, secret: config.secret }).catch(() => undefined);
  const parsed = payload.safeParse(token);
  if (!parsed.success) return undefined;
  if (parsed.data.via === "gitea") {
    const { sub: user, sid: id, access, refresh, expiresAt, exp = 0 } = parsed.data;
    if (!config.signIn) return undefined;
    return { via: "gitea", session: { id, tokens: { access, refresh, expiresAt } }, user, endsAt: exp };
  }
  const { sub, via } = parsed.data;
  const people = via === "guest" ? [config.guest] : config.demoPeople;
  const person = people.find((known) => known?.user === sub);
  return person && { via: "configuration", identity: asIdentity(person, via) };
}

/**
 * The `Set-Cookie` header of a session whose tokens were renewed. It ends when it would have ended: only signing in
 * again makes it longer.
 */
export async function renewSession(
  { session: { id }, user, endsAt }: Extract<Session, { via: "gitea" }>,
  tokens: GiteaTokens,
  { url, secret }: Pick<Config, "url" | "secret">,
): Promise<string> {
  const maxAge = secondsUntil(endsAt);
  const token = { sub: user, via: "gitea", sid: id, ...tokens };
  const value = await encode({ token, secret, maxAge });
  const { path, secure } = sessionCookieOptions(url);
  const attributes = [`Path=${path}`, `Max-Age=${maxAge}`, "HttpOnly", "SameSite=Lax"];
  return [`${sessionCookieName(url)}=${value}`, ...attributes, ...(secure ? ["Secure"] : [])].join("; ");
}

export function asIdentity({ user, name, email, groups }: ConfiguredPerson, via: Identity["via"]): Identity {
  return { user, name, email, groups, via };
}
