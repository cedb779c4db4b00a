"use client";

import { type FormEvent, useId, useMemo, useState } from "react";
import { useEntry } from "#components/data/queries";
import type { BulkAction } from "#components/resources/bulk/bulk-requests";
import { bulkMessages as messages } from "#components/resources/bulk/messages";
import { Button } from "#components/ui/button";
import { Combobox } from "#components/ui/combobox";
import { Input } from "#components/ui/input";
import { Select } from "#components/ui/select";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import { listChoices } from "#lib/form/fields/choices";
import { layoutForm } from "#lib/form/layout/layout";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { indexFields } from "#lib/form/search/field-search";
import type { AnyFieldKind, FormField } from "#lib/form/tree/field";
import { labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";

/** Fields with one plain value. What is inside a list has another place in each resource. */
const PLAIN = new Set<AnyFieldKind>([
  "text",
  "number",
  "boolean",
  "quantity",
  "int-or-string",
  "choice",
  "suggest",
]);

interface ChangeFieldProps {
  /** Id of the offer of all resources. */
  entry: string;
  onAction: (action: BulkAction) => void;
}

/** The choice of one field and its new value. */
export function ChangeField({ entry, onAction }: ChangeFieldProps) {
  const { data, error, refetch, isFetching } = useEntry(entry);
  if (data?.form) return <FieldForm form={data.form} onAction={onAction} />;
  if (error)
    return <ErrorCard title={messages.error} error={error} onRetry={refetch} retrying={isFetching} />;
  return (
    <Loading awaits={messages.loading}>
      <Skeleton className="h-control max-w-160" />
    </Loading>
  );
}

function FieldForm({ form, onAction }: { form: FormSchema; onAction: ChangeFieldProps["onAction"] }) {
  const fields = useMemo(() => listPlainFields(form), [form]);
  const [pointer, setPointer] = useState("");
  const [text, setText] = useState("");
  const field = fields.get(pointer)?.field;
  const [problem, setProblem] = useState("");
  const id = useId();
  const choose = (next: string) => {
    setPointer(next);
    setText("");
    setProblem("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!field) return;
    const value = readValue(field, text);
    setProblem(value === undefined ? messages.notANumber : "");
    if (value !== undefined) onAction({ kind: "change", pointer, value });
  };
  return (
    <form
      onSubmit={submit}
      className="grid items-start gap-3 md:grid-cols-[minmax(0,20rem)_minmax(0,16rem)_auto]"
    >
      <div>
        <span id={`${id}-field`} className="mb-1 block font-medium">
          {messages.field}
        </span>
        <Combobox
          aria-labelledby={`${id}-field`}
          placeholder={messages.chooseField}
          value={pointer || undefined}
          options={[...fields].map(([value, { label }]) => ({ value, label }))}
          onChange={choose}
        />
      </div>
      <div>
        <span id={`${id}-value`} className="mb-1 block font-medium">
          {messages.value}
        </span>
        <ValueControl
          field={field}
          text={text}
          onText={setText}
          aria-labelledby={`${id}-value`}
          aria-describedby={problem ? `${id}-problem` : undefined}
          aria-invalid={problem !== ""}
        />
        <p id={`${id}-problem`} role="alert" className="min-h-5 text-fail text-sm">
          {problem}
        </p>
      </div>
      <Button
        type="submit"
        className="md:mt-6"
        disabledReason={field && text !== "" ? undefined : messages.chooseFirst}
      >
        {messages.check}
      </Button>
    </form>
  );
}

interface ValueControlProps {
  field: FormField | undefined;
  text: string;
  onText: (text: string) => void;
  "aria-labelledby": string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean;
}

function ValueControl({ field, text, onText, ...control }: ValueControlProps) {
  const options =
    field?.kind === "boolean"
      ? [
          { value: "true", label: messages.yes },
          { value: "false", label: messages.no },
        ]
      : field?.kind === "choice"
        ? listChoices(field).map(({ label, help }, index) => ({
            value: String(index),
            label,
            description: help,
          }))
        : undefined;
  if (options) return <Select {...control} value={text || undefined} options={options} onChange={onText} />;
  return (
    <Input {...control} autoComplete="off" value={text} onChange={(event) => onText(event.target.value)} />
  );
}

/** The fields that have one plain value, by pointer, with their labels. */
function listPlainFields(form: FormSchema): Map<string, { field: FormField; label: string }> {
  const plain = indexFields(layoutForm(form)).filter(
    ({ field: { field }, inItems }) =>
      !inItems && PLAIN.has(field.kind) && field.options.locked === undefined,
  );
  return new Map(
    plain.map(({ pointer, field: { field } }) => [pointer, { field, label: labelPointer(form, pointer) }]),
  );
}

/** What the person entered as the field's value; undefined where it is not one. */
function readValue(field: FormField, text: string): unknown {
  if (field.kind === "boolean") return text === "true";
  if (field.kind === "choice") return listChoices(field)[Number(text)]?.value;
  if (field.kind !== "number") return text;
  const read = readYaml(text);
  return read.ok && (typeof read.value === "number" || typeof read.value === "bigint")
    ? read.value
    : undefined;
}
