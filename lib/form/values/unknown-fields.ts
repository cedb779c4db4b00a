/** Values without a field in the schema: the API server would drop them silently. */
import type { RJSFSchema } from "@rjsf/utils";
import type { FormSchema, FormValues } from "#lib/form/types";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";

/** An entry under `additionalProperties: true` is kept, but its content has no schema and is dropped. */
const BARE: RJSFSchema = { type: "object" };
const IDENTITY = new Set(["apiVersion", "kind", "metadata"]);

/** Pointers to the outermost values without a field. None inside a field that accepts any value. */
export function findUnknownFields(form: FormSchema, values: FormValues): string[] {
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
  // The server handles these fields itself, whatever the schema declares.
  if (schema["x-kubernetes-embedded-resource"] === true && IDENTITY.has(name)) return [];
  const path = childPointer(pointer, name);
  const known = ownValue(schema.properties, name) ?? schema.additionalProperties;
  if (isRecord(known)) return isDroppedNull(known, value) ? [path] : searchNode(known, value, path);
  if (known === true) return searchNode(BARE, value, path);
  return keepsAnything(schema) ? [] : [path];
}

/** Where any value is allowed, the server accepts null and does not store it. */
function isDroppedNull(schema: RJSFSchema, value: unknown): boolean {
  return value === null && schema.type === undefined && schema.nullable !== true;
}

/** Whether the API server keeps undeclared fields of this node. A node without a type counts as unknown. */
function keepsAnything(schema: RJSFSchema): boolean {
  return schema.type === undefined || schema["x-kubernetes-preserve-unknown-fields"] === true;
}
