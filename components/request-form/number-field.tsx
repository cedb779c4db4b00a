"use client";

import type { FieldProps } from "@rjsf/utils";
import { useState } from "react";
import { ChoiceField } from "#components/request-form/choice-field";
import { useControl } from "#components/request-form/control";
import { asText } from "#components/request-form/text-fields";
import { WithUnit } from "#components/request-form/unit";
import { Input } from "#components/ui/input";

/** A number. What is no number yet stays as typed, and is refused with the rule rather than erased. */
export function NumberField(props: FieldProps) {
  if (Array.isArray(props.schema.enum)) return <ChoiceField {...props} />;
  return <NumberControl {...props} />;
}

function NumberControl({ formData, fieldPathId, onChange, uiSchema, schema }: FieldProps) {
  const control = useControl({ fieldPathId });
  const [typed, setTyped] = useState("");
  const placeholder: unknown = uiSchema?.["ui:placeholder"];
  return (
    <WithUnit uiSchema={uiSchema}>
      <Input
        {...control}
        inputMode={schema.type === "number" ? "decimal" : "numeric"}
        // `1.0` and `1` are one number: what is typed stays as long as it means the value.
        value={readNumber(typed) === formData ? typed : asText(formData)}
        placeholder={typeof placeholder === "string" ? placeholder : undefined}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(readNumber(event.target.value), fieldPathId.path);
        }}
      />
    </WithUnit>
  );
}

/** Typed text as a number, as itself where it is none, undefined where it is empty. */
export function readNumber(typed: string): number | string | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  const number = Number(text);
  // Beyond 2^53 a number would silently become another one.
  const exact = Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && exact ? number : text;
}
