import { type FormField, fieldOfKey } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { isRecord } from "#lib/schema/pointer";

/**
 * The values in the order of the form, so that equal choices give equal files. Unknown fields come last, in
 * their given order.
 */
export function orderValues(values: FormValues, form: FormSchema | undefined): FormValues {
  const ordered = orderValue(values, form && treeOf(form));
  return isRecord(ordered) ? ordered : values;
}

function orderValue(value: unknown, field: FormField | undefined): unknown {
  if (!field) return value;
  if (Array.isArray(value)) return value.map((one) => orderValue(one, field.item));
  if (!isRecord(value)) return value;
  const ranks = new Map([...(field.fields?.keys() ?? [])].map((name, index) => [name, index]));
  const rank = (name: string) => ranks.get(name) ?? ranks.size;
  const entries = Object.entries(value).sort(([one], [other]) => rank(one) - rank(other));
  return Object.fromEntries(
    entries.map(([name, child]) => [name, orderValue(child, fieldOfKey(field, name))]),
  );
}
