import type { AuthOptions } from "next-auth";
import { decode } from "next-auth/jwt";
import { z } from "zod";
import type { Identity } from "#lib/auth/types";
import type { Config, ConfiguredPerson } from "#lib/config";

/** A working day: a stateless session cannot be revoked one by one, so it does not live long. */
const MAX_AGE_SECONDS = 8 * 60 * 60;

type SessionConfig = Pick<Config, "url" | "secret" | "guest" | "demoPeople">;

/** What the sign-in page offers; each is a provider of next-auth: `guest`, and `demo` with the field `user`. */
export interface SignInOptions {
  guest?: { name: string; about?: string | undefined };
  people: { user: string; name: string; about?: string | undefined }[];
}

export function signInOptions(config: Pick<Config, "guest" | "demoPeople">): SignInOptions {
  return {
    ...(config.guest ? { guest: { name: config.guest.name, about: config.guest.about } } : {}),
    people: config.demoPeople.map(({ user, name, about }) => ({ user, name, about })),
  };
}

/** Name of the session's cookie. On HTTPS the browser itself ties it to this host (`__Host-`). */
export function sessionCookieName(url: string): string {
  return url.startsWith("https:") ? "__Host-vitrine.session" : "vitrine.session";
}

/** How next-auth signs people in: JWT sessions in a cookie, no database, our own page. */
export function buildAuthOptions(config: SessionConfig, logger?: AuthOptions["logger"]): AuthOptions {
  const secure = config.url.startsWith("https:");
  return {
    secret: config.secret,
    useSecureCookies: secure,
    session: { strategy: "jwt", maxAge: MAX_AGE_SECONDS },
    cookies: {
      sessionToken: {
        name: sessionCookieName(config.url),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: buildProviders(config),
    callbacks: {
      // Only who and how: rights and groups are read anew with each request, so a change holds at once.
      jwt: ({ token, user, account }) => (account ? { sub: user.id, via: account.provider } : token),
      session: ({ session, token }) => ({ expires: session.expires, user: { name: token.sub } }),
    },
    logger,
  };
}

function buildProviders({ guest, demoPeople }: SessionConfig): AuthOptions["providers"] {
  const providers: AuthOptions["providers"] = [];
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

const payload = z.object({ sub: z.string(), via: z.enum(["guest", "demo"]) });

/**
 * The person of a session cookie as the configuration knows them now; undefined when the cookie is absent, expired,
 * of another secret, or of someone who may no longer sign in this way.
 */
export async function readSession(
  cookie: string | undefined,
  config: SessionConfig,
): Promise<Identity | undefined> {
  if (!cookie) return undefined;
  // A cookie that cannot be decrypted is what an earlier start with another secret left behind.
  const token = await decode({ token: cookie, secret: config.secret }).catch(() => undefined);
  const parsed = payload.safeParse(token);
  if (!parsed.success) return undefined;
  const { sub, via } = parsed.data;
  const people = via === "guest" ? [config.guest] : config.demoPeople;
  const person = people.find((known) => known?.user === sub);
  return person ? asIdentity(person, via) : undefined;
}

export function asIdentity({ user, name, email, groups }: ConfiguredPerson, via: Identity["via"]): Identity {
  return { user, name, email, groups, via };
}
