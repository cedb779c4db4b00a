"use client";

import { useFormState, useRequestForm } from "#components/request-form/form-context";
import { type FormState, MANIFEST } from "#components/request-form/form-state";
import { Button } from "#components/ui/button";
import type { FieldError } from "#lib/errors";
import { findFields, isGroup, labelPointer } from "#lib/schema/find";
import { ownValue, parsePointer, readPointer } from "#lib/schema/pointer";
import { digestValue } from "#lib/schema/secrets-check";
import type { FormSchema } from "#lib/schema/types";

/** Secrets at places that no field shows: what the schema does not know, or a layout hides. */
export function StraySecrets() {
  const form = useFormState(selectForm);
  const errors = useFormState(selectErrors);
  const stray = errors.filter(({ source, path }) => source === "secret" && isStray(form, path));
  return stray.map((error) => (
    <div key={error.path} data-field={error.path} role="alert">
      <p className="text-fail text-sm">{`${labelPointer(form, error.path)}: ${error.message}`}</p>
      <SecretAnswer error={error} label={labelPointer(form, error.path)} />
    </div>
  ));
}

const selectForm = (state: FormState) => state.form;
const selectErrors = (state: FormState) => state.errors;

function isStray(form: FormSchema, path: string): boolean {
  // The manifest's own text says what is in it.
  if (path === MANIFEST || path.startsWith("/metadata/")) return false;
  const fields = findFields(form, path);
  const shown = fields.every(({ ui }) => ownValue(ui["ui:options"], "hidden") !== true);
  const whole = fields.length === parsePointer(path).length;
  const last = fields.at(-1);
  return !(shown && last && (whole ? !isGroup(last.schema, last.ui) : last.ui["ui:field"] === "YamlField"));
}

/** Below what looks like a secret: take it out, or say that it is none, where that can be. */
export function SecretAnswer({ error: { path, confirmable }, label }: { error: FieldError; label: string }) {
  const { store } = useRequestForm();
  const confirm = () => {
    const { values, confirmed, refused } = store.get();
    store.update({
      confirmed: new Map([...confirmed, [path, digestValue(readPointer(values, path))]]),
      refused: refused.filter((other) => other.path !== path || other.source !== "secret"),
    });
  };
  const remove = () => {
    store.setRaw(path, undefined);
    store.setValue(path, undefined);
  };
  return (
    <div className="mt-1 mb-2 flex flex-wrap items-center gap-2">
      <Button size="sm" onClick={remove} aria-label={`Remove the value of ${label}`}>
        Remove it
      </Button>
      {confirmable && (
        <Button size="sm" onClick={confirm} aria-label={`It is no secret: ${label}`}>
          It is no secret
        </Button>
      )}
      <span className="text-muted-foreground text-xs">Left out of the draft.</span>
    </div>
  );
}
