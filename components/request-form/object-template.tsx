"use client";

import type { ObjectFieldTemplateProps } from "@rjsf/utils";
import { useMemo } from "react";
import { Fold } from "#components/request-form/fold";
import { formatPointer, ownValue } from "#lib/schema/pointer";

/** An object deeper than the groups of the form: it unfolds in place. Inside an item it is simply there. */
export function ObjectTemplate({
  title,
  properties,
  fieldPathId,
  uiSchema,
  schema,
}: ObjectFieldTemplateProps) {
  const pointer = formatPointer(fieldPathId.path);
  const counted = useMemo(() => [{ pointer, schema }], [pointer, schema]);
  const options: unknown = uiSchema?.["ui:options"];
  const visible = properties.filter(({ name }) => !isHidden(uiSchema, schema.required, name));
  const content = () => visible.map((property) => property.content);
  if (ownValue(options, "inline") === true) return <div className="space-y-4">{content()}</div>;
  return (
    <Fold id={pointer} title={title} counted={counted} level={2}>
      {content}
    </Fold>
  );
}

// What is required is never hidden, whatever the hint says.
function isHidden(uiSchema: unknown, required: unknown, name: string): boolean {
  const hidden = ownValue(ownValue(ownValue(uiSchema, name), "ui:options"), "hidden") === true;
  return hidden && !(Array.isArray(required) && required.includes(name));
}
