/** The tokens that the stand-in has issued. */
import { createHash, randomBytes } from "node:crypto";

/** `Viewer` is the sender that a token stands for. */
export interface Tokens<Viewer> {
  /**
   * @param prefix tells the kinds of tokens of the host apart
   * @param lifetime milliseconds; without it the token does not expire
   */
  issue(viewer: Viewer, prefix: string, lifetime?: number): IssuedToken;
  /** Undefined for an unknown, revoked or expired token. */
  find(token: string): Viewer | undefined;
  revoke(token: string): void;
}

export interface IssuedToken {
  token: string;
  /** RFC 3339; undefined for a token that does not expire. */
  expiresAt: string | undefined;
}

/** @param clock milliseconds since 1970 */
export function createTokens<Viewer>(clock: () => number): Tokens<Viewer> {
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
