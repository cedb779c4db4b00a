/** Defaults, which the API server fills in. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { findField, toUiSchema } from "#lib/form/fields/field-lookup";
import type { FormSchema } from "#lib/form/types";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * The default of a field, from its `ui:options`; undefined for no default. The API server reads `default:
 * null` as no default too.
 */
export function fieldDefault(ui: UiSchema | undefined): unknown {
  return ownValue(ui?.["ui:options"], "default") ?? undefined;
}

/**
 * The default of the field at `pointer`; undefined where the field has none, or the schema does not declare
 * the field.
 */
export function defaultAt(form: FormSchema, pointer: string): unknown {
  return fieldDefault(findField(form, pointer)?.ui);
}

/**
 * All defaults as one object, in the shape of the values. Defaults of an outer object override those of its
 * fields.
 */
export function collectDefaults(schema: RJSFSchema, ui: UiSchema): JsonRecord {
  const own = fieldDefault(ui);
  const children = Object.entries(schema.properties ?? {}).flatMap(([name, child]): [string, unknown][] => {
    const childUi = toUiSchema(ownValue(ui, name));
    const value = isRecord(child) && isRecord(child.properties) ? collectDefaults(child, childUi) : undefined;
    const found = value ?? fieldDefault(childUi);
    return found === undefined || isEmpty(value) ? [] : [[name, found]];
  });
  return mergeDefaults(Object.fromEntries(children), isRecord(own) ? own : {});
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
export function applyDefaults(schema: RJSFSchema, ui: UiSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isRecord(items) ? value.map((item) => applyToItem(items, toUiSchema(ui.items), item)) : value;
  }
  return isRecord(value) ? applyToObject(schema, ui, value) : value;
}

function applyToItem(schema: RJSFSchema, ui: UiSchema, item: unknown): unknown {
  const given = isUnset(schema, item) ? (fieldDefault(ui) ?? item) : item;
  return applyDefaults(schema, ui, given);
}

function applyToObject(schema: RJSFSchema, ui: UiSchema, value: JsonRecord): JsonRecord {
  const filled = new Map(Object.entries(value));
  for (const name of new Set([...Object.keys(schema.properties ?? {}), ...filled.keys()])) {
    const property = ownValue(schema.properties, name);
    const child = property ?? schema.additionalProperties;
    if (!isRecord(child)) continue;
    const childUi = toUiSchema(property === undefined ? ui.additionalProperties : ownValue(ui, name));
    const given = filled.get(name);
    const known = isUnset(child, given) ? (fieldDefault(childUi) ?? given) : given;
    if (known === undefined) filled.delete(name);
    else filled.set(name, applyDefaults(child, childUi, known));
  }
  return Object.fromEntries(filled);
}

function isUnset(schema: RJSFSchema, value: unknown): boolean {
  return value === undefined || (value === null && schema.nullable !== true);
}

function isEmpty(value: JsonRecord | undefined): boolean {
  return value !== undefined && Object.keys(value).length === 0;
}
