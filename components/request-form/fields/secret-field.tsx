"use client";

import type { FieldProps } from "@rjsf/utils";
import { KeyRound, Lock } from "lucide-react";
import { useCallback, useState } from "react";
import { useOptions } from "#components/data/queries";
import { useControl } from "#components/request-form/fields/control";
import { asText } from "#components/request-form/fields/text-fields";
import { formMessages } from "#components/request-form/messages";
import {
  toPathId,
  useFieldErrors,
  useFormState,
  useRequestForm,
} from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { Input } from "#components/ui/input";
import type { FieldOption } from "#lib/form/options/live-choices";
import { drawField, fieldOf } from "#lib/form/tree/rjsf";
import { NO_REFERENCE_FIELD } from "#lib/form/values/secrets-check";
import { childPointer, formatPointer, ownValue } from "#lib/schema/pointer";

const { secret: messages } = formMessages;

/** A secret is named, never entered: only its name, and the name of its key, go to Git. */
export function SecretField(props: FieldProps) {
  const field = fieldOf(props.uiSchema);
  const place = field.kind === "secret" ? field.place : undefined;
  if (place?.kind === "reference")
    return <Reference {...props} nameField={place.name} keyField={place.key} />;
  if (place?.kind === "name") return <SecretName {...props} />;
  return <NoPlace {...props} />;
}

function NoPlace({ fieldPathId, formData }: FieldProps) {
  const { "aria-invalid": _, ...control } = useControl({ fieldPathId });
  return (
    <fieldset
      {...control}
      // The links to errors focus this element.
      tabIndex={formData === undefined ? undefined : 0}
      className="flex min-w-0 gap-2 rounded-md border bg-muted px-3 py-2 text-sm"
    >
      <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <p>{NO_REFERENCE_FIELD}</p>
    </fieldset>
  );
}

function SecretName({ fieldPathId, formData, onChange }: FieldProps) {
  const control = useControl({ fieldPathId });
  const { offered, ask } = useOffered(formatPointer(fieldPathId.path));
  return (
    <>
      <Suggested
        {...control}
        onFocus={ask}
        value={asText(formData)}
        options={offered.map(({ value, label }) => ({ value: String(value), label }))}
        placeholder={messages.name}
        onChange={(next) => onChange(next, fieldPathId.path)}
      />
      <OnlyTheName />
    </>
  );
}

interface ReferenceProps extends FieldProps {
  /** Names of the fields that hold the Secret's name, and its key where there is one. */
  nameField: string;
  keyField: string | undefined;
}

function Reference({ nameField, keyField, ...props }: ReferenceProps) {
  const { fieldPathId, formData, uiSchema, onChange } = props;
  const { "aria-invalid": _, ...control } = useControl({ fieldPathId });
  const pointer = formatPointer(fieldPathId.path);
  const { offered, ask } = useOffered(pointer);
  const chosen = offered.find(({ value }) => value === ownValue(formData, nameField));
  const { title, fields } = fieldOf(uiSchema);
  const others = [...(fields?.keys() ?? [])].filter((one) => one !== nameField && one !== keyField);
  const write = (field: string) => (next: string | undefined) => onChange(next, [...fieldPathId.path, field]);
  return (
    <fieldset {...control} onFocus={ask} className="min-w-0 space-y-2">
      <div className={keyField === undefined ? "" : "grid grid-cols-2 gap-2"}>
        <Part
          pointer={childPointer(pointer, nameField)}
          label={messages.nameLabel(title)}
          value={asText(ownValue(formData, nameField))}
          options={offered.map(({ value, label }) => ({ value: String(value), label }))}
          placeholder={messages.name}
          onChange={write(nameField)}
        />
        {keyField !== undefined && (
          <Part
            pointer={childPointer(pointer, keyField)}
            label={messages.keyLabel(title)}
            value={asText(ownValue(formData, keyField))}
            options={(chosen?.keys ?? []).map((key) => ({ value: key, label: key }))}
            placeholder={messages.key}
            onChange={write(keyField)}
          />
        )}
      </div>
      <OnlyTheName />
      {others.map((one) => (
        <Other key={one} {...props} field={one} />
      ))}
    </fieldset>
  );
}

/** Another field of a reference, such as its namespace or `optional`. */
function Other({ field, ...props }: FieldProps & { field: string }) {
  const { uiSchema, formData, registry, fieldPathId, onChange, onBlur, onFocus } = props;
  const { SchemaField } = registry.fields;
  const own = fieldOf(uiSchema).fields?.get(field);
  if (!SchemaField || !own) return null;
  const pointer = childPointer(formatPointer(fieldPathId.path), field);
  return (
    <SchemaField
      name={field}
      {...drawField(own)}
      fieldPathId={{ ...toPathId(pointer), path: [...fieldPathId.path, field] }}
      formData={ownValue(formData, field)}
      required={own.required}
      registry={registry}
      onChange={onChange}
      onBlur={onBlur}
      onFocus={onFocus}
    />
  );
}

interface PartProps extends Omit<SuggestedProps, "id" | "aria-label"> {
  pointer: string;
  label: string;
}

function Part({ pointer, label, ...props }: PartProps) {
  const { store } = useRequestForm();
  const [error] = useFieldErrors(pointer, "at");
  const { $id: id } = toPathId(pointer);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the field was left
    <div data-field={pointer} onBlur={() => store.touch(pointer)} className="min-w-0">
      <Suggested
        {...props}
        id={id}
        aria-label={label}
        {...(error && { "aria-invalid": true, "aria-describedby": `${id}-hint` })}
      />
      {error && (
        <p id={`${id}-hint`} className="mt-1 text-fail text-xs [overflow-wrap:anywhere]">
          {error.message}
        </p>
      )}
    </div>
  );
}

interface SuggestedProps {
  id: string;
  value: string;
  options: readonly { value: string; label: string }[];
  placeholder: string;
  onChange: (value: string | undefined) => void;
  onFocus?: () => void;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

function Suggested({ options, onChange, ...props }: SuggestedProps) {
  const list = `${props.id}-offered`;
  return (
    <>
      <Input
        {...props}
        list={list}
        autoComplete="off"
        autoCapitalize="none"
        onChange={(event) => onChange(event.target.value || undefined)}
      />
      <datalist id={list}>
        {options.map(({ value, label }) => (
          <option key={value} value={value} label={label} />
        ))}
      </datalist>
    </>
  );
}

function OnlyTheName() {
  return (
    <p className="flex items-center gap-1.5 text-muted-foreground text-xs">
      <KeyRound aria-hidden className="size-3.5 shrink-0" />
      {messages.onlyName}
    </p>
  );
}

const NONE: readonly FieldOption[] = [];

/** The Secrets to choose from, loaded on first focus; empty where there are none or the read fails. */
function useOffered(field: string): { offered: readonly FieldOption[]; ask: () => void } {
  const { offer } = useRequestForm();
  const [asked, setAsked] = useState(false);
  const namespace = useFormState(useCallback((state: FormState) => state.namespace, []));
  const { data } = useOptions(
    { entry: offer.id, version: offer.version, namespace, field, values: NO_VALUES },
    asked,
  );
  return { offered: data?.options ?? NONE, ask: useCallback(() => setAsked(true), []) };
}

const NO_VALUES = {};
