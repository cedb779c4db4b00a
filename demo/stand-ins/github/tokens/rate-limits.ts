/**
 * Rate limits by account and resource.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export type Resource = "core" | "graphql";

export interface Limits {
  /** Points an hour. */
  core: number;
  graphql: number;
  /** Points an hour of calls without a token. */
  anonymous: number;
  /** Calls that write, a minute: the secondary limit. GitHub allows 80. */
  writesPerMinute: number;
}

export const DEFAULT_LIMITS: Limits = {
  core: 5000,
  graphql: 5000,
  anonymous: 60,
  writesPerMinute: Number.POSITIVE_INFINITY,
};

export interface Quota {
  limit: number;
  used: number;
  remaining: number;
  /** Seconds since 1970. */
  reset: number;
  resource: Resource;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

export interface RateLimits {
  /** The quota after `cost` points. `isExceeded`: too few were left, and nothing was taken. */
  take(key: string, resource: Resource, limit: number, cost: number): Quota & { isExceeded: boolean };
  /** Counts a call that writes. Returns the seconds to wait, or undefined where it is allowed. */
  takeWrite(key: string, limit: number): number | undefined;
}

/** @param clock milliseconds since 1970 */
export function createRateLimits(clock: () => number): RateLimits {
  const windows = new Map<string, { start: number; used: number }>();
  const writes = new Map<string, number[]>();

  return {
    take(key, resource, limit, cost) {
      const name = `${resource} ${key}`;
      const found = windows.get(name);
      const window = found && clock() < found.start + HOUR ? found : { start: clock(), used: 0 };
      windows.set(name, window);
      const isExceeded = window.used + cost > limit;
      if (!isExceeded) window.used += cost;
      const used = Math.min(window.used, limit);
      const reset = Math.ceil((window.start + HOUR) / 1000);
      return { limit, used, remaining: limit - used, reset, resource, isExceeded };
    },
    takeWrite(key, limit) {
      const now = clock();
      const recent = (writes.get(key) ?? []).filter((at) => at > now - MINUTE);
      writes.set(key, recent);
      const [first] = recent;
      if (first !== undefined && recent.length >= limit) return Math.ceil((first + MINUTE - now) / 1000);
      recent.push(now);
      return undefined;
    },
  };
}

export function showQuota({ limit, used, remaining, reset, resource }: Quota): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-used": String(used),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-resource": resource,
  };
}
