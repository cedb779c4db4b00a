/** Defaults, which the API server fills in. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { asUi } from "#lib/schema/find";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/** The default of a field, from its `ui:options`. */
export function fieldDefault(ui: UiSchema | undefined): unknown {
  return ownValue(ui?.["ui:options"], "default");
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
 * The values as the API server sees them once it has filled in defaults: a missing field with a default gets it, a
 * null that the field does not allow is dropped first, and only what is there is descended into.
 */
export function applyDefaults(schema: RJSFSchema, ui: UiSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isRecord(items) ? value.map((item) => applyDefaults(items, asUi(ui.items), item)) : value;
  }
  if (!isRecord(value)) return value;
  return isRecord(schema.additionalProperties)
    ? applyToMap(schema.additionalProperties, asUi(ui.additionalProperties), value)
    : applyToObject(schema, ui, value);
}

function applyToMap(schema: RJSFSchema, ui: UiSchema, value: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, applyDefaults(schema, ui, item)]),
  );
}

function applyToObject(schema: RJSFSchema, ui: UiSchema, value: JsonRecord): JsonRecord {
  const filled = new Map(Object.entries(value));
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    if (!isRecord(child)) continue;
    const childUi = asUi(ownValue(ui, name));
    const initial = fieldDefault(childUi);
    if (filled.get(name) === null && initial !== undefined && !allowsNull(child)) filled.delete(name);
    if (!filled.has(name) && initial !== undefined) filled.set(name, initial);
    if (filled.has(name)) filled.set(name, applyDefaults(child, childUi, filled.get(name)));
  }
  return Object.fromEntries(filled);
}

function allowsNull(schema: RJSFSchema): boolean {
  return Array.isArray(schema.type) && schema.type.includes("null");
}

function isEmpty(value: JsonRecord | undefined): boolean {
  return value !== undefined && Object.keys(value).length === 0;
}
