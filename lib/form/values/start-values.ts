/** Values for a new request, copied from an existing object. */
import { fieldDefault } from "#lib/form/fields/defaults";
import type { FormField } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

const IDENTITY = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * Fields that Crossplane writes into `spec`, or into `spec.crossplane` from version 2 on: bindings of the
 * object, and the composition that was selected for it.
 * https://docs.crossplane.io/latest/composition/composite-resources/
 */
const BINDINGS = [
  "claimRef",
  "compositionRef",
  "compositionRevisionRef",
  "resourceRef",
  "resourceRefs",
  "writeConnectionSecretToRef",
];

/**
 * The values that a person probably chose: without fields that the cluster wrote, and without values that
 * equal a default.
 */
export function buildStartValues(form: FormSchema, object: JsonRecord, source: "xrd" | "other"): FormValues {
  const own = Object.fromEntries(Object.entries(object).filter(([name]) => !IDENTITY.has(name)));
  const chosen = withoutDefaults(treeOf(form), own);
  const values = isRecord(chosen) ? chosen : {};
  return source === "xrd" && isRecord(values.spec) ? { ...values, spec: omitBindings(values.spec) } : values;
}

function omitBindings(spec: JsonRecord): JsonRecord {
  const kept = without(spec, BINDINGS);
  if (!isRecord(kept.crossplane)) return kept;
  const { crossplane, ...rest } = kept;
  const inner = isRecord(crossplane) ? without(crossplane, BINDINGS) : {};
  return Object.keys(inner).length > 0 ? { ...rest, crossplane: inner } : rest;
}

function without(record: JsonRecord, names: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** An optional object whose values all equal their defaults is left out. */
function withoutDefaults(field: FormField, value: unknown): unknown {
  const { item, fields, value: each } = field;
  if (Array.isArray(value)) return item ? value.map((one) => withoutDefaults(item, one)) : value;
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    const inner = fields?.get(name);
    if (!inner) return [[name, each ? withoutDefaults(each, child) : child]];
    const initial = fieldDefault(inner);
    if (initial !== undefined && isEqual(initial, child)) return [];
    const left = withoutDefaults(inner, child);
    const isGone = isRecord(left) && isRecord(child) && isBare(left) && !isBare(child) && !inner.required;
    return isGone ? [] : [[name, left]];
  });
  return Object.fromEntries(entries);
}

function isBare(record: JsonRecord): boolean {
  return Object.keys(record).length === 0;
}
