import { LRUCache } from "lru-cache";
import { isPortalError } from "#lib/errors";

export interface FreshCacheOptions<T> {
  /** End of a result's validity, in milliseconds since 1970. */
  freshUntil: (value: T, at: number) => number;
  /** Milliseconds that the last result can be used during an outage. */
  keepFor: number;
  /** Maximum number of results; the least recently renewed one is dropped first. */
  limit: number;
}

/** Pause after a missing response, so that callers do not all wait for the same timeout. */
const PAUSE_MILLISECONDS = 5_000;

export interface FreshCache<T> {
  /**
   * The result for a key. `load` is called once for all concurrent callers. Undefined is returned and not
   * cached.
   * @param mayBeOld accepts the last result while `load` throws `git-unavailable` or `sign-in-unavailable`; else
   * that error is thrown
   */
  get(key: string, load: () => Promise<T | undefined>, mayBeOld: boolean): Promise<T | undefined>;
  forget(key: string): void;
}

/**
 * Caches results for a short time, so that not each call loads them. A result is replaced when it is loaded
 * again, and dropped when `load` returns undefined.
 */
export function createFreshCache<T>(
  { freshUntil, keepFor, limit }: FreshCacheOptions<T>,
  now: () => number = Date.now,
): FreshCache<T> {
  const answers = new LRUCache<string, { value: T; at: number; until: number }>({ max: limit });
  const asked = new Map<string, Promise<T | undefined>>();
  /** Keys without a response a moment ago. */
  const silences = new LRUCache<string, { error: unknown; until: number }>({ max: limit });

  async function ask(key: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const silence = silences.peek(key);
    if (silence && now() < silence.until) throw silence.error;
    silences.delete(key);
    try {
      const value = await load();
      if (value === undefined) answers.delete(key);
      else answers.set(key, { value, at: now(), until: freshUntil(value, now()) });
      return value;
    } catch (error) {
      if (isUnreachable(error)) silences.set(key, { error, until: now() + PAUSE_MILLISECONDS });
      throw error;
    }
  }

  function askOnce(key: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const running = asked.get(key);
    if (running) return running;
    const answer = ask(key, load).finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  }

  return {
    async get(key, load, mayBeOld) {
      const known = answers.peek(key);
      if (known && now() < known.until) return known.value;
      try {
        return await askOnce(key, load);
      } catch (error) {
        if (known && mayBeOld && isUnreachable(error) && now() - known.at < keepFor) return known.value;
        throw error;
      }
    },
    forget: (key) => {
      answers.delete(key);
    },
  };
}

function isUnreachable(error: unknown): boolean {
  return isPortalError(error) && /^(git|sign-in)-unavailable$/.test(error.code);
}
