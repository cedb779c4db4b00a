/** A YAML text changed in place: the same for the file in Git and for the editor beside the form. */
import { type Document, isMap, isScalar, isSeq, parseDocument, Scalar } from "yaml";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import { findStyle, keepLines } from "#lib/schema/yaml-lines";
import { findPair } from "#lib/schema/yaml-map";
import { editMap, expandAliases } from "#lib/schema/yaml-nodes";
import { writeYaml, YAML_OPTIONS } from "#lib/schema/yaml-options";

/**
 * The text of one YAML document changed so that it means `next`: comments, order and quotes stay, and every line that
 * need not change keeps its bytes. Text that means it already comes back as it is. Where anchors or odd layout make
 * that impossible, less is kept: the meaning comes first.
 */
export function editYaml(text: string, next: JsonRecord): string {
  const goal: unknown = JSON.parse(JSON.stringify(next));
  const document = parseDocument(text, YAML_OPTIONS);
  const current = read(document);
  if (document.errors.length > 0 || !isRecord(goal) || !isRecord(current)) return writeYaml(next);
  if (isEqual(current, goal)) return text;
  const attempts = [
    () => [spliceScalar(text, document, current, goal)],
    () => rewrite(text, document, goal),
    () => rewriteApart(text, goal),
  ];
  for (const attempt of attempts) {
    const found = attempt().find((candidate) => candidate !== undefined && means(candidate, goal));
    if (found !== undefined) return found;
  }
  return writeYaml(next);
}

function means(text: string, goal: JsonRecord): boolean {
  const document = parseDocument(text, YAML_OPTIONS);
  return document.errors.length === 0 && isEqual(read(document), goal);
}

function read(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** Through the document's nodes: the author's lines where they stay, else the whole as the writer lays it out. */
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
    // An alias lost its anchor.
    return [];
  }
}

function rewriteApart(text: string, next: JsonRecord): string[] {
  const document = parseDocument(text, YAML_OPTIONS);
  expandAliases(document);
  return rewrite(text, document, next);
}

/** The commonest change, one scalar that stays a scalar, without touching a byte beside it. */
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

/** Where the one scalar stands that differs; undefined where more does. */
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

/** Text keeps its quotes. */
function writeScalar(node: Scalar, value: unknown): string {
  const scalar = new Scalar(value);
  const isQuoted = node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE";
  if (isQuoted && typeof node.value === "string" && typeof value === "string") scalar.type = node.type;
  return writeYaml(scalar).trimEnd();
}
