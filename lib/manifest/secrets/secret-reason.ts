/** Why a value that looks like a secret is none, as a person writes it. */

/** Characters of a reason. */
export const LONGEST_REASON = 300;
/** One line that reads as it is written: no control characters, line separators or marks of direction. */
const REASON = /^[^\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,300}$/u;

/** True for what may stand as the reason of a confirmation: 1 to 300 characters in one line, not all of them spaces. */
export function isReason(text: string): boolean {
  return REASON.test(text) && text.trim() !== "";
}
