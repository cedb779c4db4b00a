/** Looks for secrets in what would go to Git. */

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
  /** Of the value; empty for what stands in a comment, or in text that is no YAML. */
  pointer: string;
  kind: SecretKind;
  /** "This looks like a GitHub token." It never holds the value. */
  hint: string;
  /** Nothing else looks like it. */
  sure: boolean;
}

/** A value with secrets in it. */
export interface SecretValue extends SecretFinding {
  /** Where in the text the secrets stand; undefined for the whole value, and for a name in it. */
  spans?: SecretSpan[];
  /** The key of a map that is a secret itself: `pointer` is the map's, as no pointer may hold it. */
  key?: string;
}

/**
 * The secrets in values of a form, or in the text of a manifest; there comments are looked at too. Known formats
 * (private keys, tokens of services) are found anywhere, other literals only under a name that says so, in a field,
 * a map, an entry of `env`, or a line of a file. References, placeholders and names of Secrets are none.
 */
export function findSecrets(input: unknown): SecretFinding[] {
  return scanSecrets(input).map(({ pointer, kind, hint, sure }) => ({ pointer, kind, hint, sure }));
}

/** The same, each with where in its text it is. */
export function scanSecrets(input: unknown): SecretValue[] {
  if (typeof input !== "string") return scanValues(input);
  const read = readValue(input);
  if (!read.ok) return tell("", findSpans(input));
  return [...scanValues(read.value), ...scanComments(input)];
}

/** What a YAML text holds beside its values, at the empty pointer: at most one finding, with all its places. */
export function scanComments(text: string): SecretValue[] {
  return text.includes("#") ? tell("", findSpans(blankValues(text))) : [];
}

/** A text that is no YAML, or is not one manifest: at most one finding, with all its places. */
export function scanText(text: string): SecretValue[] {
  return tell("", findSpans(text));
}

/** The text with spaces where no comment is, so that each stands where it stood. */
function blankValues(text: string): string {
  let blank = "";
  for (const { text: token, isComment } of tokenizeComments(text))
    blank += isComment ? token : token.replace(/[^\r\n]/g, " ");
  return blank;
}

interface Place {
  value: unknown;
  pointer: string;
  /** What the value is called: its field, its key in a map, or the name of its entry in `env`. */
  name: string;
  /** Everything in it is the content of a Secret. */
  isContent: boolean;
}

/** From the front, and with a stack of its own: no depth of a value ends it. */
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

/** Sealed Secrets and what SOPS has encrypted are made for Git. */
const ENCRYPTED = new Set(["encryptedData", "sops"]);
/** What an entry of a list, and a field with choices of how to give it, call their value: the name is beside or above. */
const VALUE_KEYS = new Set(
  "value val literal plain plainText plaintext inline raw text string stringValue content default".split(" "),
);

/** `name: DB_PASSWORD, value: …`, as in `env`; other APIs call it otherwise. */
function nameOfEntry(value: Record<string, unknown>): string | undefined {
  return ["name", "key", "variable", "header", "parameter", "property", "field", "id"]
    .map((field) => ownValue(value, field))
    .find((name) => typeof name === "string");
}

function scanKeys(record: Record<string, unknown>, pointer: string): SecretValue[] {
  return Object.keys(record).flatMap((key) =>
    tell(
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
    // A password of digits that nobody has quoted.
    const isOne = isContent || (rank === "password" && text.length >= 4);
    return isOne ? tellWhole(pointer, isContent ? CONTENT : describeNamed(name)) : [];
  }
  const spans = findSpans(text);
  if (isContent) return text === "" || isPlaceholder(text) ? [] : tellWhole(pointer, spans[0] ?? CONTENT);
  if (!rank || !isCredential(rank, text)) return tell(pointer, spans);
  return tellWhole(pointer, spans[0] ?? describeLiteral(name, pointer, text));
}

/** Without any of these, a text holds nothing that is looked for: most of thousands of values are told by one look. */
const ANY = /[:=<'"@._-]|AIza|dapi|LS0tLS|bearer|basic|token/i;

/** Where the secrets in a text stand, those that are surely some first. */
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

/** The content of a Secret whose manifest stands in a text as YAML: every field below `data` and `stringData`. */
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

// A token of Gitea has no mark of its own: forty hexadecimal digits, as a commit's.
function describeLiteral(name: string, pointer: string, text: string): SecretSort {
  const isGitea = /gitea|forgejo/i.test([...parsePointer(pointer), name].join(" "));
  if (isGitea && /^[0-9a-f]{40}$/.test(text)) {
    return { kind: "gitea-token", what: "a Gitea token", sure: false };
  }
  return describeNamed(name);
}

function tell(pointer: string, spans: SecretSpan[]): SecretValue[] {
  const [first] = [...spans.filter(({ sure }) => sure), ...spans];
  return first ? [{ ...makeFinding(pointer, first), spans }] : [];
}

function tellWhole(pointer: string, sort: SecretSort): SecretValue[] {
  return [makeFinding(pointer, sort)];
}

function makeFinding(pointer: string, { kind, what, sure }: SecretSort): SecretFinding {
  return { pointer, kind, hint: `This looks like ${what}.`, sure };
}
