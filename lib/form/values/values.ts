/** Values of a form: only what the person chose, and what a required object needs to exist. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { asUi, isGroup } from "#lib/form/fields/field-lookup";
import { settleValues } from "#lib/form/layout/visibility";
import type { FormSchema, FormValues } from "#lib/form/types";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";

/**
 * The values as they are written: required objects that hold no value yet are there as `{}`, so that what is missing
 * inside them can be named, and so that the API server finds them. `spec` counts as required when it has required
 * fields, as its author surely meant, even where the schema forgets to say so. Fields stand in the order of the
 * schema, whatever the order they were filled in; entries of maps stay as they are. What the platform team has set is
 * there, and what a condition hides is not.
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
    return ownValue(value, name) === undefined && isRecord(child) && isGroup(child, asUi(ownValue(ui, name)));
  });
  const started = sortLike(Object.keys(schema.properties ?? {}), [
    ...Object.entries(value),
    ...missing.map((name): [string, unknown] => [name, {}]),
  ]);
  return Object.fromEntries(
    started.map(([name, child]) => {
      const property = ownValue(schema.properties, name);
      const childUi = property === undefined ? ui.additionalProperties : ownValue(ui, name);
      return [name, completeNode(property ?? schema.additionalProperties, asUi(childUi), child)];
    }),
  );
}

function sortLike(names: readonly string[], entries: [string, unknown][]): [string, unknown][] {
  const ranks = new Map(names.map((name, index) => [name, index]));
  const rank = ([name]: [string, unknown]) => ranks.get(name) ?? names.length;
  return entries.sort((a, b) => rank(a) - rank(b));
}

/** What is edited as YAML stays as it was typed. */
function completeNode(schema: unknown, ui: UiSchema, value: unknown): unknown {
  if (!isRecord(schema) || ui["ui:field"] === "YamlField") return value;
  if (isRecord(value)) return completeObject(schema, ui, value);
  const { items } = schema;
  return Array.isArray(value) && isRecord(items)
    ? value.map((item) => completeNode(items, asUi(ui.items), item))
    : value;
}

function childSchema(schema: RJSFSchema, name: string): RJSFSchema | undefined {
  const property = ownValue(schema.properties, name) ?? schema.additionalProperties;
  return isRecord(property) ? property : undefined;
}

/** How many fields are set inside `value`: a list, a map and a field edited as YAML count as one each. */
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
