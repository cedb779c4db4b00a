/**
 * The choices of a field: the values that its schema lists, in the order and with the labels of the author.
 */
import { labelChoice } from "#lib/form/fields/title";
import type { FieldChoice } from "#lib/form/layout-document";
import type { FormField } from "#lib/form/tree/field";

/**
 * The options that an author wrote; empty where there are none, or where the options come from the cluster.
 */
export function optionsOf({ options: { options } }: FormField): readonly FieldChoice[] {
  return options && !("from" in options) ? options : [];
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
export function listChoices(field: FormField): LabelledChoice[] {
  const listed: unknown[] = (field.rules.enum ?? []).filter((value) => value !== null);
  const own = optionsOf(field);
  const offered = field.rules.enum === undefined ? own : own.filter(({ value }) => listed.includes(value));
  if (offered.length === 0) return listed.map((value) => ({ value, label: labelChoice(value) }));
  return offered.map(({ value, label = labelChoice(value), help }) => ({
    value,
    label,
    ...(help && { help }),
  }));
}
