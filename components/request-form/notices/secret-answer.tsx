"use client";

import { useId, useState } from "react";
import { formMessages } from "#components/request-form/messages";
import { digestSecret } from "#components/request-form/state/confirmed-secrets";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import { type FormState, MANIFEST } from "#components/request-form/state/form-state";
import { Button } from "#components/ui/button";
import { Input } from "#components/ui/input";
import type { FieldError } from "#lib/errors";
import { isGroup } from "#lib/form/tree/field";
import { findFields, labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import { isReason, LONGEST_REASON } from "#lib/manifest/secrets/secret-reason";
import { parsePointer } from "#lib/schema/pointer";

const { secretAnswer: messages } = formMessages;

/** Secrets that no field shows: outside the schema, in hidden fields, or in the text only (comments, labels). */
export function StraySecrets() {
  const form = useFormState(selectForm);
  const errors = useFormState(selectErrors);
  const stray = errors.filter(({ source, path }) => source === "secret" && isStray(form, path));
  return stray.map((error) => {
    const label = error.path === MANIFEST ? messages.comments : labelPointer(form, error.path);
    return (
      <div key={error.path} data-field={error.path} role="alert">
        <p className="text-fail text-sm">{messages.finding(label, error.message)}</p>
        <SecretAnswer error={error} label={label} />
      </div>
    );
  });
}

const selectForm = (state: FormState) => state.form;
const selectErrors = (state: FormState) => state.errors;

/** True for a path that only the text of the manifest holds: no field can remove the value. */
function isInText(path: string): boolean {
  return path === MANIFEST || path.startsWith("/metadata/");
}

function isStray(form: FormSchema, path: string): boolean {
  if (isInText(path)) return true;
  const fields = findFields(form, path);
  const shown = fields.every(({ field }) => !field.options.hidden);
  const whole = fields.length === parsePointer(path).length;
  const last = fields.at(-1)?.field;
  return !(shown && last && (whole ? !isGroup(last) : last.kind === "yaml"));
}

/** Below a value that looks like a secret: remove the value, or confirm with a reason that it is not a secret. */
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
        <Button size="sm" onClick={remove} aria-label={messages.removeValue(label)}>
          {messages.remove}
        </Button>
      )}
      <Button size="sm" onClick={() => setAsking(true)} aria-label={messages.notSecretField(label)}>
        {messages.notSecret}
      </Button>
      <span className="text-muted-foreground text-xs">{messages.draft}</span>
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
        {messages.question(label)}
      </label>
      <p id={`${id}-hint`} className="mt-0.5 mb-2 text-muted-foreground text-xs">
        {messages.hint}
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
          disabledReason={isValid ? undefined : messages.reasonLength(LONGEST_REASON)}
        >
          {messages.confirm}
        </Button>
        <Button size="sm" variant="ghost" onClick={onCancel}>
          {messages.cancel}
        </Button>
      </div>
    </div>
  );
}
