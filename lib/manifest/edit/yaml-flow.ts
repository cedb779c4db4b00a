/**
 * Edits inside `{…}` and `[…]`, and so in JSON files. The text around the changed collection keeps its bytes.
 */
import { type Document, isCollection, isMap, isNode, isPair, isSeq, stringify } from "yaml";
import { findPair } from "#lib/manifest/edit/yaml-map";
import { YAML_OPTIONS } from "#lib/manifest/edit/yaml-options";
import { isEqual } from "#lib/schema/equal";
import { isRecord, ownValue } from "#lib/schema/pointer";

type Range = readonly [start: number, end: number];

/**
 * Rewrites the innermost flow collection that contains all changes. Added items or fields follow the last
 * one, with the same separator. Undefined where no flow collection contains all changes. The caller must
 * check that the result means `next`.
 */
export function spliceFlow(
  text: string,
  document: Document,
  current: unknown,
  next: unknown,
): string | undefined {
  const path = findChanged(current, next);
  const node = path.reduce<unknown>(childOf, document.contents);
  if (!isCollection(node) || !node.flow || !node.range || node.anchor || node.tag) return undefined;
  const [from, to] = node.range;
  const own = text.slice(from, to);
  const [before, after] = [current, next].map((side) => path.reduce<unknown>(ownValue, side));
  const items = node.items.map(rangeOf);
  const added = listAdded(before, after);
  const last = items.at(-1);
  if (added && last && items.every((item) => item !== undefined)) {
    const gap =
      items.length > 1 ? text.slice(items.at(-2)?.[1], last[0]) : `,${text.slice(from + 1, last[0]) || " "}`;
    const written = added.map((item) => gap + writeFlow(item, own).slice(1, -1)).join("");
    return text.slice(0, last[1]) + written + text.slice(last[1]);
  }
  return text.slice(0, from) + writeFlow(after, own) + text.slice(to);
}

/** The path of the innermost collection that contains all differences. */
function findChanged(current: unknown, next: unknown): string[] {
  const names = new Set([current, next].flatMap((side) => (isObject(side) ? Object.keys(side) : [])));
  const changed = [...names].filter((name) => !isEqual(ownValue(current, name), ownValue(next, name)));
  const [name] = changed;
  if (name === undefined || changed.length > 1) return [];
  const [one, other] = [ownValue(current, name), ownValue(next, name)];
  const isAlike = isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other);
  return isAlike ? [name, ...findChanged(one, other)] : [];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function childOf(node: unknown, name: string): unknown {
  if (isMap(node)) return findPair(node, name)?.value;
  return isSeq(node) ? node.items[Number(name)] : undefined;
}

function rangeOf(item: unknown): Range | undefined {
  if (!isPair(item)) return isNode(item) && item.range ? [item.range[0], item.range[1]] : undefined;
  const [key, value] = [rangeOf(item.key), rangeOf(item.value)];
  return key && value && [key[0], value[1]];
}

/**
 * The items or fields that `after` adds behind those of `before`, each as its own collection; undefined where
 * more differs.
 */
function listAdded(before: unknown, after: unknown): object[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    const isLonger = before.every((item, index) => isEqual(item, after[index]));
    return isLonger ? after.slice(before.length).map((item) => [item]) : undefined;
  }
  if (!isRecord(before) || !isRecord(after)) return undefined;
  if (!Object.keys(before).every((name) => isEqual(before[name], after[name]))) return undefined;
  const names = Object.keys(after).filter((name) => !Object.hasOwn(before, name));
  return names.map((name) => ({ [name]: after[name] }));
}

/** Formats the value on one line; as JSON if `own`, the collection's text, is JSON. */
function writeFlow(value: unknown, own: string): string {
  const quotes = isJson(own)
    ? ({ defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "QUOTE_DOUBLE" } as const)
    : {};
  const layout = { lineWidth: 0, collectionStyle: "flow", flowCollectionPadding: false } as const;
  return stringify(value, { ...YAML_OPTIONS, ...layout, ...quotes }).trimEnd();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
