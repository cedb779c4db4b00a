import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { formatJson } from "#lib/exact-json";
import { isGroup } from "#lib/form/fields/field-lookup";

/** True for an item with rows or fields inside, which needs a card. */
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

/** The text that a search in the rows matches. */
export function itemText(item: unknown): string {
  return typeof item === "object" ? formatJson(item) : String(item ?? "");
}
