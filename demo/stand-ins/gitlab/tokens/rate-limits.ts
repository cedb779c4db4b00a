/** The limit of calls by account: https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers */
import { Refusal } from "#demo/stand-ins/gitlab/state/refusal";

export interface Limits {
  /** Calls a minute with a token. */
  authenticated: number;
  /** Calls a minute without a token. */
  anonymous: number;
}

export const DEFAULT_LIMITS: Limits = { authenticated: 100_000, anonymous: 100_000 };

const MINUTE = 60_000;

export interface RateLimits {
  /**
   * Counts a call and returns the headers that name what is left.
   * @throws Refusal 429 with `retry-after`
   */
  take(key: string, name: string, limit: number): Record<string, string>;
}

/** @param clock milliseconds since 1970 */
export function createRateLimits(clock: () => number): RateLimits {
  const windows = new Map<string, { start: number; used: number }>();
  return {
    take(key, name, limit) {
      const found = windows.get(key);
      const window = found && clock() < found.start + MINUTE ? found : { start: clock(), used: 0 };
      windows.set(key, window);
      window.used += 1;
      const end = window.start + MINUTE;
      const headers = {
        "ratelimit-limit": String(limit),
        "ratelimit-name": name,
        "ratelimit-observed": String(window.used),
        "ratelimit-remaining": String(Math.max(0, limit - window.used)),
        "ratelimit-reset": String(Math.ceil(end / 1000)),
      };
      if (window.used <= limit) return headers;
      const seconds = Math.max(1, Math.ceil((end - clock()) / 1000));
      throw new Refusal(429, "Retry later", {
        body: "Retry later\n",
        headers: { ...headers, "retry-after": String(seconds) },
      });
    },
  };
}
