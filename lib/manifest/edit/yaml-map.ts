/** The pairs of a map in a YAML document, by the names that JSON gives them. */

import { type Document, isNode, isScalar, type Pair, type YAMLMap } from "yaml";
import { formatJson } from "#lib/exact-json";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import { sortKeys } from "#lib/schema/structural/server-numbers";

/** A pair's name in JSON; undefined for a merge (`<<`) and for keys that are no scalars. */
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

/** All pairs by name, for a map in which many are looked for; of two with one name the first. */
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

// With YAML 1.1 the parser makes it a symbol.
function isMergeKey(key: unknown): boolean {
  return key === "<<" || (typeof key === "symbol" && key.description === "<<");
}

/** What a map takes from elsewhere by `<<`, without what it says itself. */
export function readMerged(document: Document, map: YAMLMap): JsonRecord {
  if (!map.items.some(isMerge)) return {};
  const all: unknown = map.toJS(document);
  if (!isRecord(all)) return {};
  const own = indexPairs(map);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !own.has(name)));
}

/** Adds a pair after those with a lower rank, the place of their name in the order in which they are to be written. */
export function insertPair(
  document: Document,
  map: YAMLMap,
  pair: Pair,
  rank: ReadonlyMap<string, number>,
): void {
  const rankOf = (other: Pair) => rank.get(nameOf(other) ?? "") ?? Number.POSITIVE_INFINITY;
  const own = rankOf(pair);
  // A merge counts as earlier than any name.
  const index = map.items.findLastIndex((other) => isMerge(other) || rankOf(other) < own) + 1;
  if (index === 0 && map !== document.contents) handDownComment(map);
  map.items.splice(index, 0, pair);
}

/** A comment above the first key stands, in the document, above the map: it stays with the key. */
function handDownComment(map: YAMLMap): void {
  const first = map.items[0]?.key;
  if (!map.commentBefore || map.flow || !isNode(first) || first.commentBefore) return;
  first.commentBefore = map.commentBefore;
  map.commentBefore = undefined;
}

/** Keys that were only renamed: the pair of the old name with the new one. Its value and comments stay. */
export function findRenames(document: Document, map: YAMLMap, next: JsonRecord): Map<string, Pair> {
  const gone = map.items.filter((pair) => {
    const name = nameOf(pair);
    return name !== undefined && !Object.hasOwn(next, name);
  });
  if (gone.length === 0) return new Map();
  const known = indexPairs(map);
  const byValue = new Map<string, Pair[]>();
  // From the last, so that the first is taken first.
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

/** One text for equal values, to find one among many. */
export function writeValue(value: unknown): string {
  return formatJson(sortKeys(value));
}

/** What a node means, with its aliases followed. */
export function readNode(document: Document, node: unknown): unknown {
  return isNode(node) ? node.toJS(document, { maxAliasCount: 100 }) : node;
}
