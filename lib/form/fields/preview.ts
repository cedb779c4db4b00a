/** A short summary of the values in a group, for its header: "20 Gi, gp3". */

import { isNumber } from "#lib/exact-json";
import { listChoices } from "#lib/form/fields/choices";
import { formatQuantity } from "#lib/form/fields/units";
import type { FormField } from "#lib/form/tree/field";
import type { FoundField } from "#lib/form/tree/lookup";
import { showInvisible } from "#lib/manifest/invisible-characters";
import { isRecord } from "#lib/schema/pointer";

const MOST_ITEMS = 3;
const LONGEST = 40;

/** The values of a field and of the fields inside it, as the form shows them. Empty for a Secret's name. */
export function previewField({ field, title }: FoundField, value: unknown): string[] {
  if (value === undefined || value === null || value === "") return [];
  if (field.kind === "yaml") return [`${title}: YAML`];
  if (Array.isArray(value)) return previewList(value, title);
  if (isRecord(value)) return previewObject(field, title, value);
  if (typeof value === "boolean") return [value ? title : `${title}: no`];
  return [shorten(previewScalar(field, value))];
}

function previewScalar(field: FormField, value: unknown): string {
  const label = listChoices(field).find((choice) => choice.value === value)?.label;
  const text = field.kind === "quantity" ? formatQuantity(String(value)) : String(value);
  const { unit } = field.options;
  return label ?? (unit === undefined ? text : `${text} ${unit}`);
}

function previewObject({ fields }: FormField, title: string, value: Record<string, unknown>): string[] {
  if (!fields) return [`${title}: ${Object.keys(value).length}`];
  return Object.entries(value).flatMap(([name, child]) => {
    const field = fields.get(name);
    return field ? previewField({ field, title: field.title }, child) : [];
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
