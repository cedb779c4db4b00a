import { isPortalError } from "#lib/errors";

export interface FreshCacheOptions<T> {
  /** Until when an answer may be given again without asking, in milliseconds since 1970. */
  freshUntil: (value: T, at: number) => number;
  /** Milliseconds that the last answer may stand in for whoever is away. */
  keepFor: number;
  /** Answers kept; the one not renewed for longest goes first. */
  limit: number;
}

/** How long one who did not answer is not asked again: many would wait in line for the same silence. */
const PAUSE_MILLISECONDS = 5_000;

export interface FreshCache<T> {
  /**
   * The answer for a key, asked for by `load` once for all who want it at the same time. Undefined is passed on and
   * kept for nobody.
   *
   * @param mayBeOld the last answer will do while `load` says `git-unavailable`; else that error is thrown.
   */
  get(key: string, load: () => Promise<T | undefined>, mayBeOld: boolean): Promise<T | undefined>;
  forget(key: string): void;
}

/** Remembers answers for a while, so that each request need not ask again. */
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
      if (isAway(error)) keep(silences, key, { error, until: now() + PAUSE_MILLISECONDS }, limit);
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
        if (known && mayBeOld && isAway(error) && now() - known.at < keepFor) return known.value;
        throw error;
      }
    },
    forget: (key) => {
      answers.delete(key);
    },
  };
}

/** Puts a value last, and takes the first away where there are more than `limit`. */
export function keep<T>(map: Map<string, T>, key: string, value: T, limit: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > limit && oldest !== undefined) map.delete(oldest);
}

function isAway(error: unknown): boolean {
  return isPortalError(error) && error.code === "git-unavailable";
}
