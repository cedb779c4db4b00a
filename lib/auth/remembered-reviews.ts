import type { ReviewAccess } from "#lib/auth/permissions";
import { isPortalError } from "#lib/errors";

/** Only what shows something may be answered from memory; what changes something is always asked anew. */
const READ_VERBS = new Set(["get", "list", "watch"]);

export interface MemoryOptions {
  /** Milliseconds an answer counts as present. Short: a right that is taken away must be gone at once. */
  freshFor: number;
  /** Milliseconds an answer may stand in for a cluster that is away, so that pages keep what they showed. */
  staleFor: number;
  /** Answers kept; the one unused for longest goes first. */
  limit: number;
}

const DEFAULTS: MemoryOptions = { freshFor: 2_000, staleFor: 60 * 60_000, limit: 20_000 };

interface Remembered {
  at: number;
  answer: { allowed: boolean; reason?: string };
}

/**
 * Reviews that are asked once for many at the same moment (a catalog, a burst of refreshed pages), and that outlive
 * an outage of the cluster for reading.
 */
export function rememberReviews(
  review: ReviewAccess,
  options: Partial<MemoryOptions> = {},
  now: () => number = Date.now,
): ReviewAccess {
  const { freshFor, staleFor, limit } = { ...DEFAULTS, ...options };
  const memory = new Map<string, Remembered>();
  const running = new Map<string, ReturnType<ReviewAccess>>();

  const remember = (key: string, answer: Remembered["answer"]) => {
    memory.delete(key);
    memory.set(key, { at: now(), answer });
    const [oldest] = memory.keys();
    if (memory.size > limit && oldest !== undefined) memory.delete(oldest);
    return answer;
  };

  const age = (remembered: Remembered) => now() - remembered.at;

  return async (cluster, subject, attributes) => {
    if (!READ_VERBS.has(attributes.verb)) return review(cluster, subject, attributes);
    const key = JSON.stringify([cluster, subject, attributes]);
    const known = memory.get(key);
    if (known && age(known) < freshFor) return known.answer;
    const asked = running.get(key) ?? review(cluster, subject, attributes);
    running.set(key, asked);
    try {
      return remember(key, await asked);
    } catch (error) {
      const away = isPortalError(error) && error.code === "cluster-unavailable";
      if (away && known && age(known) < staleFor) return known.answer;
      throw error;
    } finally {
      running.delete(key);
    }
  };
}
