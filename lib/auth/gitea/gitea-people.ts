import { createHash } from "node:crypto";
import type { GiteaAccount } from "#lib/auth/gitea/gitea-account";
import type { GiteaTokens } from "#lib/auth/gitea/gitea-tokens";
import { createFreshCache, keep } from "#lib/auth/permissions/fresh-cache";
import type { Identity } from "#lib/auth/types";

/** A session as its cookie has it. */
interface GiteaSession {
  id: string;
  tokens: GiteaTokens;
}

export interface GiteaPeopleOptions {
  readAccount: (token: string) => Promise<GiteaAccount | { refused: number }>;
  /** Undefined: the person has to sign in again. */
  refresh: (refreshToken: string) => Promise<GiteaTokens | undefined>;
  now?: () => number;
}

export interface GiteaPeople {
  /**
   * The person of a session with the tokens that are theirs now: the cookie's, or newer ones, which belong into it.
   * Undefined once it has ended. Throws `git-unavailable`.
   *
   * @param mayBeOld whether what was known a few minutes ago will do while Gitea is away: for reads alone.
   */
  ofSession(
    session: GiteaSession,
    mayBeOld: boolean,
  ): Promise<{ identity: Identity; tokens: GiteaTokens } | undefined>;
  /** The person of an access token that they made for a script. Undefined for any other. Throws `git-unavailable`. */
  ofToken(token: string): Promise<Identity | undefined>;
  /** Nobody comes in with this session any more, though someone had a copy of its cookie. */
  endSession(id: string): void;
}

/** A change of teams holds after this. */
const FRESH_MILLISECONDS = 60_000;
/** What is seen of Gitea while it is away is at most this old. */
const KEEP_MILLISECONDS = 10 * 60_000;
/** A token is renewed this long before it ends, so that what has begun with it can end with it. */
const MARGIN_MILLISECONDS = 2 * 60_000;
const MOST_KEPT = 10_000;

interface Known {
  identity: Identity;
  tokens: GiteaTokens;
}

/**
 * Who people are in Gitea, asked once a minute for each of them. It keeps what a cookie could not be told yet: tokens
 * that were renewed while a page was drawn, and sessions that have ended.
 */
export function createGiteaPeople({
  readAccount,
  refresh,
  now = () => Date.now(),
}: GiteaPeopleOptions): GiteaPeople {
  const renewed = new Map<string, GiteaTokens>();
  /** Tokens up to this end are refused. Another process of the portal may have renewed them. */
  const ended = new Map<string, number>();
  const options = { keepFor: KEEP_MILLISECONDS, limit: MOST_KEPT };
  const freshUntil = ({ tokens }: Known, at: number) => Math.min(at + FRESH_MILLISECONDS, tokens.expiresAt);
  const sessions = createFreshCache<Known>({ ...options, freshUntil }, now);
  const untilLater = (_: unknown, at: number) => at + FRESH_MILLISECONDS;
  const scripts = createFreshCache<{ identity?: Identity }>({ ...options, freshUntil: untilLater }, now);

  function findLatest({ id, tokens }: GiteaSession): GiteaTokens | undefined {
    const kept = renewed.get(id);
    const latest = kept && kept.expiresAt > tokens.expiresAt ? kept : tokens;
    return latest.expiresAt > (ended.get(id) ?? 0) ? latest : undefined;
  }

  async function renew(id: string, old: GiteaTokens): Promise<GiteaTokens | undefined> {
    const tokens = await refresh(old.refresh);
    if (tokens) keep(renewed, id, tokens, MOST_KEPT);
    else keep(ended, id, old.expiresAt, MOST_KEPT);
    return tokens;
  }

  async function load(session: GiteaSession): Promise<Known | undefined> {
    const latest = findLatest(session);
    if (!latest) return undefined;
    if (latest.expiresAt - now() < MARGIN_MILLISECONDS) return renewAndRead(session.id, latest);
    const known = await readKnown(latest);
    // By Gitea's clock it has ended already, or the person took the portal's right away: a renewal tells.
    return known === "unknown" ? renewAndRead(session.id, latest) : known;
  }

  async function renewAndRead(id: string, old: GiteaTokens): Promise<Known | undefined> {
    const tokens = await renew(id, old);
    const known = tokens && (await readKnown(tokens));
    return known === "unknown" ? undefined : known;
  }

  async function readKnown(tokens: GiteaTokens): Promise<Known | "unknown" | undefined> {
    const account = await readAccount(tokens.access);
    if ("refused" in account) return account.refused === 401 ? "unknown" : undefined;
    return { identity: asIdentity(account, tokens.access), tokens };
  }

  return {
    async ofSession(session, mayBeOld) {
      if (!findLatest(session)) return undefined;
      const known = await sessions.get(session.id, () => load(session), mayBeOld);
      // It may have ended while Gitea was asked.
      return findLatest(session) && known;
    },
    async ofToken(token) {
      // One with a dot was given to another application: it is no sign that the person means the portal.
      if (token.includes(".")) return undefined;
      const load = async () => {
        const account = await readAccount(token);
        return "refused" in account ? {} : { identity: asIdentity(account, token) };
      };
      return (await scripts.get(digest(token), load, false))?.identity;
    },
    endSession(id) {
      keep(ended, id, Number.POSITIVE_INFINITY, MOST_KEPT);
      renewed.delete(id);
      sessions.forget(id);
    },
  };
}

function asIdentity({ user, name, email, groups }: GiteaAccount, gitToken: string): Identity {
  return { user, name, email, groups, via: "gitea", gitToken };
}

/** Tokens are no keys of a map: what is left in memory opens nothing. */
function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
