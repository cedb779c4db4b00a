/** The tokens that the stand-in has issued. */
import { createHash, randomBytes } from "node:crypto";
import type { Viewer } from "#demo/stand-ins/github/state/access";

export interface Tokens {
  /** @param lifetime milliseconds; without it the token does not expire */
  issue(viewer: Viewer, prefix: TokenPrefix, lifetime?: number): IssuedToken;
  /** Undefined for an unknown, revoked or expired token. */
  find(token: string): Viewer | undefined;
  revoke(token: string): void;
}

export interface IssuedToken {
  token: string;
  /** RFC 3339; undefined for a token that does not expire. */
  expiresAt: string | undefined;
}

/** https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/ */
export type TokenPrefix = "github_pat_" | "gho_" | "ghu_" | "ghs_" | "ghr_";

/** @param clock milliseconds since 1970 */
export function createTokens(clock: () => number): Tokens {
  const known = new Map<string, { viewer: Viewer; expires: number }>();
  // Answers a lookup without a comparison that ends at the first other letter.
  const digest = (token: string) => createHash("sha256").update(token).digest("hex");
  return {
    issue(viewer, prefix, lifetime) {
      const token = prefix + randomBytes(18).toString("hex");
      const expires = lifetime === undefined ? Number.POSITIVE_INFINITY : clock() + lifetime;
      known.set(digest(token), { viewer, expires });
      const expiresAt = lifetime === undefined ? undefined : new Date(expires).toISOString();
      return { token, expiresAt: expiresAt?.replace(/\.\d+Z$/, "Z") };
    },
    find(token) {
      const found = known.get(digest(token));
      return found && found.expires > clock() ? found.viewer : undefined;
    },
    revoke: (token) => void known.delete(digest(token)),
  };
}
