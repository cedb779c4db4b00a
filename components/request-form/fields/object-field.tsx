"use client";

import type { FieldProps } from "@rjsf/utils";
import { useCallback, useMemo } from "react";
import { ChoiceOfFields } from "#components/request-form/fields/choice-of-fields";
import { Fold } from "#components/request-form/frame/fold";
import { toPathId, useFormState } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { entriesOf } from "#lib/form/layout/layout-entry";
import { isShown } from "#lib/form/layout/visible-fields";
import { drawField, fieldOf, isInline } from "#lib/form/tree/rjsf";
import { formatPointer, ownValue, parsePointer } from "#lib/schema/pointer";

/** An object deeper than the groups of the form: it unfolds in place. Inside an item it is simply there. */
export function ObjectField(props: FieldProps) {
  const { fieldPathId, uiSchema } = props;
  const pointer = formatPointer(fieldPathId.path);
  const field = fieldOf(uiSchema);
  const { title } = field;
  const counted = useMemo(() => [{ pointer, title, field }], [pointer, title, field]);
  const content = () => <Members {...props} />;
  if (isInline(uiSchema)) return <div className="space-y-4">{content()}</div>;
  return (
    <Fold id={pointer} title={title} counted={counted} level={2}>
      {content}
    </Fold>
  );
}

/** Its fields as far as they show, a choice between some before the first of them. */
function Members({ fieldPathId, uiSchema, formData, registry, onChange, onBlur, onFocus }: FieldProps) {
  const { SchemaField } = registry.fields;
  const { path } = fieldPathId;
  const field = fieldOf(uiSchema);
  const members = useMemo(() => {
    const entries = entriesOf(formatPointer(path), field);
    return entries.map((entry) => {
      const name = parsePointer(entry.pointer).at(-1) ?? "";
      return { entry, name, pathId: { ...toPathId(entry.pointer), path: [...path, name] } };
    });
  }, [path, field]);
  const shown = useFormState(
    useCallback(
      (state: FormState) =>
        members
          .filter(({ entry }) => isShown(entry, state))
          .map(({ entry }) => entry.pointer)
          .join("\n"),
      [members],
    ),
  ).split("\n");
  if (!SchemaField) return null;
  return members
    .filter(({ entry }) => shown.includes(entry.pointer))
    .map(({ entry, name, pathId }) =>
      entry.choice ? (
        <ChoiceOfFields key={entry.pointer} choice={entry.choice} alwaysRequired={false} />
      ) : (
        <SchemaField
          key={entry.pointer}
          {...drawField(entry.field)}
          name={name}
          fieldPathId={pathId}
          formData={ownValue(formData, name)}
          required={entry.required}
          registry={registry}
          onChange={onChange}
          onBlur={onBlur}
          onFocus={onFocus}
        />
      ),
    );
}
