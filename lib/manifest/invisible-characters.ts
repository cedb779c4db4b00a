import { writeOut } from "#lib/manifest/direction-marks";

/**
 * Characters that look like nothing or like another character on a page:
 *
 * - spaces and line breaks at both ends of the text, and spaces at the end of a line;
 * - tabs, carriage returns and other control characters;
 * - format characters such as U+200B, and every space that is not U+0020.
 *
 * The joiners inside an emoji stay. Each run is matched from its start only: a match takes linear time.
 */
const INVISIBLE =
  /^[ \n]+|(?<![ \n])[ \n]+$|(?<! ) +(?=[\r\n])|(?![ \n]|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)[\u200d\ufe0f])[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

const ESCAPES: Readonly<Record<string, string>> = { " ": "·", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

interface Piece {
  text: string;
  /** True for a piece that replaces invisible characters. */
  isEscape: boolean;
}

/** The text in pieces: readable text, and escapes such as `\t` or `⟨U+00A0⟩` for invisible characters. */
export function splitInvisible(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(INVISIBLE)) {
    pieces.push({ text: text.slice(end, index), isEscape: false });
    pieces.push({ text: [...run].map(escapeCharacter).join(""), isEscape: true });
    end = index + run.length;
  }
  pieces.push({ text: text.slice(end), isEscape: false });
  return pieces.filter((piece) => piece.text !== "");
}

/** The text with invisible characters written as escapes. */
export function showInvisible(text: string): string {
  return splitInvisible(text)
    .map((piece) => piece.text)
    .join("");
}

function escapeCharacter(character: string): string {
  return ESCAPES[character] ?? writeOut(character);
}
