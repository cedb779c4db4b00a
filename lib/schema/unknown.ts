/** Values that the schema has no field for: the API server would drop them without a word. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { asUi } from "#lib/schema/find";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";
import type { FormSchema, FormValues } from "#lib/schema/types";

/** Pointers to the outermost values that no field takes; none inside fields that take anything. */
export function findUnknown(form: FormSchema, values: FormValues): string[] {
  return searchNode(form.schema, form.uiSchema, values, "");
}

function searchNode(schema: RJSFSchema, ui: UiSchema, value: unknown, pointer: string): string[] {
  if (ui["ui:field"] === "YamlField") return [];
  const { items } = schema;
  if (Array.isArray(value)) {
    if (!isRecord(items)) return [];
    return value.flatMap((item, index) =>
      searchNode(items, asUi(ui.items), item, childPointer(pointer, index)),
    );
  }
  return isRecord(value)
    ? Object.entries(value).flatMap(([name, child]) => searchChild(schema, ui, name, child, pointer))
    : [];
}

function searchChild(
  schema: RJSFSchema,
  ui: UiSchema,
  name: string,
  value: unknown,
  pointer: string,
): string[] {
  const path = childPointer(pointer, name);
  const property = ownValue(schema.properties, name);
  if (isRecord(property)) return searchNode(property, asUi(ownValue(ui, name)), value, path);
  const { additionalProperties: values } = schema;
  if (isRecord(values)) return searchNode(values, asUi(ui.additionalProperties), value, path);
  return ownValue(ui["ui:options"], "rest") === true ? [] : [path];
}
