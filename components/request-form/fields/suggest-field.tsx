"use client";

import type { FieldProps } from "@rjsf/utils";
import { useControl } from "#components/request-form/fields/control";
import { asText } from "#components/request-form/fields/text-fields";
import { WithUnit } from "#components/request-form/fields/unit";
import { Input } from "#components/ui/input";
import { optionsOf } from "#lib/form/fields/choices";
import { fieldOf } from "#lib/form/tree/rjsf";

/** A text input with suggestions. */
export function SuggestField({ uiSchema, formData, fieldPathId, onChange }: FieldProps) {
  const control = useControl({ fieldPathId });
  const list = `${control.id}-suggestions`;
  const field = fieldOf(uiSchema);
  return (
    <WithUnit uiSchema={uiSchema}>
      <Input
        {...control}
        list={list}
        value={asText(formData)}
        placeholder={field.placeholder}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value || undefined, fieldPathId.path)}
      />
      <datalist id={list}>
        {optionsOf(field).map(({ value, label, help }) => (
          <option key={String(value)} value={String(value)} label={label ?? help} />
        ))}
      </datalist>
    </WithUnit>
  );
}
