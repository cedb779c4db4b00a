/** Values of a form: only what the person chose, and the required objects that hold it. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { isGroup, toUiSchema } from "#lib/form/fields/field-lookup";
import { settleValues } from "#lib/form/layout/visibility";
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
  const spec = ownValue(form.schema.properties, "spec");
  const needsSpec = isRecord(spec) && isRecord(spec.properties) && listOf(spec.required).length > 0;
  const started = needsSpec && ownValue(settled, "spec") === undefined ? { ...settled, spec: {} } : settled;
  return completeObject(form.schema, form.uiSchema, started);
}

function completeObject(schema: RJSFSchema, ui: UiSchema, value: JsonRecord): JsonRecord {
  const missing = listOf(schema.required).filter((name) => {
    const child = ownValue(schema.properties, name);
    return (
      ownValue(value, name) === undefined && isRecord(child) && isGroup(child, toUiSchema(ownValue(ui, name)))
    );
  });
  const started = sortByNames(Object.keys(schema.properties ?? {}), [
    ...Object.entries(value),
    ...missing.map((name): [string, unknown] => [name, {}]),
  ]);
  return Object.fromEntries(
    started.map(([name, child]) => {
      const property = ownValue(schema.properties, name);
      const childUi = property === undefined ? ui.additionalProperties : ownValue(ui, name);
      return [name, completeNode(property ?? schema.additionalProperties, toUiSchema(childUi), child)];
    }),
  );
}

function sortByNames(names: readonly string[], entries: [string, unknown][]): [string, unknown][] {
  const ranks = new Map(names.map((name, index) => [name, index]));
  const rank = ([name]: [string, unknown]) => ranks.get(name) ?? names.length;
  return entries.sort((a, b) => rank(a) - rank(b));
}

/** A value that is edited as YAML stays as the person typed it. */
function completeNode(schema: unknown, ui: UiSchema, value: unknown): unknown {
  if (!isRecord(schema) || ui["ui:field"] === "YamlField") return value;
  if (isRecord(value)) return completeObject(schema, ui, value);
  const { items } = schema;
  return Array.isArray(value) && isRecord(items)
    ? value.map((item) => completeNode(items, toUiSchema(ui.items), item))
    : value;
}

function childSchema(schema: RJSFSchema, name: string): RJSFSchema | undefined {
  const property = ownValue(schema.properties, name) ?? schema.additionalProperties;
  return isRecord(property) ? property : undefined;
}

/** Number of set fields inside `value`. A list, a map and a field edited as YAML each count as one. */
export function countSet(schema: RJSFSchema, value: unknown): number {
  if (value === undefined) return 0;
  if (!isRecord(value) || !isRecord(schema.properties)) return 1;
  const counts = Object.entries(value).map(([name, child]) =>
    countSet(childSchema(schema, name) ?? {}, child),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
