/** Splits an expression into tokens. https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
import { type CelValue, checkInt, failEvaluation } from "#lib/schema/cel/values";

export type Token =
  | { type: "literal"; value: CelValue }
  /** `quoted` in backticks: a field whose name is not an identifier. */
  | { type: "name"; text: string; quoted: boolean }
  | { type: "symbol"; text: string };

const SPACE = /(?:\s|\/\/[^\n]*)+/y;
const NUMBER =
  /(?<hex>0x[0-9a-fA-F]+)(?<hexUnsigned>[uU])?|(?<double>\d*\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)|(?<int>\d+)(?<unsigned>[uU])?/y;
const TEXT =
  /(?<prefix>[rRbB]{0,2})(?:"""(?<long>(?:[^\\]|\\[\s\S])*?)"""|'''(?<long2>(?:[^\\]|\\[\s\S])*?)'''|"(?<short>(?:[^"\\\n]|\\.)*)"|'(?<short2>(?:[^'\\\n]|\\.)*)')/y;
const RAW = /[rR](?:"""([\s\S]*?)"""|'''([\s\S]*?)'''|"([^"\n]*)"|'([^'\n]*)')/y;
const NAME = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const QUOTED = /`([a-zA-Z0-9_.\-/ ]+)`/y;
const SYMBOL = /&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()[\]{}]/y;

const WORDS: Record<string, CelValue> = { true: true, false: false, null: null };

/** @throws EvaluationError for text that is not CEL */
export function readTokens(source: string): Token[] {
  const tokens: Token[] = [];
  let at = skip(source, 0);
  while (at < source.length) {
    const [token, end] = readToken(source, at);
    tokens.push(token);
    at = skip(source, end);
  }
  return tokens;
}

function skip(source: string, at: number): number {
  return at + (match(SPACE, source, at)?.[0].length ?? 0);
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function readToken(source: string, at: number): [token: Token, end: number] {
  for (const read of [readRaw, readText, readName, readNumber, readSymbol]) {
    const found = read(source, at);
    if (found) return [found[0], at + found[1]];
  }
  return failEvaluation("the portal can't parse the rule");
}

type Found = [token: Token, length: number] | undefined;

function readRaw(source: string, at: number): Found {
  const found = match(RAW, source, at);
  if (!found) return undefined;
  const value = found[1] ?? found[2] ?? found[3] ?? found[4] ?? "";
  return [{ type: "literal", value }, found[0].length];
}

function readText(source: string, at: number): Found {
  const found = match(TEXT, source, at);
  const groups = found?.groups;
  if (!found || !groups) return undefined;
  const body = groups.long ?? groups.long2 ?? groups.short ?? groups.short2 ?? "";
  if (groups.prefix === "") return [{ type: "literal", value: decodeEscapes(body) }, found[0].length];
  // In bytes literals, escapes stand for bytes and not for characters.
  if (!/^[bB]$/.test(groups.prefix ?? "") || body.includes("\\"))
    return failEvaluation("the rule has bytes with escapes");
  const bytes = new TextEncoder().encode(body);
  return [{ type: "literal", value: { kind: "bytes", bytes } }, found[0].length];
}

const ESCAPES: Record<string, string> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-3][0-7]{2})|([\s\S]))/gi;

function decodeEscapes(body: string): string {
  return body.replace(
    ESCAPE,
    (_all, hex?: string, short?: string, long?: string, octal?: string, char = "") => {
      const digits = hex ?? short ?? long;
      if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return (
        ESCAPES[char] ??
        (/[\\?"'`]/.test(char) ? char : failEvaluation("the rule has an escape that the portal doesn't know"))
      );
    },
  );
}

function readName(source: string, at: number): Found {
  const quoted = match(QUOTED, source, at);
  if (quoted) return [{ type: "name", text: quoted[1] ?? "", quoted: true }, quoted[0].length];
  const text = match(NAME, source, at)?.[0];
  if (text === undefined) return undefined;
  const word = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
  if (word !== undefined) return [{ type: "literal", value: word }, text.length];
  return [{ type: "name", text, quoted: false }, text.length];
}

function readNumber(source: string, at: number): Found {
  const found = match(NUMBER, source, at);
  if (!found?.groups) return undefined;
  const { hex, hexUnsigned, double, int = "0", unsigned } = found.groups;
  if (double !== undefined) return [{ type: "literal", value: Number(double) }, found[0].length];
  const value = BigInt(hex ?? int);
  if (hexUnsigned ?? unsigned) return [{ type: "literal", value: { kind: "uint", value } }, found[0].length];
  // The parser reads the smallest integer as the negation of a number that exceeds 64 bits.
  if (value !== 2n ** 63n) checkInt(value);
  return [{ type: "literal", value }, found[0].length];
}

function readSymbol(source: string, at: number): Found {
  const text = match(SYMBOL, source, at)?.[0];
  return text === undefined ? undefined : [{ type: "symbol", text }, text.length];
}
