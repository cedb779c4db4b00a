/** What can be chosen for a field: the values that its schema lists, in the order and words of its author. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { labelChoice } from "#lib/form/fields/title";
import type { FieldChoice } from "#lib/form/layout-document";
import { isRecord, ownValue } from "#lib/schema/pointer";

/** The options that an author wrote; none where there are none, or where they come from the cluster. */
export function optionsOf(ui: UiSchema | undefined): FieldChoice[] {
  const options: unknown = ownValue(ui?.["ui:options"], "options");
  return Array.isArray(options) ? options.filter(isChoice) : [];
}

// Read from `ui:options`, where `applyHints` put it.
function isChoice(value: unknown): value is FieldChoice {
  return isRecord(value) && value.value !== undefined;
}

export interface LabelledChoice {
  value: unknown;
  label: string;
  help?: string;
}

/**
 * The choices of a field with listed values. Where its author wrote options, only those of them that the schema lists
 * are offered, in that order; options that all differ from it are a mistake and change nothing. Of a field that lists
 * none, the options are all that there is to choose.
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
