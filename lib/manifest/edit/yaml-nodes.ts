/** Edits a YAML document's nodes so that they mean another value and keep comments and layout. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import {
  findRenames,
  indexPairs,
  insertPair,
  isMerge,
  nameOf,
  readMerged,
  readNode,
  writeValue,
} from "#lib/manifest/edit/yaml-map";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * Edits `map` so that it means `next`. Existing keys keep their place, new keys follow the keys that precede
 * them in `next`, and a renamed key keeps its value and comments.
 */
export function editMap(document: Document, map: YAMLMap, next: JsonRecord): void {
  const merged = readMerged(document, map);
  const keepsMerge = Object.keys(merged).every((name) => ownValue(next, name) !== undefined);
  const renames = findRenames(document, map, next);
  for (const [name, { key }] of renames) if (isScalar(key)) setScalar(key, name);
  map.items = map.items.filter((pair) => {
    const name = nameOf(pair);
    return name === undefined ? isMerge(pair) && keepsMerge : ownValue(next, name) !== undefined;
  });
  const rank = new Map(Object.keys(next).map((name, index) => [name, index]));
  const pairs = indexPairs(map);
  for (const [name, value] of Object.entries(next)) {
    const pair = pairs.get(name);
    if (pair) editChild(document, pair.value, value, (node) => Object.assign(pair, { value: node }));
    else if (value === undefined || (keepsMerge && name in merged && isEqual(merged[name], value))) continue;
    else insertPair(document, map, document.createPair(name, value), rank);
  }
}

function editChild(document: Document, node: unknown, value: unknown, replace: (node: Node) => void): void {
  if (isNode(node) && isEqual(readNode(document, node), value)) return;
  if (isMap(node) && isRecord(value)) editMap(document, node, value);
  else if (isSeq(node) && Array.isArray(value)) editSeq(document, node, value);
  else if (isScalar(node) && !isRecord(value) && !Array.isArray(value)) setScalar(node, value);
  else replace(withComments(document.createNode(value), node));
}

function withComments(created: Node, old: unknown): Node {
  if (!isNode(old)) return created;
  const comments = [old.commentBefore, old.comment].filter(Boolean);
  if (comments.length > 0) created.commentBefore = comments.join("\n");
  return created;
}

function setScalar(node: Scalar, value: unknown): void {
  // Quotes belong to text only, and a number's notation only to that number.
  if (typeof node.value !== "string" || typeof value !== "string") node.type = undefined;
  node.format = undefined;
  node.source = undefined;
  node.minFractionDigits = undefined;
  node.value = value;
}

/**
 * Moves items to their place in `next`, with their comments. Items match by value, by name, or by position.
 */
function editSeq(document: Document, seq: YAMLSeq, next: readonly unknown[]): void {
  const before = seq.items.map((item) => readNode(document, item));
  const origin = matchItems(before, next);
  const [first] = seq.items;
  if (seq.commentBefore && !seq.flow && isNode(first) && !first.commentBefore) {
    first.commentBefore = seq.commentBefore;
    seq.commentBefore = undefined;
  }
  const items = [...seq.items];
  seq.items = next.map((value, index) => {
    const from = origin[index];
    if (from === undefined) return document.createNode(value);
    let item = items[from];
    editChild(document, item, value, (node) => {
      item = node;
    });
    return item;
  });
}

/** For each item of `next`, the index of its old item; undefined for a new one. */
function matchItems(before: readonly unknown[], next: readonly unknown[]): (number | undefined)[] {
  const free = new Set(before.keys());
  const found: (number | undefined)[] = next.map(() => undefined);
  const take = (find: (value: unknown, to: number) => number | undefined) => {
    for (const [to, value] of next.entries()) {
      const from = found[to] === undefined ? find(value, to) : undefined;
      if (from !== undefined && free.delete(from)) found[to] = from;
    }
  };
  const isFree = (place: number) => free.has(place);
  take((value, to) => (isFree(to) && isEqual(before[to], value) ? to : undefined));
  take(findAlike(before, free, writeValue));
  take(findAlike(before, free, identify));
  take((value, to) => (isFree(to) && isRecord(before[to]) === isRecord(value) ? to : undefined));
  return found;
}

/** Finds the first unused item with the same key as a value. Each item is used once. */
function findAlike(
  before: readonly unknown[],
  free: ReadonlySet<number>,
  keyOf: (item: unknown) => string | undefined,
): (value: unknown) => number | undefined {
  const places = new Map<string, number[]>();
  // From the last, so that the first of two equal items is used first.
  for (const place of [...free].reverse()) {
    const key = keyOf(before[place]);
    if (key === undefined) continue;
    const alike = places.get(key);
    if (alike) alike.push(place);
    else places.set(key, [place]);
  }
  return (value) => places.get(keyOf(value) ?? "")?.pop();
}

/** Fields that usually identify an item. */
function identify(item: unknown): string | undefined {
  return ["name", "key", "id"].map((name) => ownValue(item, name)).find((value) => typeof value === "string");
}

/** Replaces all aliases by their values and removes the anchors, so that each copy can change on its own. */
export function expandAliases(document: Document): void {
  visit(document, {
    Alias: (_key, alias) => withComments(document.createNode(alias.toJS(document)), alias),
  });
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) node.anchor = undefined;
    },
  });
}
