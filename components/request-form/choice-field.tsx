"use client";

import type { FieldProps } from "@rjsf/utils";
import { useControl } from "#components/request-form/control";
import { Combobox } from "#components/ui/combobox";
import { RadioGroup } from "#components/ui/radio-group";
import { Segmented } from "#components/ui/segmented";
import { fieldDefault } from "#lib/schema/defaults";
import { labelChoice } from "#lib/schema/title";

const MOST_SEGMENTS = 4;
const MOST_RADIOS = 7;
/** Segments that would wrap are easier to read as radios. */
const MOST_SEGMENT_LETTERS = 48;

/** One of the values that the schema lists: four or fewer side by side, up to seven as radios, else a search. */
export function ChoiceField({ schema, uiSchema, formData, fieldPathId, onChange }: FieldProps) {
  const control = useControl({ fieldPathId });
  const initial = fieldDefault(uiSchema);
  const choices: unknown[] = (schema.enum ?? []).filter((choice) => choice !== null);
  const options = choices.map((choice, index) => ({
    value: String(index),
    label: choice === initial ? `${labelChoice(choice)} (default)` : labelChoice(choice),
  }));
  const chosen = choices.indexOf(formData);
  const props = {
    ...control,
    options,
    // Another value than those listed may come from the YAML: it is shown, and refused.
    value: chosen < 0 ? undefined : String(chosen),
    onChange: (index: string) => onChange(choices[Number(index)], fieldPathId.path),
  };
  const letters = options.reduce((sum, option) => sum + option.label.length, 0);
  if (choices.length <= MOST_SEGMENTS && letters <= MOST_SEGMENT_LETTERS) return <Segmented {...props} />;
  if (choices.length <= MOST_RADIOS) return <RadioGroup {...props} />;
  const placeholder = initial === undefined ? "Choose" : `${labelChoice(initial)} (default)`;
  return <Combobox {...props} placeholder={formData === undefined ? placeholder : String(formData)} />;
}
