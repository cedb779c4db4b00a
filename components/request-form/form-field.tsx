"use client";

import { memo, useCallback, useMemo } from "react";
import { toPathId, useFieldValue, useFormState, useRequestForm } from "#components/request-form/form-context";
import type { FormState } from "#components/request-form/form-store";
import type { LayoutField } from "#lib/schema/layout-entry";
import { formatPointer, parsePointer, readPointer } from "#lib/schema/pointer";

const ignore = () => undefined;

/** One field of the layout, drawn by rjsf with our fields; it redraws when its own value changes. */
export const FormField = memo(function FormField({ field }: { field: LayoutField }) {
  const { store, registry } = useRequestForm();
  const value = useFieldValue(field.pointer);
  const required = useIsRequired(field);
  const pathId = useMemo(() => toPathId(field.pointer), [field.pointer]);
  const onChange = useCallback(
    (next: unknown, path: (string | number)[]) => store.setValue(formatPointer(path), next),
    [store],
  );
  const { SchemaField } = registry.fields;
  if (!SchemaField) return null;
  return (
    <SchemaField
      name={parsePointer(field.pointer).at(-1) ?? ""}
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
});

/** A required field inside an optional object counts once that object has a value. */
function useIsRequired(field: LayoutField): boolean {
  const parent = formatPointer(parsePointer(field.pointer).slice(0, -1));
  return useFormState(
    useCallback(
      (state: FormState) =>
        field.required && (field.demanded || readPointer(state.values, parent) !== undefined),
      [field.required, field.demanded, parent],
    ),
  );
}
