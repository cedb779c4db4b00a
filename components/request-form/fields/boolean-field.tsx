"use client";

import type { FieldProps } from "@rjsf/utils";
import { useControl } from "#components/request-form/fields/control";
import { formMessages } from "#components/request-form/messages";
import { Segmented } from "#components/ui/segmented";
import { Switch } from "#components/ui/switch";
import { fieldDefault } from "#lib/form/fields/defaults";
import { fieldOf } from "#lib/form/tree/rjsf";

const { field: messages } = formMessages;

const CHOICES = [
  { value: "unset", label: messages.notSet, quiet: true },
  { value: "true", label: messages.yes },
  { value: "false", label: messages.no },
];

/** A switch where the API has a default; else three choices, with "Not set" as the first. */
export function BooleanField({ uiSchema, formData, fieldPathId, onChange }: FieldProps) {
  const control = useControl({ fieldPathId });
  const initial = fieldDefault(fieldOf(uiSchema));
  const set = (value: boolean | undefined) => onChange(value, fieldPathId.path);
  if (typeof initial !== "boolean") {
    const value = typeof formData === "boolean" ? String(formData) : "unset";
    return (
      <Segmented
        {...control}
        value={value}
        options={CHOICES}
        onChange={(next) => set(next === "unset" ? undefined : next === "true")}
      />
    );
  }
  const on = typeof formData === "boolean" ? formData : initial;
  const state = on ? messages.on : messages.off;
  return (
    <div className="flex h-control items-center gap-2.5">
      <Switch {...control} checked={on} onCheckedChange={set} />
      <span aria-hidden className={formData === undefined ? "text-muted-foreground" : ""}>
        {formData === undefined ? messages.withDefault(state) : state}
      </span>
    </div>
  );
}
