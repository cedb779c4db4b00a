/** Values without a field in the schema: the API server would drop them silently. */
import { type FormField, fieldOfKey } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { childPointer, isRecord } from "#lib/schema/pointer";

/** An entry under `additionalProperties: true` is kept, but its content has no schema and is dropped. */
const BARE: FormField = {
  ...{ kind: "yaml", title: "", required: false, options: {} },
  rules: { type: "object" },
};
const IDENTITY = new Set(["apiVersion", "kind", "metadata"]);

/** Pointers to the outermost values without a field. None inside a field that accepts any value. */
export function findUnknownFields(form: FormSchema, values: FormValues): string[] {
  return searchField(treeOf(form), values, "");
}

function searchField(field: FormField, value: unknown, pointer: string): string[] {
  if (Array.isArray(value)) {
    const item = field === BARE ? BARE : field.item;
    return item ? value.flatMap((one, index) => searchField(item, one, childPointer(pointer, index))) : [];
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => searchKey(field, name, child, pointer));
}

function searchKey(field: FormField, name: string, value: unknown, pointer: string): string[] {
  // The server handles these fields itself, whatever the schema declares.
  if (field.rules["x-kubernetes-embedded-resource"] === true && IDENTITY.has(name)) return [];
  const path = childPointer(pointer, name);
  const known = fieldOfKey(field, name);
  if (known) return isDroppedNull(known, value) ? [path] : searchField(known, value, path);
  if (field.rules.additionalProperties === true) return searchField(BARE, value, path);
  return keepsAnything(field) ? [] : [path];
}

/** Where any value is allowed, the server accepts null and does not store it. */
function isDroppedNull({ rules }: FormField, value: unknown): boolean {
  return value === null && rules.type === undefined && rules.nullable !== true;
}

/** Whether the API server keeps undeclared fields of this node. A node without a type counts as unknown. */
function keepsAnything({ rules }: FormField): boolean {
  return rules.type === undefined || rules["x-kubernetes-preserve-unknown-fields"] === true;
}
