/** The pairs of a map in a YAML document, by the names that JSON gives them. */
import { type Document, isNode, isScalar, type Pair, type YAMLMap } from "yaml";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

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
  return Object.fromEntries(Object.entries(all).filter(([name]) => !findPair(map, name)));
}

/** Adds a pair after those that stand before it in `order`, the names in the order in which they are to be written. */
export function insertPair(document: Document, map: YAMLMap, pair: Pair, order: readonly string[]): void {
  const earlier = new Set(order.slice(0, order.indexOf(nameOf(pair) ?? "")));
  const place = map.items.findLastIndex((other) => earlier.has(nameOf(other) ?? "")) + 1;
  const merges = map.items.findLastIndex(isMerge) + 1;
  const index = Math.max(place, merges);
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
  const added = Object.keys(next).filter((name) => next[name] !== undefined && !findPair(map, name));
  const renames = new Map<string, Pair>();
  for (const name of added) {
    const index = gone.findIndex((pair) => isEqual(readNode(document, pair.value), next[name]));
    const [pair] = index < 0 ? [] : gone.splice(index, 1);
    if (pair) renames.set(name, pair);
  }
  return renames;
}

/** What a node means, with its aliases followed. */
export function readNode(document: Document, node: unknown): unknown {
  return isNode(node) ? node.toJS(document, { maxAliasCount: 100 }) : node;
}
