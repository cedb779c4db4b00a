"use client";

import type { ObjectFieldTemplateProps } from "@rjsf/utils";
import { useCallback, useMemo } from "react";
import { ChoiceOfFields } from "#components/request-form/fields/choice-of-fields";
import { Fold } from "#components/request-form/fields/fold";
import { useFormState } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { entriesOf } from "#lib/form/layout/layout-entry";
import { isShown } from "#lib/form/layout/visible-fields";
import type { FormField } from "#lib/form/tree/field";
import { fieldOf, isInline } from "#lib/form/tree/rjsf";
import { formatPointer, parsePointer } from "#lib/schema/pointer";

/** An object deeper than the groups of the form: it unfolds in place. Inside an item it is simply there. */
export function ObjectTemplate({ title, properties, fieldPathId, uiSchema }: ObjectFieldTemplateProps) {
  const pointer = formatPointer(fieldPathId.path);
  const field = fieldOf(uiSchema);
  const counted = useMemo(() => [{ pointer, title, field }], [pointer, title, field]);
  const content = () => <Members pointer={pointer} field={field} properties={properties} />;
  if (isInline(uiSchema)) return <div className="space-y-4">{content()}</div>;
  return (
    <Fold id={pointer} title={title} counted={counted} level={2}>
      {content}
    </Fold>
  );
}

interface MembersProps {
  pointer: string;
  field: FormField;
  properties: ObjectFieldTemplateProps["properties"];
}

/** Its fields as far as they show, a choice between some before the first of them. */
function Members({ pointer, field, properties }: MembersProps) {
  const entries = useMemo(() => entriesOf(pointer, field), [pointer, field]);
  const shown = useFormState(
    useCallback(
      (state: FormState) =>
        entries
          .filter((entry) => isShown(entry, state))
          .map((entry) => entry.pointer)
          .join("\n"),
      [entries],
    ),
  ).split("\n");
  return entries
    .filter((entry) => shown.includes(entry.pointer))
    .map((entry) => {
      if (entry.choice)
        return <ChoiceOfFields key={entry.pointer} choice={entry.choice} alwaysRequired={false} />;
      const name = parsePointer(entry.pointer).at(-1);
      return properties.find((property) => property.name === name)?.content;
    });
}
