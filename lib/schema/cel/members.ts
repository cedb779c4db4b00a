/** Access to fields, entries and items. */
import { type CelValue, failEvaluation, kindOf, makeOptional, toKey } from "#lib/schema/cel/values";

/** `base.field`, `base[key]`. Reading a member of an optional value gives an optional value. */
export function readMember(base: CelValue, key: CelValue): CelValue {
  if (isOptional(base)) return readOptional(base, key);
  const value = findMember(base, key);
  return value === undefined ? failEvaluation(`the rule reads ${describeKey(key)}, which is not set`) : value;
}

/** `base.?field`, `base[?key]`. */
export function readOptional(base: CelValue, key: CelValue): CelValue {
  if (!isOptional(base)) return makeOptional(findMember(base, key));
  return makeOptional(base.value === undefined ? undefined : findMember(base.value, key));
}

/** `has(base.field)`. */
export function hasMember(base: CelValue, field: string): boolean {
  if (isOptional(base)) return base.value !== undefined && hasMember(base.value, field);
  return findMember(base, field) !== undefined;
}

function findMember(base: CelValue, key: CelValue): CelValue | undefined {
  if (base !== null && typeof base === "object") {
    if (base.kind === "map") return base.entries.get(toKey(key));
    if (base.kind === "list") return base.items[toIndex(key)];
    if (base.kind === "opaque") return failEvaluation("the rule reads inside a value of unknown type");
  }
  return failEvaluation(`the rule reads ${describeKey(key)} of ${kindOf(base)}`);
}

function toIndex(key: CelValue): number {
  const index = toKey(key);
  return typeof index === "bigint" ? Number(index) : failEvaluation("the rule reads an item by a key");
}

function describeKey(key: CelValue): string {
  return typeof key === "string" ? key : String(toKey(key));
}

function isOptional(value: CelValue): value is Extract<CelValue, { kind: "optional" }> {
  return kindOf(value) === "optional";
}
