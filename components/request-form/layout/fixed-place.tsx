"use client";

import { Lock } from "lucide-react";
import { formMessages } from "#components/request-form/messages";
import type { ChangeBase } from "#components/request-form/state/change-base";
import { useFieldErrors } from "#components/request-form/state/form-context";
import { NAME, NAMESPACE } from "#components/request-form/state/form-state";

/** Name and namespace of the changed resource, read-only: a change keeps both. */
export function FixedPlace({ base: { name, namespace } }: { base: ChangeBase }) {
  return (
    <div className="grid gap-x-4 gap-y-4 sm:grid-cols-2">
      <FixedField pointer={NAME} label={formMessages.place.name} value={name} />
      {namespace !== "" && (
        <FixedField pointer={NAMESPACE} label={formMessages.place.namespace} value={namespace} />
      )}
    </div>
  );
}

/** The YAML beside the form may hold another value; its error shows here. */
function FixedField({ pointer, label, value }: { pointer: string; label: string; value: string }) {
  const [error] = useFieldErrors(pointer, "at");
  const id = `f${pointer}`;
  return (
    <div data-field={pointer} className="min-w-0">
      <label id={`${id}-label`} htmlFor={id} className="flex min-h-7 items-center font-medium">
        {label}
      </label>
      <div className="mt-1 flex min-h-control items-center gap-2.5 rounded-md border bg-muted px-3 py-1.5">
        <Lock aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        <output id={id} aria-describedby={`${id}-hint`} className="min-w-0 [overflow-wrap:anywhere]">
          {value}
        </output>
      </div>
      <p id={`${id}-hint`} className="mt-1 text-fail text-xs [overflow-wrap:anywhere]">
        {error?.message}
      </p>
    </div>
  );
}
