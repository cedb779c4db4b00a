"use client";

import { memo, useCallback, useMemo } from "react";
import { ChoiceOfFields } from "#components/request-form/choice-of-fields";
import { toPathId, useFieldValue, useFormState, useRequestForm } from "#components/request-form/form-context";
import type { FormState } from "#components/request-form/form-store";
import type { LayoutField } from "#lib/schema/layout-entry";
import { formatPointer, parsePointer, readPointer } from "#lib/schema/pointer";
import { isChosen, isShown } from "#lib/schema/shown";
import { lockedValue } from "#lib/schema/visibility";

const ignore = () => undefined;

/** One field of the layout, while it shows. */
export const FormField = memo(function FormField({ field }: { field: LayoutField }) {
  const shown = useFormState(useCallback((state: FormState) => isShown(field, state), [field]));
  if (!shown) return null;
  return field.choice ? (
    <ChoiceOfFields choice={field.choice} demanded={field.demanded} />
  ) : (
    <ValueField field={field} />
  );
});

/** Drawn by rjsf with our fields; it redraws when its own value changes. */
function ValueField({ field }: { field: LayoutField }) {
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
}

/** A required field inside an optional object counts once that object has a value; so does what was chosen. */
function useIsRequired({ pointer, required, demanded, shown, ui }: LayoutField): boolean {
  const isLocked = lockedValue(ui) !== undefined;
  const parent = formatPointer(parsePointer(pointer).slice(0, -1));
  return useFormState(
    useCallback(
      (state: FormState) => {
        if (isLocked) return false;
        const asked = required || shown.branches.some(({ choice }) => isChosen(choice, pointer, state));
        return asked && (demanded || readPointer(state.values, parent) !== undefined || !required);
      },
      [isLocked, required, demanded, shown, pointer, parent],
    ),
  );
}
