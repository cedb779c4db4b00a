import { createHash, timingSafeEqual } from "node:crypto";

/**
 * True where both texts are the same secret. Their digests have equal length, so neither time nor an error shows how much
 * of a guess is correct.
 */
export function isSameSecret(guess: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(guess), digest(secret));
}
