/** Values of a form: only what the person chose, and the required objects that hold it. */
import { settleValues } from "#lib/form/layout/visibility";
import { type FormField, fieldOfKey, isGroup, requiredOf } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * The values as they are written. Required objects without a value become `{}`, so that errors can name the
 * fields missing inside them and the API server finds the objects. `spec` counts as required when it has
 * required fields, even where the schema does not say so. Fields are in the order of the schema; entries of
 * maps keep their order. The platform team's values are included, and fields that a condition hides are not.
 */
export function completeValues(form: FormSchema, values: FormValues): FormValues {
  const settled = settleValues(form, values);
  const root = treeOf(form);
  const spec = root.fields?.get("spec");
  const needsSpec = spec?.fields !== undefined && requiredOf(spec).length > 0;
  const started = needsSpec && ownValue(settled, "spec") === undefined ? { ...settled, spec: {} } : settled;
  return completeObject(root, started);
}

function completeObject(object: FormField, value: JsonRecord): JsonRecord {
  const fields = [...(object.fields ?? [])];
  const missing = fields.filter(
    ([name, field]) => field.required && isGroup(field) && ownValue(value, name) === undefined,
  );
  const entries = sortByNames(
    fields.map(([name]) => name),
    [...Object.entries(value), ...missing.map(([name]): [string, unknown] => [name, {}])],
  );
  return Object.fromEntries(
    entries.map(([name, child]) => [name, completeValue(fieldOfKey(object, name), child)]),
  );
}

function sortByNames(names: readonly string[], entries: [string, unknown][]): [string, unknown][] {
  const ranks = new Map(names.map((name, index) => [name, index]));
  const rank = ([name]: [string, unknown]) => ranks.get(name) ?? names.length;
  return entries.sort((a, b) => rank(a) - rank(b));
}

/** A value that is edited as YAML stays as the person typed it. */
function completeValue(field: FormField | undefined, value: unknown): unknown {
  if (!field || field.kind === "yaml") return value;
  if (isRecord(value)) return completeObject(field, value);
  const { item } = field;
  return Array.isArray(value) && item ? value.map((one) => completeValue(item, one)) : value;
}

/** Number of set fields inside `value`. A list, a map and a field edited as YAML each count as one. */
export function countSet(field: FormField | undefined, value: unknown): number {
  if (value === undefined) return 0;
  if (!isRecord(value) || !field?.fields) return 1;
  const counts = Object.entries(value).map(([name, child]) => countSet(fieldOfKey(field, name), child));
  return counts.reduce((sum, count) => sum + count, 0);
}
