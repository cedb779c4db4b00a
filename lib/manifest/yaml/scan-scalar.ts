/** Scans the text of scalars, step by step as go.yaml.in/yaml/v2 does (scannerc.go). */
import type { Cursor } from "#lib/manifest/yaml/cursor";
import { YamlSyntaxProblem } from "#lib/manifest/yaml/problem";

interface PlainScalar {
  text: string;
  to: number;
  /** A line break followed, so a key may begin. */
  endsLine: boolean;
}

/** @param indent the column of the collection around it; -1 where there is none */
export function scanPlainScalar(cursor: Cursor, indent: number, isFlow: boolean): PlainScalar {
  const from = cursor.offset;
  const parts: string[] = [];
  let to = from;
  let between = "";
  let endsLine = false;
  for (;;) {
    if (cursor.isDocumentIndicator("-") || cursor.isDocumentIndicator(".") || cursor.is("#")) break;
    const start = cursor.offset;
    while (!cursor.isBlankOrEnd() && !endsPlain(cursor, isFlow)) cursor.skip();
    if (cursor.offset > start) {
      parts.push(between, cursor.text.slice(start, cursor.offset));
      to = cursor.offset;
      between = "";
      endsLine = false;
    }
    if (!cursor.isBlank() && !cursor.isBreak()) break;
    // Blanks behind an indicator that did not end the scalar.
    const gap = scanGap(cursor, (isOnNewLine) => {
      if (isOnNewLine && cursor.column <= indent && cursor.is("\t")) {
        throw new YamlSyntaxProblem("A tab cannot stand in the indentation. Use spaces.", cursor.offset);
      }
    });
    between = gap.text;
    endsLine = gap.isBroken;
    if (!isFlow && cursor.column <= indent) break;
  }
  return { text: parts.join(""), to, endsLine };
}

function endsPlain(cursor: Cursor, isFlow: boolean): boolean {
  return (cursor.is(":") && cursor.isBlankOrEnd(1)) || (isFlow && cursor.isOneOf(",?[]{}"));
}

/** White space inside a scalar: unchanged on one line, folded over lines. */
function scanGap(cursor: Cursor, check?: (isOnNewLine: boolean) => void, isOnNewLine = false) {
  let blanks = "";
  let breaks = 0;
  let isBroken = isOnNewLine;
  while (cursor.isBlank() || cursor.isBreak()) {
    if (cursor.isBreak()) {
      cursor.skipBreak();
      breaks += 1;
      isBroken = true;
      continue;
    }
    check?.(isBroken);
    if (isBroken) cursor.skip();
    else blanks += cursor.read();
  }
  if (!isBroken) return { text: blanks, isBroken };
  if (isOnNewLine) return { text: "\n".repeat(breaks), isBroken };
  return { text: breaks === 1 ? " " : "\n".repeat(breaks - 1), isBroken };
}

/** A scalar in single or double quotes; the cursor stands on the first of them. */
export function scanQuotedScalar(cursor: Cursor): string {
  const from = cursor.offset;
  const quote = cursor.read();
  const parts: string[] = [];
  for (;;) {
    if (cursor.isDocumentIndicator("-") || cursor.isDocumentIndicator(".") || cursor.isEnd()) {
      throw new YamlSyntaxProblem(
        `The text in ${quote === "'" ? "single" : "double"} quotes does not end.`,
        from,
      );
    }
    const isOnNewLine = scanQuotedPart(cursor, quote, parts);
    if (cursor.is(quote)) break;
    parts.push(scanGap(cursor, undefined, isOnNewLine).text);
  }
  cursor.skip();
  return parts.join("");
}

/** Scans to white space or the quote. True if it ends with an escaped line break. */
function scanQuotedPart(cursor: Cursor, quote: string, parts: string[]): boolean {
  while (!cursor.isBlankOrEnd()) {
    const start = cursor.offset;
    while (!cursor.isBlankOrEnd() && !cursor.is(quote) && !(quote === '"' && cursor.is("\\"))) cursor.skip();
    parts.push(cursor.text.slice(start, cursor.offset));
    if (cursor.isBlankOrEnd()) return false;
    if (cursor.is("\\")) {
      if (cursor.isBreak(1)) {
        cursor.skip();
        cursor.skipBreak();
        return true;
      }
      parts.push(scanEscape(cursor));
    } else if (quote === "'" && cursor.is("'", 1)) {
      parts.push("'");
      cursor.skipUnits(2);
    } else return false;
  }
  return false;
}

const ESCAPES: Record<string, string> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};
const CODE_LENGTHS: Record<string, number> = { x: 2, u: 4, U: 8 };

function scanEscape(cursor: Cursor): string {
  const { offset, text } = cursor;
  const character = text.charAt(offset + 1);
  const escaped = ESCAPES[character];
  const length = CODE_LENGTHS[character];
  if (escaped !== undefined) {
    cursor.skipUnits(2);
    return escaped;
  }
  if (length === undefined) {
    throw new YamlSyntaxProblem(
      `\\${character} is not an escape of YAML. Write \\\\ for a backslash.`,
      offset,
      offset + 2,
    );
  }
  const digits = text.slice(offset + 2, offset + 2 + length);
  const code =
    /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : Number.NaN;
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) {
    const message = `\\${character} needs ${length} hexadecimal digits of a character that exists.`;
    throw new YamlSyntaxProblem(message, offset, offset + 2 + length);
  }
  cursor.skipUnits(2 + length);
  return String.fromCodePoint(code);
}

/** A scalar that begins with `|` (literal) or `>` (folded). */
export function scanBlockScalar(cursor: Cursor, isLiteral: boolean, parentIndent: number): string {
  const from = cursor.offset;
  cursor.skip();
  const { chomping, increment } = scanBlockHeader(cursor, from);
  const parts: string[] = [];
  const given = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  let { indent, breaks } = scanBlockBreaks(cursor, given, parentIndent, from);
  let lineBreak = "";
  let wasIndented = false;
  while (cursor.column === indent && !cursor.isEnd()) {
    const isIndented = cursor.isBlank();
    const isFolded = !isLiteral && lineBreak !== "" && !wasIndented && !isIndented;
    parts.push(isFolded ? (breaks === "" ? " " : "") : lineBreak, breaks);
    wasIndented = isIndented;
    const start = cursor.offset;
    while (!cursor.isBreakOrEnd()) cursor.skip();
    parts.push(cursor.text.slice(start, cursor.offset));
    lineBreak = cursor.isEnd() ? "" : cursor.readBreak();
    ({ breaks } = scanBlockBreaks(cursor, indent, parentIndent, from));
  }
  if (chomping !== "-") parts.push(lineBreak);
  if (chomping === "+") parts.push(breaks);
  return parts.join("");
}

function scanBlockHeader(cursor: Cursor, from: number): { chomping: string; increment: number } {
  const header = /^(?:([+-])([0-9])?|([0-9])([+-])?)?/.exec(
    cursor.text.slice(cursor.offset, cursor.offset + 2),
  );
  cursor.skipUnits(header?.[0].length ?? 0);
  const digit = header?.[2] ?? header?.[3];
  if (digit === "0") throw new YamlSyntaxProblem("The indentation of a block of text cannot be 0.", from);
  cursor.skipBlanks();
  cursor.skipComment();
  if (!cursor.isBreakOrEnd()) {
    throw new YamlSyntaxProblem("A block of text (| or >) begins on the next line.", cursor.offset);
  }
  cursor.skipBreak();
  return { chomping: header?.[1] ?? header?.[4] ?? "", increment: Number(digit ?? 0) };
}

/** Skips indentation and empty lines before a line with content. With `indent` 0, detects the indentation. */
function scanBlockBreaks(cursor: Cursor, indent: number, parentIndent: number, from: number) {
  let breaks = "";
  let widest = 0;
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.is(" ")) cursor.skip();
    widest = Math.max(widest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.is("\t")) {
      throw new YamlSyntaxProblem(
        "A tab cannot stand in the indentation of a block of text. Use spaces.",
        from,
        cursor.offset,
      );
    }
    if (!cursor.isBreak()) break;
    breaks += cursor.readBreak();
  }
  return { indent: indent === 0 ? Math.max(widest, parentIndent + 1, 1) : indent, breaks };
}
