/** The pairs of a map in a YAML document, by their names in JSON. */

import { type Document, isNode, isScalar, type Pair, type YAMLMap } from "yaml";
import { formatJson } from "#lib/exact-json";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import { sortKeys } from "#lib/schema/structural/server-numbers";

/** A pair's name in JSON; undefined for a merge (`<<`) and for keys that are not scalars. */
export function nameOf(pair: Pair): string | undefined {
  const key: unknown = isScalar(pair.key) ? pair.key.value : pair.key;
  if (isMergeKey(key)) return undefined;
  if (key === null) return "";
  return ["string", "number", "boolean", "bigint"].includes(typeof key) ? String(key) : undefined;
}

/** The pair called `name`. */
export function findPair(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find((pair) => nameOf(pair) === name);
}

/** All pairs by name, for many lookups in one map. For a repeated name, the first pair. */
export function indexPairs(map: YAMLMap): Map<string, Pair> {
  const index = new Map<string, Pair>();
  for (const pair of map.items) {
    const name = nameOf(pair);
    if (name !== undefined && !index.has(name)) index.set(name, pair);
  }
  return index;
}

export function isMerge(pair: Pair): boolean {
  return isMergeKey(isScalar(pair.key) ? pair.key.value : pair.key);
}

// With YAML 1.1 the parser reads this key as a symbol.
function isMergeKey(key: unknown): boolean {
  return key === "<<" || (typeof key === "symbol" && key.description === "<<");
}

/** The fields that a map gets from `<<`, without its own fields. */
export function readMerged(document: Document, map: YAMLMap): JsonRecord {
  if (!map.items.some(isMerge)) return {};
  const all: unknown = map.toJS(document);
  if (!isRecord(all)) return {};
  const own = indexPairs(map);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !own.has(name)));
}

/**
 * Inserts a pair after those with a lower rank. The rank is the position of the name in the order to write.
 */
export function insertPair(
  document: Document,
  map: YAMLMap,
  pair: Pair,
  rank: ReadonlyMap<string, number>,
): void {
  const rankOf = (other: Pair) => rank.get(nameOf(other) ?? "") ?? Number.POSITIVE_INFINITY;
  const own = rankOf(pair);
  // A merge ranks before any name.
  const index = map.items.findLastIndex((other) => isMerge(other) || rankOf(other) < own) + 1;
  if (index === 0 && map !== document.contents) handDownComment(map);
  map.items.splice(index, 0, pair);
}

/** The parser attaches a comment above the first key to the map. This function moves it to the key. */
function handDownComment(map: YAMLMap): void {
  const first = map.items[0]?.key;
  if (!map.commentBefore || map.flow || !isNode(first) || first.commentBefore) return;
  first.commentBefore = map.commentBefore;
  map.commentBefore = undefined;
}

/** Keys that were only renamed: the pair with the old name, and the new name. Value and comments stay. */
export function findRenames(document: Document, map: YAMLMap, next: JsonRecord): Map<string, Pair> {
  const gone = map.items.filter((pair) => {
    const name = nameOf(pair);
    return name !== undefined && !Object.hasOwn(next, name);
  });
  if (gone.length === 0) return new Map();
  const known = indexPairs(map);
  const byValue = new Map<string, Pair[]>();
  // From the last, so that the first of two equal pairs is used first.
  for (const pair of gone.reverse()) {
    const text = writeValue(readNode(document, pair.value));
    const alike = byValue.get(text);
    if (alike) alike.push(pair);
    else byValue.set(text, [pair]);
  }
  const renames = new Map<string, Pair>();
  for (const [name, value] of Object.entries(next)) {
    if (value === undefined || known.has(name)) continue;
    const pair = byValue.get(writeValue(value))?.pop();
    if (pair) renames.set(name, pair);
  }
  return renames;
}

/** Equal text for equal values, to find one value among many. */
export function writeValue(value: unknown): string {
  return formatJson(sortKeys(value));
}

/** The value of a node, with aliases resolved. */
export function readNode(document: Document, node: unknown): unknown {
  return isNode(node) ? node.toJS(document, { maxAliasCount: 100 }) : node;
}
