"use client";

import type { FieldProps } from "@rjsf/utils";
import { useControl } from "#components/request-form/fields/control";
import { Segmented } from "#components/ui/segmented";
import { Switch } from "#components/ui/switch";
import { fieldDefault } from "#lib/form/fields/defaults";

const CHOICES = [
  { value: "unset", label: "Not set", quiet: true },
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
];

/** A switch where the API has a default; else "Not set" is an answer of its own. */
export function BooleanField({ uiSchema, formData, fieldPathId, onChange }: FieldProps) {
  const control = useControl({ fieldPathId });
  const initial = fieldDefault(uiSchema);
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
  return (
    <div className="flex h-control items-center gap-2.5">
      <Switch {...control} checked={on} onCheckedChange={set} />
      <span aria-hidden className={formData === undefined ? "text-muted-foreground" : ""}>
        {on ? "On" : "Off"}
        {formData === undefined && " (default)"}
      </span>
    </div>
  );
}
