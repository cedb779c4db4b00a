/** Defaults, which the API server fills in. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { asUi, findField } from "#lib/form/fields/field-lookup";
import type { FormSchema } from "#lib/form/types";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/** The default of a field, from its `ui:options`; undefined: none, as the API server reads `default: null` too. */
export function fieldDefault(ui: UiSchema | undefined): unknown {
  return ownValue(ui?.["ui:options"], "default") ?? undefined;
}

/** The default of the field at `pointer`; undefined where it has none, or the schema does not know it. */
export function defaultAt(form: FormSchema, pointer: string): unknown {
  return fieldDefault(findField(form, pointer)?.ui);
}

/** All defaults as one object, shaped like the values: those of fields, overridden by those of the objects around. */
export function collectDefaults(schema: RJSFSchema, ui: UiSchema): JsonRecord {
  const own = fieldDefault(ui);
  const children = Object.entries(schema.properties ?? {}).flatMap(([name, child]): [string, unknown][] => {
    const childUi = asUi(ownValue(ui, name));
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
 * The values as the API server sees them once it has filled in defaults: a missing field with a default gets it, as
 * does one whose null is not allowed; only what is there is descended into. Other nulls stay: server-side apply
 * refuses where it does not allow them, while a plain create drops them in silence.
 */
export function applyDefaults(schema: RJSFSchema, ui: UiSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isRecord(items) ? value.map((item) => applyToItem(items, asUi(ui.items), item)) : value;
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
    const childUi = asUi(property === undefined ? ui.additionalProperties : ownValue(ui, name));
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
