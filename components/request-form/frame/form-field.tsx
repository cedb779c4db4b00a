"use client";

import type { Field, Registry } from "@rjsf/utils";
import { memo, useCallback, useMemo } from "react";
import { ChoiceOfFields } from "#components/request-form/fields/choice-of-fields";
import { FieldTemplate } from "#components/request-form/frame/field-template";
import { toPathId, useFormParts, useRequestForm } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import type { LayoutField } from "#lib/form/layout/layout-entry";
import { isChosen, isShown } from "#lib/form/layout/visible-fields";
import { componentOf, drawField } from "#lib/form/tree/rjsf";
import { formatPointer, parsePointer, readPointer } from "#lib/schema/pointer";

const ignore = () => undefined;

/** The part of the form's state that a field is drawn from. */
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
    <ChoiceOfFields choice={field.choice} alwaysRequired={field.alwaysRequired} />
  ) : (
    <ValueField field={field} {...parts} />
  );
});

function readParts(field: LayoutField, state: FormState): FieldParts {
  if (!isShown(field, state)) return { shown: false };
  if (field.choice) return { shown: true };
  return { shown: true, value: readPointer(state.values, field.pointer), required: isRequired(field, state) };
}

/** It redraws when its own value changes. Forms have hundreds, so one of ours is drawn without rjsf's layers around it. */
function ValueField({ field, value, required }: { field: LayoutField } & Omit<FieldParts, "shown">) {
  const { store, registry } = useRequestForm();
  const { pointer } = field;
  const pathId = useMemo(() => toPathId(pointer), [pointer]);
  const onChange = useCallback(
    (next: unknown, path: (string | number)[]) => store.setValue(formatPointer(path), next),
    [store],
  );
  const { SchemaField } = registry.fields;
  const OwnField = findOwnField(field, registry);
  const name = String(pathId.path.at(-1) ?? "");
  const drawn = { ...drawField(field.field), fieldPathId: pathId, formData: value, required };
  const props = { ...drawn, name, registry, onChange, onBlur: ignore, onFocus: ignore };
  if (!OwnField) return SchemaField ? <SchemaField {...props} /> : null;
  return (
    <FieldTemplate
      {...drawn}
      id={pathId.$id}
      label={field.field.title}
      rawDescription={field.field.description ?? ""}
    >
      <OwnField {...props} />
    </FieldTemplate>
  );
}

const FIELD_OF_TYPE = new Map<unknown, string>([
  ["string", "StringField"],
  ["integer", "NumberField"],
  ["number", "NumberField"],
  ["boolean", "BooleanField"],
]);

/** The component of the field; undefined where rjsf finds it, for an object and for a value that may be null. */
function findOwnField({ field }: LayoutField, { fields }: Registry): Field | undefined {
  const name = componentOf(field) ?? FIELD_OF_TYPE.get(field.rules.type);
  return name === undefined ? undefined : fields[name];
}

/** True for a required field, inside an optional object once that object has a value; and for a field of a chosen option. */
function isRequired(
  { pointer, required, alwaysRequired, shown, field }: LayoutField,
  state: FormState,
): boolean {
  if (field.options.locked !== undefined) return false;
  const isRequiredHere = required || shown.branches.some(({ choice }) => isChosen(choice, pointer, state));
  if (!isRequiredHere || alwaysRequired || !required) return isRequiredHere;
  return readPointer(state.values, formatPointer(parsePointer(pointer).slice(0, -1))) !== undefined;
}
