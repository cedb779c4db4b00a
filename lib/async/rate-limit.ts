import { LRUCache } from "lru-cache";

export interface RateLimitOptions {
  /** Calls of a key at once after a quiet time. */
  capacity: number;
  /** Calls a second of a key in the long run. */
  refillPerSecond: number;
  /** Maximum number of keys. Above it, the least recently used key is forgotten. */
  maxKeys: number;
}

export type RateDecision = { ok: true } | { ok: false; retryAfterSeconds: number };

export interface RateLimit {
  /**
   * Counts a call of `key`, unless the key has used up its calls.
   * @param cost how many calls it counts as; a cost above the capacity is never granted
   */
  take(key: string, cost?: number): RateDecision;
}

/**
 * A token bucket for each key, stored as one number: the time at which the bucket is full again. Memory is
 * bounded by `maxKeys`. This is the generic cell rate algorithm of ATM (ITU-T I.371).
 * @param now milliseconds
 */
export function createRateLimit(
  { capacity, refillPerSecond, maxKeys }: RateLimitOptions,
  now: () => number = () => performance.now(),
): RateLimit {
  const interval = 1_000 / refillPerSecond;
  const fullAt = new LRUCache<string, number>({ max: maxKeys });
  return {
    take(key, cost = 1) {
      const time = now();
      const next = Math.max(fullAt.get(key) ?? time, time) + cost * interval;
      const wait = next - time - capacity * interval;
      if (wait > 0) return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(wait / 1_000)) };
      fullAt.set(key, next);
      return { ok: true };
    },
  };
}

export interface ConcurrencyCapOptions {
  /** Concurrent calls of one key. */
  perKey: number;
  /** Maximum number of keys with running calls. Calls of further keys are refused. */
  maxKeys: number;
}

export interface ConcurrencyCap {
  /**
   * Counts a started call. The returned function ends it; further calls of the function have no effect.
   * Undefined: the call may not start.
   */
  enter(key: string): (() => void) | undefined;
}

/** Limits how many calls of one key run at the same time. A key without running calls takes no memory. */
export function createConcurrencyCap({ perKey, maxKeys }: ConcurrencyCapOptions): ConcurrencyCap {
  const running = new Map<string, number>();
  return {
    enter(key) {
      const count = running.get(key) ?? 0;
      if (count >= perKey || (count === 0 && running.size >= maxKeys)) return undefined;
      running.set(key, count + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const now = (running.get(key) ?? 1) - 1;
        if (now === 0) running.delete(key);
        else running.set(key, now);
      };
    },
  };
}
