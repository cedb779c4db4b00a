import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { GiteaAccount } from "#lib/auth/gitea/gitea-account";
import type { GiteaTokens } from "#lib/auth/gitea/gitea-tokens";
import { createFreshCache } from "#lib/auth/permissions/fresh-cache";
import type { Identity } from "#lib/auth/types";

/** A session from its cookie. */
interface GiteaSession {
  id: string;
  tokens: GiteaTokens;
}

export interface GiteaPeopleOptions {
  readAccount: (token: string) => Promise<GiteaAccount | { refused: number }>;
  /** Undefined: the person must sign in again. */
  refresh: (refreshToken: string) => Promise<GiteaTokens | undefined>;
  now?: () => number;
}

export interface GiteaPeople {
  /**
   * The person of a session with the current tokens: the cookie's, or newer ones, which belong into the
   * cookie. Undefined for an ended session. Throws `git-unavailable`.
   * @param mayBeOld accepts data from a few minutes ago while Gitea is unreachable: for reads only
   */
  ofSession(
    session: GiteaSession,
    mayBeOld: boolean,
  ): Promise<{ identity: Identity; tokens: GiteaTokens } | undefined>;
  /** The person of an access token made for a script; undefined for any other. Throws `git-unavailable`. */
  ofToken(token: string): Promise<Identity | undefined>;
  /** Ends the session, so that a copy of its cookie is useless. */
  endSession(id: string): void;
}

/** A change of teams takes effect after this time. */
const FRESH_MILLISECONDS = 60_000;
/** Maximum age of data that is used while Gitea is unreachable. */
const KEEP_MILLISECONDS = 10 * 60_000;
/** Renews a token this long before its end, so that running calls can finish with it. */
const MARGIN_MILLISECONDS = 2 * 60_000;
const MOST_KEPT = 10_000;

interface Known {
  identity: Identity;
  tokens: GiteaTokens;
}

/**
 * The people in Gitea, read once a minute for each. It keeps what the cookie does not have yet: tokens that
 * were renewed while a page was rendered, and ended sessions.
 */
export function createGiteaPeople({
  readAccount,
  refresh,
  now = () => Date.now(),
}: GiteaPeopleOptions): GiteaPeople {
  /** Tokens by session, of the sessions renewed last. The end of a session removes them. */
  const renewed = new LRUCache<string, GiteaTokens>({ max: MOST_KEPT });
  /** By session: tokens with an end up to this one are refused. Another process of the portal may have renewed them. */
  const ended = new LRUCache<string, number>({ max: MOST_KEPT });
  const options = { keepFor: KEEP_MILLISECONDS, limit: MOST_KEPT };
  const freshUntil = ({ tokens }: Known, at: number) => Math.min(at + FRESH_MILLISECONDS, tokens.expiresAt);
  const sessions = createFreshCache<Known>({ ...options, freshUntil }, now);
  const untilLater = (_: unknown, at: number) => at + FRESH_MILLISECONDS;
  const scripts = createFreshCache<{ identity?: Identity }>({ ...options, freshUntil: untilLater }, now);

  function findLatest({ id, tokens }: GiteaSession): GiteaTokens | undefined {
    const kept = renewed.peek(id);
    const latest = kept && kept.expiresAt > tokens.expiresAt ? kept : tokens;
    return latest.expiresAt > (ended.peek(id) ?? 0) ? latest : undefined;
  }

  async function renew(id: string, old: GiteaTokens): Promise<GiteaTokens | undefined> {
    const tokens = await refresh(old.refresh);
    if (tokens) renewed.set(id, tokens);
    else ended.set(id, old.expiresAt);
    return tokens;
  }

  async function load(session: GiteaSession): Promise<Known | undefined> {
    const latest = findLatest(session);
    if (!latest) return undefined;
    if (latest.expiresAt - now() < MARGIN_MILLISECONDS) return renewAndRead(session.id, latest);
    const known = await readKnown(latest);
    // By Gitea's clock the token has ended, or the person revoked the portal's access: a renewal shows which.
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
      // The session may have ended during the call to Gitea.
      return findLatest(session) && known;
    },
    async ofToken(token) {
      // A token with a dot was issued to another application, so it does not prove that the person wants to
      // use the portal.
      if (token.includes(".")) return undefined;
      const load = async () => {
        const account = await readAccount(token);
        return "refused" in account ? {} : { identity: asIdentity(account, token) };
      };
      return (await scripts.get(digest(token), load, false))?.identity;
    },
    endSession(id) {
      ended.set(id, Number.POSITIVE_INFINITY);
      renewed.delete(id);
      sessions.forget(id);
    },
  };
}

function asIdentity({ user, name, email, groups }: GiteaAccount, gitToken: string): Identity {
  return { user, name, email, groups, via: "gitea", gitToken };
}

/** Tokens are not used as map keys, so the memory contains no usable key. */
function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
