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
  const ended = new Map<string, number>();
  const signals = new Map<string, AbortController>();
  let endedUntil = 0;

  function forget(): void {
    const expired = now() / 1_000 - lifetime;
    for (const [id, startedAt] of ended) if (startedAt < expired) ended.delete(id);
    for (const [id, startedAt] of ended) {
      if (ended.size <= limit) return;
      ended.delete(id);
      endedUntil = Math.max(endedUntil, startedAt);
    }
  }

  return {
    end({ id, startedAt }) {
      ended.set(id, startedAt);
      if (ended.size > limit) forget();
      signals.get(id)?.abort();
      signals.delete(id);
    },
    hasEnded: ({ id, startedAt }) => ended.has(id) || startedAt <= endedUntil,
    signal(id) {
      if (ended.has(id)) return AbortSignal.abort();
      const controller = signals.get(id) ?? new AbortController();
      signals.delete(id);
      signals.set(id, controller);
      const [oldest] = signals.keys();
      // A stream whose signal is forgotten ends with its own lifetime, and is refused when it reconnects.
      if (signals.size > limit && oldest !== undefined) signals.delete(oldest);
      return controller.signal;
    },
  };
}
