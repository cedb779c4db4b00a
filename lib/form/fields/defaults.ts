/** Defaults, which the API server fills in. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting */
import { type FormField, fieldOfKey } from "#lib/form/tree/field";
import { findField } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * The default of a field; undefined for no default. The API server reads `default: null` as no default too.
 */
export function fieldDefault({ options }: FormField): unknown {
  return options.default ?? undefined;
}

/**
 * The default of the field at `pointer`; undefined where the field has none, or the schema does not declare
 * the field.
 */
export function defaultAt(form: FormSchema, pointer: string): unknown {
  const found = findField(form, pointer);
  return found && fieldDefault(found.field);
}

/**
 * All defaults as one object, in the shape of the values. Defaults of an outer object override those of its
 * fields.
 */
export function collectDefaults(field: FormField): JsonRecord {
  const own = fieldDefault(field);
  const inside = [...(field.fields ?? [])].flatMap(([name, child]): [string, unknown][] => {
    const value = child.fields && collectDefaults(child);
    const found = value ?? fieldDefault(child);
    return found === undefined || isEmpty(value) ? [] : [[name, found]];
  });
  return mergeDefaults(Object.fromEntries(inside), isRecord(own) ? own : {});
}

function mergeDefaults(inner: JsonRecord, outer: JsonRecord): JsonRecord {
  const entries = Object.entries(outer).map(([name, value]): [string, unknown] => {
    const existing = ownValue(inner, name);
    return [name, isRecord(existing) && isRecord(value) ? mergeDefaults(existing, value) : value];
  });
  return { ...inner, ...Object.fromEntries(entries) };
}

/**
 * The values as the API server sees them after defaulting. A missing field with a default gets that default,
 * and so does a field whose null is not allowed. Absent objects are not descended into. Other nulls stay:
 * server-side apply refuses them where they are not allowed, while a plain create drops them silently.
 */
export function applyDefaults(field: FormField, value: unknown): unknown {
  const { item } = field;
  if (Array.isArray(value)) {
    return item ? value.map((one) => applyDefaults(item, defaultUnset(item, one))) : value;
  }
  return isRecord(value) ? applyToObject(field, value) : value;
}

function applyToObject(field: FormField, value: JsonRecord): JsonRecord {
  const filled = new Map(Object.entries(value));
  for (const name of new Set([...(field.fields?.keys() ?? []), ...filled.keys()])) {
    const child = fieldOfKey(field, name);
    if (!child) continue;
    const known = defaultUnset(child, filled.get(name));
    if (known === undefined) filled.delete(name);
    else filled.set(name, applyDefaults(child, known));
  }
  return Object.fromEntries(filled);
}

function defaultUnset(field: FormField, value: unknown): unknown {
  const isUnset = value === undefined || (value === null && field.rules.nullable !== true);
  return isUnset ? (fieldDefault(field) ?? value) : value;
}

function isEmpty(value: JsonRecord | undefined): boolean {
  return value !== undefined && Object.keys(value).length === 0;
}
