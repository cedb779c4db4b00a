/**
 * Finds named credentials inside a text: lines of a file (`.env`, properties, INI, TOML, JSON, YAML),
 * arguments of a command, query parameters, scripts. Each pattern reads the text once and continues behind
 * each value, so the time is linear.
 */
import { isCredential, rankName } from "#lib/manifest/secrets/secret-names";
import { LEFT_OUT, OTHER_LEFT_OUT } from "#lib/manifest/secrets/secret-placeholders";
import type { SecretSort, SecretSpan } from "#lib/manifest/secrets/secret-tokens";

/** A name and its sign. The lookbehind lets a name start only once in a run of letters. */
const ASSIGNMENT =
  /(?<![\w.-])-{0,3}(?:(?:api|app|access|auth|account|private|client|secret|signing) )?(?<name>[A-Za-z_][\w.-]*)(?:\\{0,3}["'`])?(?:[ \t]{0,8}(?<sign>=>|:=|=|:)[ \t]{0,8}|[ \t]{1,4}(?=\\{0,3}["']))/dgi;
/** An argument with a space before its value: `--password hunter2`. */
const ARGUMENT = /(?<![\w-])--?(?<name>[A-Za-z][\w-]{1,80})[ \t]{1,4}(?=[^\s"'-])/dg;
/**
 * An entry whose name describes its value: `{"name": "DB_PASSWORD", "value": …}`, or on two lines of YAML.
 */
const ENTRY =
  /(?<![\w.-])(?:name|key)\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?(?<name>[A-Za-z_][\w.-]{0,80})\\{0,3}["']?[ \t]{0,8},?\s{0,40}\\{0,3}["']?(?:value|literal)\\{0,3}["']?[ \t]{0,4}[:=][ \t]{0,4}/dgi;
/** `--user ana:hunter2`, as curl accepts it. */
const USER = /(?<![\w-])(?:-u|--user|--proxy-user)[ \t=]{1,4}["']?[^\s:"']{1,100}:([^\s"']{1,200})/dg;
/** `IDENTIFIED BY 'hunter2'` of SQL. */
const IDENTIFIED = /(?<!\w)identified by[ \t]{1,4}'([^'\n]{1,200})'/dgi;
/** `<password>hunter2</password>` */
const ELEMENT = /<([A-Za-z_][\w.:-]{1,60})>([^<\n]{1,2000})<\//dg;
/** A text without any of these contains no assignment. */
const ANY = /[:=<'"]|-[A-Za-z]/;

/** The credentials that are assigned to names in a text. */
export function findNamedLiterals(text: string): SecretSpan[] {
  if (!ANY.test(text)) return [];
  return [
    ...[ASSIGNMENT, ARGUMENT, ENTRY].flatMap((pattern) => findAssigned(text, pattern)),
    ...[...text.matchAll(ELEMENT)].flatMap((match) => readGroup(match, 2, match[1] ?? "")),
    ...[...text.matchAll(USER), ...text.matchAll(IDENTIFIED)].flatMap((match) =>
      readGroup(match, 1, "password"),
    ),
  ];
}

/** What the message calls a credential with that name. */
export function describeNamed(name: string): SecretSort {
  const what = /pass|pwd|pw$|wort$/i.test(name) ? "a password" : "a secret";
  return { kind: "named-literal", what, sure: false };
}

function findAssigned(text: string, source: RegExp): SecretSpan[] {
  const found: SecretSpan[] = [];
  const pattern = new RegExp(source);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const { name = "", sign = "" } = match.groups ?? {};
    // "API key: …" has its first word before the matched name.
    const called = source === ASSIGNMENT ? trimSign(match[0], name) : name;
    const rank = rankName(called);
    if (!rank) continue;
    const value = readValue(text, match.index + match[0].length, sign === ":", match.index);
    const isOne = isCredential(rank, value.judged) && (!value.inProse || isEvident(value.judged));
    if (isOne) found.push({ ...describeNamed(called), start: value.start, end: value.end });
    pattern.lastIndex = Math.max(pattern.lastIndex, value.end);
  }
  return found;
}

function trimSign(whole: string, name: string): string {
  return whole.slice(0, whole.indexOf(name) + name.length).replace(/^-+/, "");
}

function readGroup(match: RegExpExecArray, group: number, name: string): SecretSpan[] {
  const [start, end] = match.indices?.[group] ?? [];
  const rank = rankName(name);
  const isOne = rank !== undefined && isCredential(rank, match[group] ?? "");
  return isOne && start !== undefined && end !== undefined ? [{ ...describeNamed(name), start, end }] : [];
}

/** In prose, a word after "password:" is usually just a word. */
function isEvident(value: string): boolean {
  const word = value.replace(/[.!?]$/, "");
  return word.length >= 6 && /[A-Za-z]/.test(word) && /[\d!@#$%^&*+=~?]/.test(word);
}

interface ReadValue {
  /** The text to judge: without trailing text in its line. */
  judged: string;
  /** The text to mask: rather too much than too little. */
  start: number;
  end: number;
  /** The value follows a colon in the middle of a line, in a comment, or with words behind it. */
  inProse: boolean;
}

/** Reads the value at `at`: a quoted text, a block of YAML, the rest of a line, or a word. */
function readValue(text: string, at: number, isColon: boolean, nameAt: number): ReadValue {
  const mark = [LEFT_OUT, OTHER_LEFT_OUT].find((one) => text.startsWith(one, at));
  if (mark) return { judged: "", start: at, end: at + mark.length, inProse: false };
  const [quote = ""] = /^\\{0,3}["'`]/.exec(text.slice(at, at + 4)) ?? [];
  if (quote !== "") return readQuoted(text, at + quote.length, quote);
  if (!isColon) return readWord(text, at);
  const block = /^[|>][-+\d]{0,2}[ \t]*\r?\n[ \t]*/.exec(text.slice(at, at + 200));
  const before = text.slice(Math.max(0, nameAt - 40), nameAt);
  const isComment = /(?:^|\n)[ \t]*(?:#|\/\/|;)[^\n]*$/.test(before);
  if (block) return { ...readWord(text, at + block[0].length), inProse: isComment };
  const isStart = /(?:^|\n)[ \t]*(?:(?:-|export|set|ENV|ARG)[ \t]+)*\\{0,3}["'`]?$/.test(before);
  if (!isStart && /[{,([][ \t]*\\{0,3}["'`]?$/.test(before)) return readWord(text, at);
  const word = readWord(text, at);
  if (!isStart) return { ...word, inProse: true };
  const lineEnd = findEnd(text, word.end, "\r\n");
  const rest = text.slice(word.end, Math.min(lineEnd, word.end + 200)).trim();
  if (rest === "" || rest.startsWith("#")) return { ...word, inProse: isComment };
  // Several words may be a passphrase. If the first looks like one, all of them are masked.
  return { ...word, end: lineEnd, inProse: true };
}

function readQuoted(text: string, start: number, quote: string): ReadValue {
  const last = quote.at(-1) ?? "";
  let end = start;
  while (end < text.length && text[end] !== "\n") {
    if (text[end] === last) break;
    // A value that starts with an escaped quote ends with an escaped quote.
    if (text[end] === "\\" && quote.length > 1 && text.startsWith(quote, end)) break;
    end += text[end] === "\\" && quote.length === 1 ? 2 : 1;
  }
  end = Math.min(end, text.length);
  const judged = text.slice(start, end);
  // In a shell and in Markdown, backticks enclose a command or code.
  return { judged: last === "`" && /\s/.test(judged) ? "" : judged, start, end, inProse: false };
}

function readWord(text: string, start: number): ReadValue {
  const end = findEnd(text, start, " \t\r\n\"'`");
  const word = text.slice(start, end);
  const cut = /^\$[{(]|^\{\{/.test(word) ? word : word.slice(0, findEnd(word, 0, ";&,)]}|<>"));
  // `${PASSWORD:-}` and `${PASSWORD:?message}` have no default.
  return { judged: /^[-?]/.test(cut) ? cut.replace(/^(?:-|\?.*)/, "") : cut, start, end, inProse: false };
}

function findEnd(text: string, start: number, stops: string): number {
  let end = start;
  while (end < text.length && !stops.includes(text.charAt(end))) end += 1;
  return end;
}
