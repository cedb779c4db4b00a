"use client";

import type { FieldProps } from "@rjsf/utils";
import { useControl } from "#components/request-form/fields/control";
import { formMessages } from "#components/request-form/messages";
import { Combobox } from "#components/ui/combobox";
import { RadioGroup } from "#components/ui/radio-group";
import { Segmented } from "#components/ui/segmented";
import { listChoices } from "#lib/form/fields/choices";
import { fieldDefault } from "#lib/form/fields/defaults";
import { labelChoice } from "#lib/form/fields/title";
import { fieldOf } from "#lib/form/tree/rjsf";

const MOST_SEGMENTS = 4;
const MOST_RADIOS = 7;
/** Segments that would wrap are easier to read as radios. */
const MOST_SEGMENT_LETTERS = 48;

/** One of the values that the schema lists: four or fewer side by side, up to seven as radios, else a search. */
export function ChoiceField({ uiSchema, formData, fieldPathId, onChange }: FieldProps) {
  const control = useControl({ fieldPathId });
  const field = fieldOf(uiSchema);
  const initial = fieldDefault(field);
  const choices = listChoices(field);
  const options = choices.map(({ value, label, help }, index) => ({
    value: String(index),
    label: value === initial ? formMessages.field.withDefault(label) : label,
    description: help,
    // Chosen by hand it is a choice like any other.
    quiet: value === initial && formData === undefined,
  }));
  const chosen = choices.findIndex(({ value }) => value === formData);
  const props = {
    ...control,
    options,
    // Another value than those listed may come from the YAML: it is shown, and refused.
    value: chosen < 0 ? undefined : String(chosen),
    onChange: (index: string) => onChange(choices[Number(index)]?.value, fieldPathId.path),
  };
  const letters = options.reduce((sum, option) => sum + option.label.length, 0);
  const fitsSegments =
    choices.length <= MOST_SEGMENTS &&
    letters <= MOST_SEGMENT_LETTERS &&
    choices.every(({ help }) => help === undefined);
  const widget = field.options.widget ?? (fitsSegments ? "segmented" : "radio");
  if (widget === "segmented") return <Segmented {...props} />;
  if (widget === "radio" && choices.length <= MOST_RADIOS) return <RadioGroup {...props} />;
  const initialLabel = choices.find(({ value }) => value === initial)?.label ?? labelChoice(initial);
  const placeholder =
    initial === undefined ? formMessages.field.choose : formMessages.field.withDefault(initialLabel);
  return <Combobox {...props} placeholder={formData === undefined ? placeholder : String(formData)} />;
}
