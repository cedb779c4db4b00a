/** Equality and order. https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality */
import {
  type CelValue,
  failEvaluation,
  kindOf,
  type ListValue,
  type MapKey,
  type MapValue,
  toKey,
} from "#lib/schema/cel/values";

/** Numbers are equal across types; values of other types are not. */
export function isEqual(a: CelValue, b: CelValue): boolean {
  const [left, right] = [numberOf(a), numberOf(b)];
  // Loose equality on purpose: only `==` compares a BigInt with a double of the same value.
  if (left !== undefined && right !== undefined) return left === right || (left <= right && left >= right);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") {
    if (isOpaque(a) || isOpaque(b)) return failEvaluation("the rule compares a value of unknown type");
    return a === b;
  }
  return areObjectsEqual(a, b);
}

function areObjectsEqual(a: Exclude<CelValue, null>, b: Exclude<CelValue, null>): boolean {
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (isOpaque(a) || isOpaque(b)) return failEvaluation("the rule compares a value of unknown type");
  if (a.kind === "list" && b.kind === "list") return areListsEqual(a, b);
  if (a.kind === "map" && b.kind === "map") return areMapsEqual(a, b);
  if (a.kind === "optional" && b.kind === "optional") {
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return isEqual(a.value, b.value);
  }
  if (a.kind === "bytes" && b.kind === "bytes") return String(a.bytes) === String(b.bytes);
  if ((a.kind === "timestamp" || a.kind === "duration" || a.kind === "quantity") && "nanos" in b) {
    return a.kind === b.kind && a.nanos === b.nanos;
  }
  if (a.kind === "type" && b.kind === "type") return a.name === b.name;
  if (a.kind === "ip" && b.kind === "ip") return a.family === b.family && a.address === b.address;
  if (a.kind === "cidr" && b.kind === "cidr") return a.length === b.length && isEqual(a.ip, b.ip);
  return a.kind === b.kind ? failEvaluation(`the rule compares two values of type ${a.kind}`) : false;
}

function areMapsEqual(a: MapValue, b: MapValue): boolean {
  if (a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, value]) => {
    const other = b.entries.get(key);
    return other !== undefined && isEqual(value, other);
  });
}

/** A set, and a list whose items have keys, has no order. */
function areListsEqual(a: ListValue, b: ListValue): boolean {
  if (a.items.length !== b.items.length) return false;
  if (a.identity === undefined) {
    return a.items.every((item, index) => isEqual(item, b.items[index] ?? null));
  }
  return a.items.every((item) => b.items.some((other) => isEqual(item, other)));
}

/** Less than, equal, greater than: −1, 0, 1. Undefined for NaN. */
export function compare(a: CelValue, b: CelValue): number | undefined {
  const [left, right] = [orderOf(a, b), orderOf(b, a)];
  if (left === undefined || right === undefined) {
    return failEvaluation(`the rule orders ${kindOf(a)} and ${kindOf(b)}`);
  }
  if (left < right) return -1;
  if (left > right) return 1;
  return left >= right ? 0 : undefined;
}

function orderOf(value: CelValue, other: CelValue): bigint | number | string | undefined {
  const number = numberOf(value);
  if (number !== undefined) return numberOf(other) === undefined ? undefined : number;
  if (kindOf(value) !== kindOf(other)) return undefined;
  if (typeof value === "string") return toOrderedText(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || typeof value !== "object") return undefined;
  if (value.kind === "timestamp" || value.kind === "duration") return value.nanos;
  return undefined;
}

// Go compares texts by bytes, JavaScript by UTF-16 units. The results differ only for characters from U+D800
// on.
function toOrderedText(text: string): string {
  return /[\uD800-\uFFFF]/.test(text) ? failEvaluation("the rule orders texts with rare characters") : text;
}

function numberOf(value: CelValue): bigint | number | undefined {
  if (typeof value === "bigint" || typeof value === "number") return value;
  return value !== null && typeof value === "object" && value.kind === "uint" ? value.value : undefined;
}

function isOpaque(value: CelValue): boolean {
  return kindOf(value) === "opaque";
}

/** `item in list`, `key in map`. */
export function isMember(item: CelValue, container: CelValue): boolean {
  if (container !== null && typeof container === "object") {
    if (container.kind === "list") return hasItem(container.items, item);
    if (container.kind === "map") return container.entries.has(toKey(item));
  }
  return failEvaluation(`the rule looks for a member of ${kindOf(container)}`);
}

/** Whether a list holds a value. */
export function hasItem(items: readonly CelValue[], wanted: CelValue): boolean {
  return items.some((item) => isEqual(item, wanted));
}

/**
 * Joins two lists. A set keeps each item once; in a list with keys, later items replace those with the same
 * key.
 */
export function joinLists(a: ListValue, b: ListValue): ListValue {
  if (a.identity === undefined) return { kind: "list", items: [...a.items, ...b.items] };
  if (a.identity === "set") {
    return { ...a, items: [...a.items, ...b.items.filter((item) => !hasItem(a.items, item))] };
  }
  const fields = a.identity;
  const merged = new Map([...a.items, ...b.items].map((item) => [readIdentity(item, fields), item]));
  return { ...a, items: [...merged.values()] };
}

function readIdentity(item: CelValue, fields: readonly string[]): string {
  const entries: ReadonlyMap<MapKey, CelValue> =
    item !== null && typeof item === "object" && item.kind === "map" ? item.entries : new Map();
  return fields.map((field) => `${kindOf(entries.get(field) ?? null)} ${entries.get(field)}`).join("\n");
}
