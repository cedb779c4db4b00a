"use client";

import type { FieldProps } from "@rjsf/utils";
import { useState } from "react";
import { ChoiceField } from "#components/request-form/fields/choice-field";
import { useControl } from "#components/request-form/fields/control";
import { asText } from "#components/request-form/fields/text-fields";
import { WithUnit } from "#components/request-form/fields/unit";
import { Input } from "#components/ui/input";
import { parseInteger } from "#lib/exact-json";
import { fieldOf } from "#lib/form/tree/rjsf";

/** A number. Text that is not a number stays as typed, and fails validation. */
export function NumberField(props: FieldProps) {
  if (fieldOf(props.uiSchema).rules.enum) return <ChoiceField {...props} />;
  return <NumberControl {...props} />;
}

function NumberControl({ formData, fieldPathId, onChange, uiSchema }: FieldProps) {
  const { rules, placeholder } = fieldOf(uiSchema);
  const control = useControl({ fieldPathId });
  const [typed, setTyped] = useState("");
  return (
    <WithUnit uiSchema={uiSchema}>
      <Input
        {...control}
        inputMode={rules.type === "number" ? "decimal" : "numeric"}
        // `1.0` and `1` are one number: the typed text stays as long as it means the value.
        value={readNumber(typed) === formData ? typed : asText(formData)}
        placeholder={placeholder}
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
export function readNumber(typed: string): number | bigint | string | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  const whole = parseInteger(text);
  if (whole !== undefined) return whole;
  const number = Number(text);
  const [, digits = ""] = /^[+-]?(\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.exec(text) ?? [];
  return digits !== "" && Number.isFinite(number) && isKept(number, digits) ? number : text;
}

/**
 * A fraction is the nearest double, as for the API server. Of a whole number beyond 2^53 a double keeps 15 digits: with more
 * of them it would silently become another number.
 */
function isKept(number: number, digits: string): boolean {
  return (
    !Number.isInteger(number) || Number.isSafeInteger(number) || digits.replace(/[.]|^0+/g, "").length <= 15
  );
}
