import { LRUCache } from "lru-cache";
import type { ReviewAccess } from "#lib/auth/permissions/permissions";
import { isPortalError } from "#lib/errors";

/** Only read access can use the cache; access to change something is always reviewed. */
const READ_VERBS = new Set(["get", "list", "watch"]);

export interface OutageCacheOptions {
  /** Milliseconds that a result can be used while its cluster is unreachable. */
  keepFor: number;
  /** Maximum number of results; the least recently renewed one is dropped first. */
  limit: number;
}

const DEFAULTS: OutageCacheOptions = { keepFor: 60 * 60_000, limit: 20_000 };

type Answer = Awaited<ReturnType<ReviewAccess>>;

/**
 * Access reviews whose last result stays valid while the cluster is unreachable, so that people keep seeing
 * the same data, marked with its age, and nothing else.
 */
export function withOutageCache(
  review: ReviewAccess,
  options: Partial<OutageCacheOptions> = {},
  now: () => number = Date.now,
): ReviewAccess {
  const { keepFor, limit } = { ...DEFAULTS, ...options };
  /** The last result of each read. A new result replaces it. */
  const memory = new LRUCache<string, { at: number; answer: Answer }>({ max: limit });

  return async (cluster, subject, attributes) => {
    if (!READ_VERBS.has(attributes.verb)) return review(cluster, subject, attributes);
    const key = JSON.stringify([cluster, subject, attributes]);
    try {
      const answer = await review(cluster, subject, attributes);
      memory.set(key, { at: now(), answer });
      return answer;
    } catch (error) {
      const known = memory.peek(key);
      if (known && isUnreachable(error) && now() - known.at < keepFor) return known.answer;
      throw error;
    }
  };
}

function isUnreachable(error: unknown): boolean {
  return isPortalError(error) && error.code === "cluster-unavailable";
}
