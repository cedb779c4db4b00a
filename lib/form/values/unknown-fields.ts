/** Values that the schema has no field for: the API server would drop them without a word. */
import type { RJSFSchema } from "@rjsf/utils";
import type { FormSchema, FormValues } from "#lib/form/types";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";

/** Of an entry under `additionalProperties: true`: it is kept, but what is inside it has no schema and goes. */
const BARE: RJSFSchema = { type: "object" };
const IDENTITY = new Set(["apiVersion", "kind", "metadata"]);

/** Pointers to the outermost values that no field takes; none inside what takes anything. */
export function findUnknown(form: FormSchema, values: FormValues): string[] {
  return searchNode(form.schema, values, "");
}

function searchNode(schema: RJSFSchema, value: unknown, pointer: string): string[] {
  if (Array.isArray(value)) {
    const items = schema === BARE ? BARE : schema.items;
    return isRecord(items)
      ? value.flatMap((item, index) => searchNode(items, item, childPointer(pointer, index)))
      : [];
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => searchChild(schema, name, child, pointer));
}

function searchChild(schema: RJSFSchema, name: string, value: unknown, pointer: string): string[] {
  // The server knows these itself, whatever the schema says.
  if (schema["x-kubernetes-embedded-resource"] === true && IDENTITY.has(name)) return [];
  const path = childPointer(pointer, name);
  const known = ownValue(schema.properties, name) ?? schema.additionalProperties;
  if (isRecord(known)) return isDroppedNull(known, value) ? [path] : searchNode(known, value, path);
  if (known === true) return searchNode(BARE, value, path);
  return keepsAnything(schema) ? [] : [path];
}

/** Null where any value goes is taken at first, and not stored. */
function isDroppedNull(schema: RJSFSchema, value: unknown): boolean {
  return value === null && schema.type === undefined && schema.nullable !== true;
}

/** Whether the API server keeps a field that the schema does not name. One without a type is not understood here. */
function keepsAnything(schema: RJSFSchema): boolean {
  return schema.type === undefined || schema["x-kubernetes-preserve-unknown-fields"] === true;
}
