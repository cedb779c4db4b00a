"use client";

import type { FieldProps } from "@rjsf/utils";
import { ChoiceField } from "#components/request-form/fields/choice-field";
import { useControl } from "#components/request-form/fields/control";
import { describeQuantity, parseQuantity } from "#components/request-form/fields/quantity";
import { WithUnit } from "#components/request-form/fields/unit";
import { Input } from "#components/ui/input";
import { Textarea } from "#components/ui/textarea";
import { formatJson, parseInteger } from "#lib/exact-json";
import { typesOf } from "#lib/form/tree/field";
import { fieldOf } from "#lib/form/tree/rjsf";

/** Text; a choice where the schema lists the values. Clearing it means "not set". */
export function StringField(props: FieldProps) {
  if (fieldOf(props.uiSchema).rules.enum) return <ChoiceField {...props} />;
  return <TextControl {...props} />;
}

function TextControl({ formData, fieldPathId, onChange, uiSchema }: FieldProps) {
  const control = useControl({ fieldPathId });
  const field = fieldOf(uiSchema);
  const text = asText(formData);
  const shared = {
    ...control,
    value: text,
    placeholder: field.placeholder,
    autoComplete: "off",
    onChange: (event: { target: { value: string } }) =>
      onChange(event.target.value || undefined, fieldPathId.path),
  };
  // A text with line breaks would lose them in an input.
  const isLong = text.includes("\n") || field.options.widget === "textarea";
  if (isLong) return <Textarea {...shared} />;
  return (
    <WithUnit uiSchema={uiSchema}>
      <Input {...shared} />
    </WithUnit>
  );
}

/** A number or a text, as typed: `80` is a number, `50%` and `"80"` are text. Listed values are a choice. */
export function IntOrStringField(props: FieldProps) {
  if (fieldOf(props.uiSchema).rules.enum) return <ChoiceField {...props} />;
  return <IntOrStringControl {...props} />;
}

function IntOrStringControl({ formData, fieldPathId, onChange, uiSchema }: FieldProps) {
  const control = useControl({ fieldPathId });
  const isNumberText = typeof formData === "string" && /^-?\d+$/.test(formData);
  return (
    <Input
      {...control}
      value={isNumberText ? `"${formData}"` : asText(formData)}
      placeholder={fieldOf(uiSchema).placeholder}
      autoComplete="off"
      onChange={(event) => onChange(readIntOrString(event.target.value), fieldPathId.path)}
    />
  );
}

/** `""` → not set, `80` → number, `"80"` → the text 80, all else as text. */
export function readIntOrString(typed: string): string | number | bigint | undefined {
  if (typed === "") return undefined;
  const whole = /^-?\d/.test(typed) ? parseInteger(typed) : undefined;
  if (whole !== undefined) return whole;
  return /^"-?\d+"$/.test(typed) ? typed.slice(1, -1) : typed;
}

/** A Kubernetes quantity, typed with its unit, with a description beside it. */
export function QuantityField({ formData, fieldPathId, onChange, uiSchema }: FieldProps) {
  const field = fieldOf(uiSchema);
  const control = useControl({ fieldPathId });
  const description = describeQuantity(asText(formData), fieldPathId.path);
  const takesNumbers = typesOf(field).includes("integer");
  return (
    <div className="relative">
      <Input
        {...control}
        value={asText(formData)}
        placeholder={field.placeholder ?? "20Gi"}
        autoComplete="off"
        className="pe-40"
        onChange={(event) => onChange(parseQuantity(event.target.value, takesNumbers), fieldPathId.path)}
      />
      <output
        htmlFor={control.id}
        className="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-muted-foreground text-sm"
      >
        {description}
      </output>
    </div>
  );
}

/** The value as text; an object or array as JSON. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? formatJson(value) : String(value);
}
