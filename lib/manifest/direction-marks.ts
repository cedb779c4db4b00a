/**
 * Characters that change the direction of text. With them, a text can look like another one ("Trojan Source",
 * CVE-2021-42574), so a reviewer would approve a value that differs from the written one.
 */

/**
 * Marks, embeddings, overrides and isolates: every character with the Unicode property Bidi_Control.
 * https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const DIRECTION_MARKS = /\p{Bidi_Control}/gu;

/** The same characters for an editor that matches single characters: U+061C, U+200E–F, U+202A–E, U+2066–9. */
export const DIRECTION_MARK = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The text with each mark written out, such as `⟨U+202E⟩`, so that readers see the mark and the text keeps
 * its written order. Texts in right-to-left scripts stay as they are.
 */
export function showMarks(text: string): string {
  return text.replace(DIRECTION_MARKS, writeOut);
}

/** One character by its code point, such as `⟨U+202E⟩`. */
export function writeOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** The text without its marks, for titles, descriptions and other labels. */
export function dropMarks(text: string): string {
  return text.replace(DIRECTION_MARKS, "");
}
