import { keep } from "#lib/auth/permissions/fresh-cache";
import type { ReviewAccess } from "#lib/auth/permissions/permissions";
import { isPortalError } from "#lib/errors";

/** Only what shows something may be answered from memory; what changes something is always asked. */
const READ_VERBS = new Set(["get", "list", "watch"]);

export interface OutageMemoryOptions {
  /** Milliseconds an answer may stand in for a cluster that is away. */
  keepFor: number;
  /** Answers kept; the one not renewed for longest goes first. */
  limit: number;
}

const DEFAULTS: OutageMemoryOptions = { keepFor: 60 * 60_000, limit: 20_000 };

type Answer = Awaited<ReturnType<ReviewAccess>>;

/**
 * Reviews whose last answer holds while the cluster is away, so that people keep seeing what they saw, marked with
 * its age, and nothing else.
 */
export function outliveOutage(
  review: ReviewAccess,
  options: Partial<OutageMemoryOptions> = {},
  now: () => number = Date.now,
): ReviewAccess {
  const { keepFor, limit } = { ...DEFAULTS, ...options };
  const memory = new Map<string, { at: number; answer: Answer }>();

  function remember(key: string, answer: Answer): Answer {
    keep(memory, key, { at: now(), answer }, limit);
    return answer;
  }

  return async (cluster, subject, attributes) => {
    if (!READ_VERBS.has(attributes.verb)) return review(cluster, subject, attributes);
    const key = JSON.stringify([cluster, subject, attributes]);
    try {
      return remember(key, await review(cluster, subject, attributes));
    } catch (error) {
      const known = memory.get(key);
      if (known && isAway(error) && now() - known.at < keepFor) return known.answer;
      throw error;
    }
  };
}

function isAway(error: unknown): boolean {
  return isPortalError(error) && error.code === "cluster-unavailable";
}
