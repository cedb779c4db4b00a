/** Finds the field that a pointer into the values names. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { humaniseName } from "#lib/form/fields/title";
import type { FormSchema } from "#lib/form/types";
import { isRecord, ownValue, parsePointer } from "#lib/schema/pointer";

export interface FoundField {
  schema: RJSFSchema;
  ui: UiSchema;
  /** The field's title; "Hosts 2" for an item of a list, the key for an entry of a map. */
  title: string;
}

/**
 * The fields from the outermost to the one at `pointer`. The list ends early where the schema declares no
 * further field.
 */
export function findFields(form: FormSchema, pointer: string): FoundField[] {
  const found: FoundField[] = [];
  let parent: FoundField = { schema: form.schema, ui: form.uiSchema, title: "" };
  for (const token of parsePointer(pointer)) {
    const child = findChild(parent, token);
    if (!child) break;
    found.push(child);
    parent = child;
  }
  return found;
}

/**
 * The field at `pointer`; undefined where the schema does not declare it, and for the root, which is not a
 * field.
 */
export function findField(form: FormSchema, pointer: string): FoundField | undefined {
  const found = findFields(form, pointer);
  return found.length === parsePointer(pointer).length ? found.at(-1) : undefined;
}

function findChild(parent: FoundField, token: string): FoundField | undefined {
  const property = ownValue(parent.schema.properties, token);
  if (isRecord(property)) {
    return { schema: property, ui: toUiSchema(ownValue(parent.ui, token)), title: titleOf(property, token) };
  }
  const { items, additionalProperties: values } = parent.schema;
  if (isRecord(items)) {
    return { schema: items, ui: toUiSchema(parent.ui.items), title: `${parent.title} ${Number(token) + 1}` };
  }
  if (isRecord(values))
    return { schema: values, ui: toUiSchema(parent.ui.additionalProperties), title: token };
  return undefined;
}

/**
 * The label of a field: `/spec/storage/size` → `Storage › Size`. The label leaves out `spec`. For a pointer
 * that the form does not declare, the label uses the names in the pointer.
 */
export function labelPointer(form: FormSchema, pointer: string): string {
  const tokens = parsePointer(pointer);
  const found = findFields(form, pointer);
  const words = tokens.map((token, index) => found[index]?.title ?? humaniseName(token));
  const unsaid = tokens.length > 1 && (tokens[0] === "spec" || tokens[0] === "metadata") ? 1 : 0;
  return words.slice(unsaid).join(" › ");
}

/** The title of a node, else its name as readable text. */
export function titleOf(schema: RJSFSchema, name: string): string {
  return typeof schema.title === "string" ? schema.title : humaniseName(name);
}

/** True for an object that the form shows as a group of fields: not a map, not edited as YAML. */
export function isGroup(schema: RJSFSchema, ui: UiSchema): boolean {
  return isRecord(schema.properties) && ui["ui:field"] === undefined;
}

export function toUiSchema(value: unknown): UiSchema {
  return isRecord(value) ? value : {};
}
