/**
 * Functions of texts. Positions count code points. https://github.com/google/cel-go/tree/master/ext#strings
 */
import { define, type Library } from "#lib/schema/cel/overload";
import { type CelValue, failEvaluation, makeList, toCharacters } from "#lib/schema/cel/values";

export const STRINGS: Library = [
  define(".contains", ["string", "string"], (text, part) => text.includes(part)),
  define(".startsWith", ["string", "string"], (text, part) => text.startsWith(part)),
  define(".endsWith", ["string", "string"], (text, part) => text.endsWith(part)),
  define(".charAt", ["string", "int"], (text, index) => slice(text, index, index, 1)),
  define(".substring", ["string", "int"], (text, start) => slice(text, start, start)),
  define(".substring", ["string", "int", "int"], (text, start, end) => {
    if (end < start) return failEvaluation("the rule takes a substring with reversed bounds");
    return slice(text, start, end, Number(end - start));
  }),
  define(".indexOf", ["string", "string"], (text, part) => findForward(text, part, 0n)),
  define(".indexOf", ["string", "string", "int"], findForward),
  define(".lastIndexOf", ["string", "string"], (text, part) =>
    part === "" ? count(text) : findBackward(text, part, count(text) - 1n),
  ),
  define(".lastIndexOf", ["string", "string", "int"], findBackward),
  define(".lowerAscii", ["string"], (text) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase())),
  define(".upperAscii", ["string"], (text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase())),
  define(".trim", ["string"], trim),
  define(".reverse", ["string"], (text) => toCharacters(text).reverse().join("")),
  define(".replace", ["string", "string", "string"], (text, old, by) => replace(text, old, by, -1n)),
  define(".replace", ["string", "string", "string", "int"], replace),
  define(".split", ["string", "string"], (text, separator) => split(text, separator, -1n)),
  define(".split", ["string", "string", "int"], split),
  define(".join", ["list"], ({ items }) => items.map(toText).join("")),
  define(".join", ["list", "string"], ({ items }, separator) => items.map(toText).join(separator)),
];

/** One pass: a regular expression for trailing spaces would restart at each inner space. */
function trim(text: string): string {
  const isSpace = (character: string | undefined) =>
    character !== undefined && /\p{White_Space}/u.test(character);
  let [start, end] = [0, text.length];
  while (start < end && isSpace(text[start])) start += 1;
  while (end > start && isSpace(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function count(text: string): bigint {
  return BigInt(toCharacters(text).length);
}

/** Both bounds may equal the length of the text, and not exceed it. */
function slice(text: string, start: bigint, end: bigint, length?: number): string {
  const characters = toCharacters(text);
  const size = BigInt(characters.length);
  if (start < 0n || start > size || end > size) return failEvaluation("the rule reads a text beyond its end");
  const from = Number(start);
  return characters.slice(from, length === undefined ? undefined : from + length).join("");
}

function findForward(text: string, part: string, offset: bigint): bigint {
  if (part === "") return offset;
  if (offset < 0n) return failEvaluation("the rule searches before the start of a text");
  const before = toCharacters(text).slice(0, Number(offset)).join("");
  const found = offset >= count(text) ? -1 : text.indexOf(part, before.length);
  return found < 0 ? -1n : count(text.slice(0, found));
}

function findBackward(text: string, part: string, offset: bigint): bigint {
  if (part === "") return offset;
  const characters = toCharacters(text);
  if (offset < 0n)
    return characters.length === 0 ? -1n : failEvaluation("the rule searches before the start of a text");
  if (offset >= BigInt(characters.length)) return -1n;
  const before = characters.slice(0, Number(offset)).join("");
  const found = text.lastIndexOf(part, before.length);
  return found < 0 ? -1n : count(text.slice(0, found));
}

function replace(text: string, old: string, by: string, limit: bigint): string {
  if (old === "") return failEvaluation("the rule replaces an empty text");
  if (limit < 0n) return text.split(old).join(by);
  const parts = splitUpTo(text, old, Number(limit) + 1);
  return parts.join(by);
}

function split(text: string, separator: string, limit: bigint): CelValue {
  if (limit === 0n) return makeList([]);
  const most = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  if (separator !== "") return makeList(splitUpTo(text, separator, most));
  const characters = toCharacters(text);
  if (characters.length <= most) return makeList(characters);
  return makeList([...characters.slice(0, most - 1), characters.slice(most - 1).join("")]);
}

function splitUpTo(text: string, separator: string, most: number): string[] {
  const parts = text.split(separator);
  if (parts.length <= most) return parts;
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

function toText(value: CelValue): string {
  return typeof value === "string" ? value : failEvaluation("the rule joins values that are not text");
}
