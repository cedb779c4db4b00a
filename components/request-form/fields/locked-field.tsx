"use client";

import type { FieldProps } from "@rjsf/utils";
import { Lock } from "lucide-react";
import { useControl } from "#components/request-form/fields/control";
import { formMessages } from "#components/request-form/messages";
import { labelChoice } from "#lib/form/fields/title";
import { fieldOf } from "#lib/form/tree/rjsf";
import { writeYaml } from "#lib/manifest/edit/yaml-options";

/** A value that the form always writes, and that only the platform team changes. */
export function LockedField({ uiSchema, fieldPathId }: FieldProps) {
  const { locked, unit } = fieldOf(uiSchema).options;
  const { "aria-invalid": _, ...control } = useControl({ fieldPathId });
  return (
    <div className="flex min-h-control items-center gap-2.5 rounded-md border bg-muted px-3 py-1.5">
      <Lock aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <output {...control} className="min-w-0 grow normal-nums whitespace-pre-wrap [overflow-wrap:anywhere]">
        {[formatValue(locked), unit].filter(Boolean).join(" ")}
      </output>
      <span className="shrink-0 text-muted-foreground text-xs">{formMessages.field.locked}</span>
    </div>
  );
}

function formatValue(value: unknown): string {
  if (typeof value === "boolean") return value ? formMessages.field.yes : formMessages.field.no;
  return typeof value === "object" && value !== null ? writeYaml(value).trim() : labelChoice(value);
}
