import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { createFreshCache } from "#lib/auth/permissions/fresh-cache";
import { isReserved } from "#lib/auth/providers/reserved-names";
import type { Account, IdentityProvider, ProviderTokens } from "#lib/auth/providers/types";
import type { Identity } from "#lib/auth/types";

/** A session from its cookie. */
interface ProviderSession {
  id: string;
  tokens: ProviderTokens;
}

/** The people of one identity provider. */
export interface People {
  /**
   * The person of a session with the current tokens: the cookie's, or newer ones, which belong into the
   * cookie. Undefined for an ended session. Throws `git-unavailable` and `sign-in-unavailable`.
   * @param mayBeOld accepts data from a few minutes ago while the provider is unreachable: for reads only
   */
  ofSession(
    session: ProviderSession,
    mayBeOld: boolean,
  ): Promise<{ identity: Identity; tokens: ProviderTokens } | undefined>;
  /** Whether `ofToken` may be asked for this token. */
  isScriptToken: IdentityProvider["isScriptToken"];
  /**
   * The person of an access token made for a script; undefined for any other. Throws `git-unavailable` and
   * `sign-in-unavailable`.
   */
  ofToken(token: string): Promise<Identity | undefined>;
  /** Ends the session, so that a copy of its cookie is useless. */
  endSession(id: string): void;
}

type PeopleSource = Pick<
  IdentityProvider,
  "id" | "isGitHost" | "readAccount" | "refresh" | "isScriptToken" | "readScriptAccount"
>;

/** A change of teams takes effect after this time. */
const FRESH_MILLISECONDS = 60_000;
/** Maximum age of data that is used while the provider is unreachable. */
const KEEP_MILLISECONDS = 10 * 60_000;
/** Renews a token this long before its end, so that running calls can finish with it. */
const MARGIN_MILLISECONDS = 2 * 60_000;
/** Each process has a margin of its own, up to this much longer: then two of them rarely renew a token at the same time. */
const SPREAD_MILLISECONDS = 30_000;
const MOST_KEPT = 10_000;

interface Known {
  identity: Identity;
  tokens: ProviderTokens;
}

const endOf = ({ expiresAt = Number.POSITIVE_INFINITY }: Pick<ProviderTokens, "expiresAt">) => expiresAt;

/**
 * The people of an identity provider, each read once a minute. It keeps what the cookie does not have yet: tokens
 * that were renewed while a page was rendered, and ended sessions.
 */
export function createPeople(
  provider: PeopleSource,
  now: () => number = () => Date.now(),
  random: () => number = Math.random,
): People {
  const margin = MARGIN_MILLISECONDS + random() * SPREAD_MILLISECONDS;
  /** Tokens by session, of the sessions renewed last. The end of a session removes them. */
  const renewed = new LRUCache<string, ProviderTokens>({ max: MOST_KEPT });
  /** By session: tokens with an end up to this one are refused. Another process of the portal may have renewed them. */
  const ended = new LRUCache<string, number>({ max: MOST_KEPT });
  const options = { keepFor: KEEP_MILLISECONDS, limit: MOST_KEPT };
  const untilLater = (end: number, at: number) => Math.min(at + FRESH_MILLISECONDS, end);
  const sessions = createFreshCache<Known>(
    { ...options, freshUntil: ({ tokens }, at) => untilLater(endOf(tokens), at) },
    now,
  );
  const scripts = createFreshCache<{ identity?: Identity | undefined; expiresAt?: number | undefined }>(
    { ...options, freshUntil: (known, at) => untilLater(endOf(known), at) },
    now,
  );

  function asIdentity({ user, name, email, groups }: Account, token: string): Identity | undefined {
    if (user === "" || isReserved(user)) return undefined;
    return {
      user,
      name: name || user,
      email,
      groups,
      via: provider.id,
      ...(provider.isGitHost ? { gitToken: token } : {}),
    };
  }

  function findLatest({ id, tokens }: ProviderSession): ProviderTokens | undefined {
    const kept = renewed.peek(id);
    const latest = kept && endOf(kept) > endOf(tokens) ? kept : tokens;
    return endOf(latest) > (ended.peek(id) ?? 0) ? latest : undefined;
  }

  async function load(session: ProviderSession): Promise<Known | undefined> {
    const latest = findLatest(session);
    if (!latest) return undefined;
    // Without a refresh token, the token is used up to its end.
    const isEnding = latest.refresh !== undefined && endOf(latest) - now() <= margin;
    const hasEnded = endOf(latest) <= now();
    const tokens = isEnding || hasEnded ? await renew(session.id, latest) : undefined;
    if (tokens) return readRenewed(tokens);
    // Another process may have renewed them: the browser then gets those with its next answer.
    const known = hasEnded ? "unknown" : await readKnown(latest);
    if (known !== "unknown") return known;
    // By the provider's clock the token has ended, or the person revoked the portal's access: a renewal shows which.
    const found = isEnding || hasEnded ? undefined : await renew(session.id, latest);
    if (found) return readRenewed(found);
    ended.set(session.id, endOf(latest));
    return undefined;
  }

  async function renew(id: string, old: ProviderTokens): Promise<ProviderTokens | undefined> {
    const tokens = old.refresh === undefined ? undefined : await provider.refresh(old);
    if (tokens) renewed.set(id, tokens);
    return tokens;
  }

  async function readRenewed(tokens: ProviderTokens): Promise<Known | undefined> {
    const known = await readKnown(tokens);
    return known === "unknown" ? undefined : known;
  }

  async function readKnown(tokens: ProviderTokens): Promise<Known | "unknown" | undefined> {
    const account = await provider.readAccount(tokens.access);
    if ("refused" in account) return account.refused === 401 ? "unknown" : undefined;
    const identity = asIdentity(account, tokens.access);
    return identity && { identity, tokens };
  }

  async function loadScript(token: string) {
    const known = await provider.readScriptAccount(token);
    return known ? { identity: asIdentity(known.account, token), expiresAt: known.expiresAt } : {};
  }

  return {
    async ofSession(session, mayBeOld) {
      if (!findLatest(session)) return undefined;
      const known = await sessions.get(session.id, () => load(session), mayBeOld);
      // The session may have ended during the call to the provider.
      return findLatest(session) && known;
    },
    isScriptToken: provider.isScriptToken,
    ofToken: async (token) => (await scripts.get(digest(token), () => loadScript(token), false))?.identity,
    endSession(id) {
      ended.set(id, Number.POSITIVE_INFINITY);
      renewed.delete(id);
      sessions.forget(id);
    },
  };
}

/** Tokens are not used as map keys, so the memory contains no usable key. */
function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
