import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { toUiSchema } from "#lib/form/fields/field-lookup";
import type { FormSchema, FormValues } from "#lib/form/types";
import { isRecord, ownValue } from "#lib/schema/pointer";

/**
 * The values in the order of the form, so that equal choices give equal files. Unknown fields come last, in
 * their given order.
 */
export function orderValues(values: FormValues, form: FormSchema | undefined): FormValues {
  const ordered = form ? orderNode(values, form.schema, form.uiSchema) : values;
  return isRecord(ordered) ? ordered : values;
}

function orderNode(value: unknown, schema: RJSFSchema, ui: UiSchema): unknown {
  const { items, properties, additionalProperties } = schema;
  if (Array.isArray(value)) {
    return isRecord(items) ? value.map((item) => orderNode(item, items, toUiSchema(ui.items))) : value;
  }
  if (!isRecord(value)) return value;
  const names = listNames(properties, ui);
  const rank = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  const entries = Object.entries(value).sort(([one], [other]) => rank(one) - rank(other));
  return Object.fromEntries(
    entries.map(([name, child]) => {
      const known = ownValue(properties, name) ?? additionalProperties;
      return [name, isRecord(known) ? orderNode(child, known, toUiSchema(ownValue(ui, name))) : child];
    }),
  );
}

/** `ui:order` of the form, else the order of the schema. */
function listNames(properties: unknown, ui: UiSchema): string[] {
  const known = isRecord(properties) ? Object.keys(properties) : [];
  const order: unknown = ui["ui:order"];
  if (!Array.isArray(order)) return known;
  const named = order.filter((name): name is string => typeof name === "string");
  const others = known.filter((name) => !named.includes(name));
  return named.flatMap((name) => (name === "*" ? others : [name]));
}
