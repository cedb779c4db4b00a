"use client";

import type { ObjectFieldTemplateProps, RJSFSchema, UiSchema } from "@rjsf/utils";
import { useCallback, useMemo } from "react";
import { ChoiceOfFields } from "#components/request-form/fields/choice-of-fields";
import { Fold } from "#components/request-form/fields/fold";
import { useFormState } from "#components/request-form/state/form-context";
import type { FormState } from "#components/request-form/state/form-state";
import { toUiSchema } from "#lib/form/fields/field-lookup";
import { entriesOf } from "#lib/form/layout/layout-entry";
import { isShown } from "#lib/form/layout/visible-fields";
import { formatPointer, ownValue, parsePointer } from "#lib/schema/pointer";

/** An object deeper than the groups of the form: it unfolds in place. Inside an item it is simply there. */
export function ObjectTemplate({
  title,
  properties,
  fieldPathId,
  uiSchema,
  schema,
}: ObjectFieldTemplateProps) {
  const pointer = formatPointer(fieldPathId.path);
  const options: unknown = uiSchema?.["ui:options"];
  const ui = toUiSchema(uiSchema);
  const counted = useMemo(() => [{ pointer, title, schema, ui }], [pointer, title, schema, ui]);
  const content = () => <Members pointer={pointer} schema={schema} ui={ui} properties={properties} />;
  if (ownValue(options, "inline") === true) return <div className="space-y-4">{content()}</div>;
  return (
    <Fold id={pointer} title={title} counted={counted} level={2}>
      {content}
    </Fold>
  );
}

interface MembersProps {
  pointer: string;
  schema: RJSFSchema;
  ui: UiSchema;
  properties: ObjectFieldTemplateProps["properties"];
}

/** Its fields as far as they show, a choice between some before the first of them. */
function Members({ pointer, schema, ui, properties }: MembersProps) {
  const entries = useMemo(() => entriesOf(pointer, schema, ui), [pointer, schema, ui]);
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
