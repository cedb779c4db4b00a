/** Edits a YAML text in place, for the file in Git and for the editor beside the form. */

import { type Document, isMap, isScalar, isSeq, parseDocument, Scalar } from "yaml";
import { formatJson, parseJson } from "#lib/exact-json";
import { spliceFlow } from "#lib/manifest/edit/yaml-flow";
import { findStyle, keepLines } from "#lib/manifest/edit/yaml-lines";
import { findPair } from "#lib/manifest/edit/yaml-map";
import { editMap, expandAliases } from "#lib/manifest/edit/yaml-nodes";
import { writeYaml, YAML_OPTIONS } from "#lib/manifest/edit/yaml-options";
import { readValue } from "#lib/manifest/yaml/reader";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * Changes the text of one YAML document so that it means `next`. Comments, order, quotes and unchanged lines
 * keep their bytes. Text that already means `next` is returned unchanged. With anchors or unusual layout,
 * less is kept, because the meaning comes first. lib/manifest/yaml defines what a text means.
 */
export function editYaml(text: string, next: JsonRecord): string {
  const goal: unknown = parseJson(formatJson(next));
  const read = readValue(text);
  if (!read.ok || !isRecord(goal) || !isRecord(read.value)) return writeYaml(next);
  const current = read.value;
  if (isEqual(current, goal)) return text;
  const { body, wrap } = unwrapDocument(text);
  const document = parseDocument(body, YAML_OPTIONS);
  const attempts = [
    () => [spliceScalar(body, document, current, goal)],
    () => rewriteJson(body, current, goal),
    () => [spliceFlow(body, document, current, goal)],
    () => rewrite(body, document, goal),
    () => rewriteApart(body, goal),
  ];
  for (const attempt of attempts) {
    const texts = attempt().flatMap((edited) => (edited === undefined ? [] : [wrap(edited)]));
    const found = texts.find((candidate) => means(candidate, goal));
    if (found !== undefined) return found;
  }
  return writeYaml(next);
}

function means(text: string, goal: JsonRecord): boolean {
  const read = readValue(text);
  return read.ok && isEqual(read.value, goal);
}

/**
 * The one document of a text, without a byte order mark, empty documents and the end of the document, and
 * with `
 * ` as line break. `wrap` restores these parts.
 */
function unwrapDocument(text: string): { body: string; wrap(body: string): string } {
  const isWindows = /\r\n/.test(text) && !/(?<!\r)\n/.test(text);
  const lines = (isWindows ? text.replaceAll("\r\n", "\n") : text).split(/(?<=\n)/);
  // Only separators begin a line like this; readers refuse a text that continues there.
  const isMark = (line: string) => /^\ufeff?(?:---|\.\.\.)(?=\s|$)/.test(line);
  const isContent = (line: string) => !isMark(line) && /^\ufeff?\s*[^\s#\ufeff]/.test(line);
  const first = lines.findIndex(isContent);
  const start = lines.findLastIndex((line, index) => index < first && isMark(line)) + 1;
  const end = lines.findIndex((line, index) => index > first && isMark(line));
  const [before, body, after] = [
    lines.slice(0, start).join(""),
    lines.slice(start, end < 0 ? undefined : end).join(""),
    end < 0 ? "" : lines.slice(end).join(""),
  ];
  const mark = body.startsWith("\ufeff") ? "\ufeff" : "";
  return {
    body: body.slice(mark.length),
    wrap: (edited) => {
      const gap = after !== "" && !edited.endsWith("\n") ? "\n" : "";
      const whole = before + mark + edited + gap + after;
      return isWindows ? whole.replaceAll("\n", "\r\n") : whole;
    },
  };
}

/** A JSON file in a layout that programs write stays JSON. */
function rewriteJson(text: string, current: JsonRecord, next: JsonRecord): string[] {
  const indent = /^\{\n([ \t]+)"/.exec(text)?.[1];
  const end = text.slice(text.trimEnd().length);
  if (formatJson(current, indent) + end !== text) return [];
  return [formatJson(orderLike(current, next), indent) + end];
}

/** `next` with the fields of `current` in the order of `current`. */
function orderLike(current: unknown, next: unknown): unknown {
  if (Array.isArray(next))
    return next.map((item, index) => orderLike(ownValue(current, String(index)), item));
  if (!isRecord(current) || !isRecord(next)) return next;
  const names = new Set([...Object.keys(current), ...Object.keys(next)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => Object.hasOwn(next, name))
      .map((name) => [name, orderLike(ownValue(current, name), next[name])]),
  );
}

/**
 * Edits the document's nodes. Keeps the author's lines where possible, else uses the layout of the writer.
 */
function rewrite(text: string, document: Document, next: JsonRecord): string[] {
  const root: unknown = document.contents;
  if (!isMap(root)) return [];
  const style = findStyle(text);
  try {
    const before = document.toString(style);
    editMap(document, root, next);
    const after = document.toString(style);
    return [keepLines(text, before, after), after];
  } catch {
    // An alias lost its anchor, so the document cannot be written.
    return [];
  }
}

function rewriteApart(text: string, next: JsonRecord): string[] {
  const document = parseDocument(text, YAML_OPTIONS);
  expandAliases(document);
  return rewrite(text, document, next);
}

/** The most common edit: replaces one scalar with another and changes no other byte. */
function spliceScalar(
  text: string,
  document: Document,
  current: JsonRecord,
  next: JsonRecord,
): string | undefined {
  const path = findOnlyChange(current, next);
  const node = path?.reduce<unknown>(childNode, document.contents);
  if (!path || !isScalar(node) || !node.range || node.anchor || node.tag) return undefined;
  const [from, to] = node.range;
  const written = writeScalar(node, path.reduce<unknown>(ownValue, next));
  const isOneLine = from < to && !`${text.slice(from, to)}${written}`.includes("\n");
  return isOneLine ? text.slice(0, from) + written + text.slice(to) : undefined;
}

/** The path of the one scalar that differs; undefined where more differs. */
function findOnlyChange(one: unknown, other: unknown): string[] | undefined {
  if (!isCollection(one) && !isCollection(other)) return [];
  if (!isCollection(one) || !isCollection(other) || Array.isArray(one) !== Array.isArray(other))
    return undefined;
  const names = Object.keys(one);
  const isAlike =
    names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name));
  const changed = names.filter((name) => !isEqual(ownValue(one, name), ownValue(other, name)));
  const [name] = changed;
  if (!isAlike || name === undefined || changed.length > 1) return undefined;
  const inside = findOnlyChange(ownValue(one, name), ownValue(other, name));
  return inside && [name, ...inside];
}

function isCollection(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function childNode(node: unknown, token: string): unknown {
  if (isMap(node)) return findPair(node, token)?.value;
  return isSeq(node) ? node.items[Number(token)] : undefined;
}

/** A text keeps its quotes. */
function writeScalar(node: Scalar, value: unknown): string {
  const scalar = new Scalar(value);
  const isQuoted = node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE";
  if (isQuoted && typeof node.value === "string" && typeof value === "string") scalar.type = node.type;
  return writeYaml(scalar).trimEnd();
}
