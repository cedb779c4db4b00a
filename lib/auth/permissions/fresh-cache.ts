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
   * @param mayBeOld accepts the last result while `load` throws `git-unavailable`; else that error is thrown
   */
  get(key: string, load: () => Promise<T | undefined>, mayBeOld: boolean): Promise<T | undefined>;
  forget(key: string): void;
}

/** Caches results for a short time, so that not each call loads them. */
export function createFreshCache<T>(
  { freshUntil, keepFor, limit }: FreshCacheOptions<T>,
  now: () => number = Date.now,
): FreshCache<T> {
  const answers = new Map<string, { value: T; at: number; until: number }>();
  const asked = new Map<string, Promise<T | undefined>>();
  const silences = new Map<string, { error: unknown; until: number }>();

  async function ask(key: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const silence = silences.get(key);
    if (silence && now() < silence.until) throw silence.error;
    silences.delete(key);
    try {
      const value = await load();
      answers.delete(key);
      if (value !== undefined)
        keep(answers, key, { value, at: now(), until: freshUntil(value, now()) }, limit);
      return value;
    } catch (error) {
      if (isUnreachable(error)) keep(silences, key, { error, until: now() + PAUSE_MILLISECONDS }, limit);
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
      const known = answers.get(key);
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

/** Puts a value last, and drops the first one above `limit`. */
export function keep<T>(map: Map<string, T>, key: string, value: T, limit: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > limit && oldest !== undefined) map.delete(oldest);
}

function isUnreachable(error: unknown): boolean {
  return isPortalError(error) && error.code === "git-unavailable";
}
