"use client";

import { memo, useCallback, useMemo } from "react";
import { ChoiceOfFields } from "#components/request-form/choice-of-fields";
import { toPathId, useFormParts, useRequestForm } from "#components/request-form/form-context";
import type { FormState } from "#components/request-form/form-state";
import type { LayoutField } from "#lib/schema/layout-entry";
import { formatPointer, parsePointer, readPointer } from "#lib/schema/pointer";
import { isChosen, isShown } from "#lib/schema/shown";
import { lockedValue } from "#lib/schema/visibility";

const ignore = () => undefined;

/** What of the form's state a field is drawn from. */
interface FieldParts {
  shown: boolean;
  value?: unknown;
  required?: boolean;
}

/** One field of the layout, while it shows. */
export const FormField = memo(function FormField({ field }: { field: LayoutField }) {
  const parts = useFormParts(useCallback((state: FormState) => readParts(field, state), [field]));
  if (!parts.shown) return null;
  return field.choice ? (
    <ChoiceOfFields choice={field.choice} demanded={field.demanded} />
  ) : (
    <ValueField field={field} {...parts} />
  );
});

function readParts(field: LayoutField, state: FormState): FieldParts {
  if (!isShown(field, state)) return { shown: false };
  if (field.choice) return { shown: true };
  return { shown: true, value: readPointer(state.values, field.pointer), required: isRequired(field, state) };
}

/** Drawn by rjsf with our fields; it redraws when its own value changes. */
function ValueField({ field, value, required }: { field: LayoutField } & Omit<FieldParts, "shown">) {
  const { store, registry } = useRequestForm();
  const pathId = useMemo(() => toPathId(field.pointer), [field.pointer]);
  const onChange = useCallback(
    (next: unknown, path: (string | number)[]) => store.setValue(formatPointer(path), next),
    [store],
  );
  const { SchemaField } = registry.fields;
  if (!SchemaField) return null;
  return (
    <SchemaField
      name={String(pathId.path.at(-1) ?? "")}
      schema={field.schema}
      uiSchema={field.ui}
      fieldPathId={pathId}
      formData={value}
      required={required}
      registry={registry}
      onChange={onChange}
      onBlur={ignore}
      onFocus={ignore}
    />
  );
}

/** A required field inside an optional object counts once that object has a value; so does what was chosen. */
function isRequired({ pointer, required, demanded, shown, ui }: LayoutField, state: FormState): boolean {
  if (lockedValue(ui) !== undefined) return false;
  const asked = required || shown.branches.some(({ choice }) => isChosen(choice, pointer, state));
  if (!asked || demanded || !required) return asked;
  return readPointer(state.values, formatPointer(parsePointer(pointer).slice(0, -1))) !== undefined;
}
