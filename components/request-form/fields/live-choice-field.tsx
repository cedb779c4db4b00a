"use client";

import type { FieldProps } from "@rjsf/utils";
import { useCallback, useMemo, useRef } from "react";
import { type Result, useOptions } from "#components/data/queries";
import { type ControlProps, useControl } from "#components/request-form/fields/control";
import { readNumber } from "#components/request-form/fields/number-field";
import { asText } from "#components/request-form/fields/text-fields";
import { formMessages } from "#components/request-form/messages";
import { useFormState, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { Combobox } from "#components/ui/combobox";
import { Input } from "#components/ui/input";
import { Skeleton } from "#components/ui/state/skeleton";
import { Clock } from "#components/ui/text/age";
import type { OptionsResponse } from "#lib/api/types";
import { formatJson } from "#lib/exact-json";
import { defaultAt } from "#lib/form/fields/defaults";
import { humaniseName } from "#lib/form/fields/title";
import { type LiveHint, listParents } from "#lib/form/options/live-choices";
import { typesOf } from "#lib/form/tree/field";
import { fieldOf } from "#lib/form/tree/rjsf";
import { formatPointer, readPointer } from "#lib/schema/pointer";

const { liveChoice: messages } = formMessages;

/** A choice of names in the cluster; a text input where the person may not list them or the cluster has no such kind. */
export function LiveChoiceField(props: FieldProps) {
  const { fieldPathId, uiSchema } = props;
  const control = useControl({ fieldPathId });
  const field = fieldOf(uiSchema);
  const hint = field.kind === "live-choice" ? field.live : undefined;
  const parents = useParents(hint, formatPointer(fieldPathId.path));
  const { data, error, isPending } = useLiveOptions(formatPointer(fieldPathId.path), parents);
  const note = `${control.id}-note`;
  const described = { ...control, "aria-describedby": `${control["aria-describedby"]} ${note}` };
  return (
    <div>
      {data ? (
        <Choice {...props} control={described} answer={data} hint={hint} />
      ) : isPending ? (
        <Skeleton className="h-control rounded-md" />
      ) : (
        <Typed {...props} control={described} />
      )}
      <p
        id={note}
        role="status"
        // For screen readers only, so that nothing moves: the control shows the same, or the state ends soon.
        className={isPending || data?.waitsFor ? "sr-only" : "mt-1 text-muted-foreground text-xs empty:mt-0"}
      >
        {data ? (
          <Note answer={data} value={props.formData} parents={parents} hint={hint} />
        ) : isPending ? (
          messages.loading
        ) : (
          error?.detail
        )}
      </p>
    </div>
  );
}

/** Values of the fields that the choices depend on, by pointer; the same object until one of them changes. */
function useParents(hint: LiveHint | undefined, pointer: string): Record<string, unknown> {
  const last = useRef<Record<string, unknown>>({});
  return useFormState(
    useCallback(
      (state: FormState) => {
        const pointers = hint ? listParents(hint, pointer) : [];
        const next = Object.fromEntries(
          pointers.map((parent) => [
            parent,
            readPointer(state.values, parent) ?? defaultAt(state.form, parent),
          ]),
        );
        if (formatJson(next) !== formatJson(last.current)) last.current = next;
        return last.current;
      },
      [hint, pointer],
    ),
  );
}

function useLiveOptions(field: string, values: Record<string, unknown>): Result<OptionsResponse> {
  const { offer } = useRequestForm();
  const namespace = useFormState(useCallback((state: FormState) => state.namespace, []));
  return useOptions({ entry: offer.id, version: offer.version, namespace, field, values });
}

interface ChoiceProps extends FieldProps {
  control: ControlProps;
  answer: OptionsResponse;
  hint: LiveHint | undefined;
}

function Choice({ control, answer, hint, formData, fieldPathId, onChange, uiSchema }: ChoiceProps) {
  const options = useMemo(
    () =>
      answer.options.map(({ value, label, description }) => ({ value: String(value), label, description })),
    [answer.options],
  );
  const choose = (text: string) => {
    const option = answer.options.find(({ value }) => String(value) === text);
    onChange(option ? option.value : text, fieldPathId.path);
  };
  const empty =
    answer.waitsFor?.replace(/\.$/, "") ?? fieldOf(uiSchema).placeholder ?? formMessages.field.choose;
  return (
    <Combobox
      {...control}
      options={options}
      value={formData === undefined ? undefined : asText(formData)}
      placeholder={empty}
      allowOther={hint?.allowOther}
      onChange={choose}
    />
  );
}

function Typed({
  control,
  formData,
  fieldPathId,
  onChange,
  uiSchema,
}: FieldProps & { control: ControlProps }) {
  const isNumber = typesOf(fieldOf(uiSchema)).some((type) => type === "integer" || type === "number");
  const read = (text: string) => (isNumber ? readNumber(text) : text || undefined);
  return (
    <Input
      {...control}
      value={asText(formData)}
      autoComplete="off"
      onChange={(event) => onChange(read(event.target.value), fieldPathId.path)}
    />
  );
}

interface NoteProps {
  answer: OptionsResponse;
  value: unknown;
  parents: Record<string, unknown>;
  hint: LiveHint | undefined;
}

/** The state of the choices: waiting for another field, without the chosen value, empty, truncated or stale. */
function Note({ answer, value, parents, hint }: NoteProps) {
  const { options, truncated, waitsFor, stale, asOf } = answer;
  if (waitsFor) return waitsFor;
  const where = messages.where(Object.values(parents).map(asText));
  const gone = value !== undefined && !hint?.allowOther && !options.some((option) => option.value === value);
  return (
    <>
      {gone && <span className="text-warn">{messages.unknown(asText(value), where, truncated)}</span>}
      {options.length === 0 &&
        !gone &&
        messages.none(humaniseName(hint?.from.kind ?? "").toLowerCase(), where)}
      {truncated && !gone && messages.truncated}
      {stale && asOf && messages.stale(<Clock at={asOf} className="min-w-0" />)}
    </>
  );
}
