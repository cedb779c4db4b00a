import { formatJson } from "#lib/exact-json";
import type { FormField } from "#lib/form/tree/field";

/** True for an item with rows or fields inside, which needs a card. */
export function needsCard({ kind }: FormField): boolean {
  return kind === "object" || kind === "list" || kind === "map";
}

/** A new item of the types: empty, and of the right shape where a shape is needed to show its fields. */
export function emptyItem([type]: readonly string[]): unknown {
  if (type === "object") return {};
  if (type === "array") return [];
  return type === "boolean" ? false : "";
}

/** The text that a search in the rows matches. */
export function itemText(item: unknown): string {
  return typeof item === "object" ? formatJson(item) : String(item ?? "");
}
