/**
 * The choices of a field: the values that its schema lists, in the order and with the labels of the author.
 */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { labelChoice } from "#lib/form/fields/title";
import type { FieldChoice } from "#lib/form/layout-document";
import { isRecord, ownValue } from "#lib/schema/pointer";

/**
 * The options that an author wrote; empty where there are none, or where the options come from the cluster.
 */
export function optionsOf(ui: UiSchema | undefined): FieldChoice[] {
  const options: unknown = ownValue(ui?.["ui:options"], "options");
  return Array.isArray(options) ? options.filter(isChoice) : [];
}

// `applyHints` wrote this value to `ui:options`.
function isChoice(value: unknown): value is FieldChoice {
  return isRecord(value) && value.value !== undefined;
}

export interface LabelledChoice {
  value: unknown;
  label: string;
  help?: string;
}

/**
 * The choices of a field with listed values. Where the author wrote options, only those that the schema lists
 * are offered, in the author's order. If the schema lists none of the author's options, they are ignored as a
 * mistake. For a field without listed values, the author's options are all choices.
 */
export function listChoices(schema: RJSFSchema, ui: UiSchema | undefined): LabelledChoice[] {
  const listed: unknown[] = (schema.enum ?? []).filter((value) => value !== null);
  const own = optionsOf(ui);
  const offered = schema.enum === undefined ? own : own.filter(({ value }) => listed.includes(value));
  if (offered.length === 0) return listed.map((value) => ({ value, label: labelChoice(value) }));
  return offered.map(({ value, label = labelChoice(value), help }) => ({
    value,
    label,
    ...(help && { help }),
  }));
}
