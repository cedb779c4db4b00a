/** The reason that a person writes to confirm that a value is not a secret. */

/** Maximum length in characters. */
export const LONGEST_REASON = 300;
/** One visible line: no control characters, line separators or direction marks. */
const REASON = /^[^\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,300}$/u;

/** True for a valid reason: 1 to 300 characters in one line, not only spaces. */
export function isReason(text: string): boolean {
  return REASON.test(text) && text.trim() !== "";
}
