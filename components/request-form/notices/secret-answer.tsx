"use client";

import { useId, useState } from "react";
import { digestSecret } from "#components/request-form/state/confirmed-secrets";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import { type FormState, MANIFEST } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";
import { Input } from "#components/ui/input";
import type { FieldError } from "#lib/errors";
import { findFields, isGroup, labelPointer } from "#lib/form/fields/field-lookup";
import type { FormSchema } from "#lib/form/types";
import { isReason, LONGEST_REASON } from "#lib/manifest/secrets/secret-reason";
import { ownValue, parsePointer } from "#lib/schema/pointer";

/** Secrets at places that no field shows: what the schema does not know, a layout hides, or the text alone holds. */
export function StraySecrets() {
  const form = useFormState(selectForm);
  const errors = useFormState(selectErrors);
  const stray = errors.filter(({ source, path }) => source === "secret" && isStray(form, path));
  return stray.map((error) => {
    const label = error.path === MANIFEST ? "Comments" : labelPointer(form, error.path);
    return (
      <div key={error.path} data-field={error.path} role="alert">
        <p className="text-fail text-sm">{`${label}: ${error.message}`}</p>
        <SecretAnswer error={error} label={label} />
      </div>
    );
  });
}

const selectForm = (state: FormState) => state.form;
const selectErrors = (state: FormState) => state.errors;

/** The text of the manifest alone holds it: no field can take it out. */
function isInText(path: string): boolean {
  return path === MANIFEST || path.startsWith("/metadata/");
}

function isStray(form: FormSchema, path: string): boolean {
  if (isInText(path)) return true;
  const fields = findFields(form, path);
  const shown = fields.every(({ ui }) => ownValue(ui["ui:options"], "hidden") !== true);
  const whole = fields.length === parsePointer(path).length;
  const last = fields.at(-1);
  return !(shown && last && (whole ? !isGroup(last.schema, last.ui) : last.ui["ui:field"] === "YamlField"));
}

/** Below what looks like a secret: remove it, or confirm with a reason that it is not a secret. */
export function SecretAnswer({ error: { path }, label }: { error: FieldError; label: string }) {
  const { store } = useRequestForm();
  const [asking, setAsking] = useState(false);
  const confirm = (reason: string) => {
    const state = store.get();
    store.update({
      confirmed: new Map([...state.confirmed, [path, { digest: digestSecret(state, path), reason }]]),
      refused: state.refused.filter((other) => other.path !== path || other.source !== "secret"),
    });
  };
  const remove = () => {
    store.setRaw(path, undefined);
    store.setValue(path, undefined);
  };
  if (asking) return <Reason label={label} onConfirm={confirm} onCancel={() => setAsking(false)} />;
  return (
    <div className="mt-1 mb-2 flex flex-wrap items-center gap-2">
      {!isInText(path) && (
        <Button size="sm" onClick={remove} aria-label={`Remove the value of ${label}`}>
          Remove
        </Button>
      )}
      <Button size="sm" onClick={() => setAsking(true)} aria-label={`This is not a secret: ${label}`}>
        This is not a secret
      </Button>
      <span className="text-muted-foreground text-xs">The draft does not keep this value.</span>
    </div>
  );
}

interface ReasonProps {
  label: string;
  onConfirm: (reason: string) => void;
  onCancel: () => void;
}

function Reason({ label, onConfirm, onCancel }: ReasonProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const isValid = isReason(reason.trim());
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the question, from whatever is inside
    <div
      className="mt-1 mb-2 rounded-md border p-3"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <label htmlFor={id} className="block font-medium text-sm">
        Why is {label} not a secret?
      </label>
      <p id={`${id}-hint`} className="mt-0.5 mb-2 text-muted-foreground text-xs">
        The approver sees the value and your reason. Everyone who can read the repository can read both.
      </p>
      <Input
        id={id}
        autoFocus
        value={reason}
        maxLength={LONGEST_REASON}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          if (isValid) onConfirm(reason.trim());
        }}
      />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button
          size="sm"
          onClick={() => onConfirm(reason.trim())}
          disabledReason={isValid ? undefined : "Enter a reason of 1 to 300 characters."}
        >
          Confirm
        </Button>
        <Button size="sm" variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
