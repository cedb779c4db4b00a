import { LRUCache } from "lru-cache";

/** The start of a session, for every kind of sign-in. */
export interface SessionStart {
  /** Random; stays the same when the session's token is renewed. */
  id: string;
  /** Seconds since 1970. */
  startedAt: number;
}

/** The sessions that people signed out of. Kept only in memory: the portal stores nothing. */
export interface SessionEnds {
  /** Refuses the session from now on, and aborts its signal. */
  end(session: SessionStart): void;
  hasEnded(session: SessionStart): boolean;
  /** Aborts when the session ends. For long responses, such as streams. */
  signal(id: string): AbortSignal;
}

export interface SessionEndsOptions {
  /** Seconds after which every session has expired, so that its end can be forgotten. */
  lifetime: number;
  /** Maximum number of ends that are kept one by one. */
  limit?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/**
 * Keeps ended sessions in bounded memory. With more ends than `limit`, a point in time replaces the oldest
 * end: every session that started before it is refused. So an ended session never becomes valid again; at
 * worst, people sign in once more.
 */
export function createSessionEnds({
  lifetime,
  limit = 20_000,
  now = Date.now,
}: SessionEndsOptions): SessionEnds {
  /** The start by session. An end that makes room for another raises `endedUntil`. */
  const ended = new LRUCache<string, number>({
    max: limit,
    dispose: (startedAt, _id, reason) => {
      if (reason === "evict") endedUntil = Math.max(endedUntil, startedAt);
    },
  });
  /** A stream whose signal is dropped ends with its own lifetime, and is refused when it reconnects. */
  const signals = new LRUCache<string, AbortController>({ max: limit });
  let endedUntil = 0;

  function forgetExpired(): void {
    const expired = now() / 1_000 - lifetime;
    for (const [id, startedAt] of [...ended]) if (startedAt < expired) ended.delete(id);
  }

  return {
    end({ id, startedAt }) {
      if (ended.size >= limit) forgetExpired();
      ended.set(id, startedAt);
      signals.get(id)?.abort();
      signals.delete(id);
    },
    hasEnded: ({ id, startedAt }) => ended.has(id) || startedAt <= endedUntil,
    signal(id) {
      if (ended.has(id)) return AbortSignal.abort();
      const controller = signals.get(id) ?? new AbortController();
      signals.set(id, controller);
      return controller.signal;
    },
  };
}
