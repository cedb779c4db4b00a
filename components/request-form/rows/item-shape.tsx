import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { formatJson } from "#lib/exact-json";
import { isGroup } from "#lib/form/fields/field-lookup";

/** True for what has rows or fields of its own: it needs a card, not a row. */
export function needsCard(schema: RJSFSchema, ui: UiSchema): boolean {
  return isGroup(schema, ui) || ui["ui:field"] === "ListField" || ui["ui:field"] === "MapField";
}

/** A new item: empty, and of the right shape where a shape is needed to show its fields. */
export function emptyItem(type: unknown): unknown {
  const name = [type].flat().find((one) => one !== "null");
  if (name === "object") return {};
  if (name === "array") return [];
  return name === "boolean" ? false : "";
}

/** What a search in the rows finds an item by. */
export function itemText(item: unknown): string {
  return typeof item === "object" ? formatJson(item) : String(item ?? "");
}
