/** Finds secrets in values and texts before they go to Git. */

import { isNumber } from "#lib/exact-json";
import { tokenizeComments } from "#lib/manifest/edit/yaml-comments";
import { describeNamed, findNamedLiterals } from "#lib/manifest/secrets/secret-lines";
import { isCredential, rankName } from "#lib/manifest/secrets/secret-names";
import { isPlaceholder } from "#lib/manifest/secrets/secret-placeholders";
import {
  findAddressPasswords,
  findAuthorizations,
  findTokens,
  type SecretKind,
  type SecretSort,
  type SecretSpan,
} from "#lib/manifest/secrets/secret-tokens";
import { readValue } from "#lib/manifest/yaml/reader";
import { childPointer, isRecord, ownValue, parsePointer } from "#lib/schema/pointer";

export type { SecretKind, SecretSpan } from "#lib/manifest/secrets/secret-tokens";

export interface SecretFinding {
  /** Pointer of the value; empty for a value in a comment, or in text that is not YAML. */
  pointer: string;
  kind: SecretKind;
  /** "This looks like a GitHub token." Never contains the value. */
  hint: string;
  /** True for a format that only secrets have. */
  sure: boolean;
}

/** A value with secrets in it. */
export interface SecretValue extends SecretFinding {
  /** Ranges of the secrets in the text; undefined when the whole value is a secret, or for a name in it. */
  spans?: SecretSpan[];
  /** A key of the map at `pointer` that is itself a secret. A pointer must not contain it. */
  key?: string;
}

/**
 * The secrets in values of a form, or in a manifest's text including its comments. Known formats (private
 * keys, service tokens) are found anywhere. Other literals are found only under a name that suggests a
 * secret: in a field, a map, an entry of `env`, or a line of a file. References, placeholders and names of
 * Secrets are not secrets.
 */
export function findSecrets(input: unknown): SecretFinding[] {
  return scanSecrets(input).map(({ pointer, kind, hint, sure }) => ({ pointer, kind, hint, sure }));
}

/** As `findSecrets`, with the ranges in the text. */
export function scanSecrets(input: unknown): SecretValue[] {
  if (typeof input !== "string") return scanValues(input);
  const read = readValue(input);
  if (!read.ok) return makeTextFinding("", findSpans(input));
  return [...scanValues(read.value), ...scanComments(input)];
}

/** Secrets of a YAML text outside its values, at the empty pointer: at most one finding, with all ranges. */
export function scanComments(text: string): SecretValue[] {
  return text.includes("#") ? makeTextFinding("", findSpans(blankValues(text))) : [];
}

/** Secrets of a text that is not YAML, or not one manifest: at most one finding, with all ranges. */
export function scanText(text: string): SecretValue[] {
  return makeTextFinding("", findSpans(text));
}

/** The text with everything except comments replaced by spaces, so that offsets stay the same. */
function blankValues(text: string): string {
  let blank = "";
  for (const { text: token, isComment } of tokenizeComments(text))
    blank += isComment ? token : token.replace(/[^\r\n]/g, " ");
  return blank;
}

interface Place {
  value: unknown;
  pointer: string;
  /** The name of the value: its field, its key in a map, or the name of its entry in `env`. */
  name: string;
  /** True inside the content of a Secret. */
  isContent: boolean;
}

/** Uses its own stack, so that deep values do not overflow the call stack. */
function scanValues(input: unknown): SecretValue[] {
  const found: SecretValue[] = [];
  const open: Place[] = [{ value: input, pointer: "", name: "", isContent: false }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { value } = place;
    if (typeof value === "string" || isNumber(value)) found.push(...scanLiteral(place));
    else if (Array.isArray(value)) open.push(...listItems(value, place).toReversed());
    else if (isRecord(value)) {
      found.push(...scanKeys(value, place.pointer));
      open.push(...listFields(value, place).toReversed());
    }
  }
  return found;
}

function listItems(list: readonly unknown[], { pointer, name, isContent }: Place): Place[] {
  return list.map((value, index) => {
    const [, argument] = /^--?([A-Za-z][\w-]*)$/.exec(String(list[index - 1] ?? "").slice(0, 80)) ?? [];
    return { value, pointer: childPointer(pointer, index), name: argument ?? name, isContent };
  });
}

function listFields(record: Record<string, unknown>, { pointer, name, isContent }: Place): Place[] {
  const isSecret = record.kind === "Secret" && record.apiVersion === "v1";
  const entry = nameOfEntry(record);
  return Object.entries(record)
    .filter(([key]) => !ENCRYPTED.has(key))
    .map(([key, value]) => ({
      value,
      pointer: childPointer(pointer, key),
      name: VALUE_KEYS.has(key) ? (entry ?? name) : key,
      isContent: isContent || (isSecret && (key === "data" || key === "stringData")),
    }));
}

/** Sealed Secrets and SOPS values are encrypted for Git. */
const ENCRYPTED = new Set(["encryptedData", "sops"]);
/**
 * Names for the value in an entry of a list, or in a field with several ways to give a value. The describing
 * name is beside or above.
 */
const VALUE_KEYS = new Set(
  "value val literal plain plainText plaintext inline raw text string stringValue content default".split(" "),
);

/** `name: DB_PASSWORD, value: …`, as in `env`. Other APIs use other names. */
function nameOfEntry(value: Record<string, unknown>): string | undefined {
  return ["name", "key", "variable", "header", "parameter", "property", "field", "id"]
    .map((field) => ownValue(value, field))
    .find((name) => typeof name === "string");
}

function scanKeys(record: Record<string, unknown>, pointer: string): SecretValue[] {
  return Object.keys(record).flatMap((key) =>
    makeTextFinding(
      pointer,
      findTokens(key).filter(({ sure }) => sure),
    ).map(({ spans: _, ...found }) => ({ ...found, key })),
  );
}

const CONTENT: SecretSort = { kind: "secret-manifest", what: "the content of a Secret", sure: false };

function scanLiteral({ value, pointer, name, isContent }: Place): SecretValue[] {
  const text = String(value);
  const rank = rankName(name);
  if (isNumber(value)) {
    // An unquoted password of digits is a number.
    const isOne = isContent || (rank === "password" && text.length >= 4);
    return isOne ? makeWholeFinding(pointer, isContent ? CONTENT : describeNamed(name)) : [];
  }
  const spans = findSpans(text);
  if (isContent)
    return text === "" || isPlaceholder(text) ? [] : makeWholeFinding(pointer, spans[0] ?? CONTENT);
  if (!rank || !isCredential(rank, text)) return makeTextFinding(pointer, spans);
  return makeWholeFinding(pointer, spans[0] ?? describeLiteral(name, pointer, text));
}

/** A text without any of these contains no known secret. One test decides for most values. */
const ANY = /[:=<'"@._-]|AIza|dapi|LS0tLS|bearer|basic|token/i;

/** The ranges of the secrets in a text, certain ones first. */
export function findSpans(text: string): SecretSpan[] {
  if (!ANY.test(text)) return [];
  return [
    ...findTokens(text),
    ...findAddressPasswords(text),
    ...findAuthorizations(text),
    ...findEmbeddedContent(text),
    ...findNamedLiterals(text),
  ];
}

const IS_SECRET = /^[ \t"']*kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t]*,?[ \t]*\r?$/m;
const CONTENT_LINE = /^([ \t]*)["']?(?:data|stringData)["']?[ \t]*:[ \t]*\r?$/;
const FIELD_LINE = /^([ \t]*)["']?[\w.-]+["']?[ \t]*:[ \t]*(\S.*)$/;

/**
 * The content of a Secret whose manifest is embedded in a text as YAML: every field below `data` and
 * `stringData`.
 */
function findEmbeddedContent(text: string): SecretSpan[] {
  if (!text.includes("Secret") || !IS_SECRET.test(text)) return [];
  const found: SecretSpan[] = [];
  let start = 0;
  let inside: number | undefined;
  for (const line of text.split("\n")) {
    const [, indent = "", value = ""] = (line.length < 10_000 && FIELD_LINE.exec(line)) || [];
    const [, opened] = (line.length < 200 && CONTENT_LINE.exec(line)) || [];
    if (opened !== undefined) inside = opened.length;
    else if (inside !== undefined && value !== "" && indent.length <= inside) inside = undefined;
    if (inside !== undefined && value !== "" && !isPlaceholder(value.replace(/^["']|["']$/g, ""))) {
      found.push({ ...CONTENT, start: start + line.length - value.length, end: start + line.length });
    }
    start += line.length + 1;
  }
  return found;
}

// A Gitea token has no prefix: forty hexadecimal digits, like a commit.
function describeLiteral(name: string, pointer: string, text: string): SecretSort {
  const isGitea = /gitea|forgejo/i.test([...parsePointer(pointer), name].join(" "));
  if (isGitea && /^[0-9a-f]{40}$/.test(text)) {
    return { kind: "gitea-token", what: "a Gitea token", sure: false };
  }
  return describeNamed(name);
}

function makeTextFinding(pointer: string, spans: SecretSpan[]): SecretValue[] {
  const [first] = [...spans.filter(({ sure }) => sure), ...spans];
  return first ? [{ ...makeFinding(pointer, first), spans }] : [];
}

function makeWholeFinding(pointer: string, sort: SecretSort): SecretValue[] {
  return [makeFinding(pointer, sort)];
}

function makeFinding(pointer: string, { kind, what, sure }: SecretSort): SecretFinding {
  return { pointer, kind, hint: `This looks like ${what}.`, sure };
}
