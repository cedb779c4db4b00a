/** A short summary of the values in a group, for its header: "20 Gi, gp3". */

import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { isNumber } from "#lib/exact-json";
import { listChoices } from "#lib/form/fields/choices";
import { titleOf, toUiSchema } from "#lib/form/fields/field-lookup";
import { formatQuantity } from "#lib/form/fields/units";
import { showInvisible } from "#lib/manifest/invisible-characters";
import { isRecord, ownValue } from "#lib/schema/pointer";

const MOST_ITEMS = 3;
const LONGEST = 40;

/** The values of a field and of the fields inside it, as the form shows them. Empty for a Secret's name. */
export function previewField(
  { schema, ui, title }: { schema: RJSFSchema; ui: UiSchema; title: string },
  value: unknown,
): string[] {
  if (value === undefined || value === null || value === "") return [];
  if (ui["ui:field"] === "YamlField") return [`${title}: YAML`];
  if (Array.isArray(value)) return previewList(value, title);
  if (isRecord(value)) return previewObject(schema, ui, title, value);
  if (typeof value === "boolean") return [value ? title : `${title}: no`];
  return [shorten(previewScalar(schema, ui, value))];
}

function previewScalar(schema: RJSFSchema, ui: UiSchema, value: unknown): string {
  const label = listChoices(schema, ui).find((choice) => choice.value === value)?.label;
  const text = ui["ui:field"] === "QuantityField" ? formatQuantity(String(value)) : String(value);
  const unit: unknown = ownValue(ui["ui:options"], "unit");
  return label ?? (typeof unit === "string" ? `${text} ${unit}` : text);
}

function previewObject(
  schema: RJSFSchema,
  ui: UiSchema,
  title: string,
  value: Record<string, unknown>,
): string[] {
  if (!isRecord(schema.properties)) return [`${title}: ${Object.keys(value).length}`];
  return Object.entries(value).flatMap(([name, child]) => {
    const property = ownValue(schema.properties, name);
    if (!isRecord(property)) return [];
    return previewField(
      { schema: property, ui: toUiSchema(ownValue(ui, name)), title: titleOf(property, name) },
      child,
    );
  });
}

function previewList(list: readonly unknown[], title: string): string[] {
  const isPlain = list.every((item) => typeof item === "string" || isNumber(item));
  return isPlain && list.length <= MOST_ITEMS ? list.map(String).map(shorten) : [`${title}: ${list.length}`];
}

function shorten(text: string): string {
  const [line = ""] = text.split("\n");
  const shown = showInvisible(line);
  return line.length > LONGEST || line !== text ? `${shown.slice(0, LONGEST)}…` : shown;
}
