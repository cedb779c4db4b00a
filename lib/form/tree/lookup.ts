/** Finds the field that a pointer into the values names. */
import { humaniseName } from "#lib/form/fields/title";
import type { FormField } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import { parsePointer } from "#lib/schema/pointer";

export interface FoundField {
  field: FormField;
  /** The field's title; "Hosts 2" for an item of a list, the key for an entry of a map. */
  title: string;
}

/**
 * The fields from the outermost to the one at `pointer`. The list ends early where the schema declares no
 * further field.
 */
export function findFields(form: FormSchema, pointer: string): FoundField[] {
  return findInside(treeOf(form), parsePointer(pointer));
}

/** The same, from the tokens of the pointer, inside `root`. */
function findInside(root: FormField, tokens: readonly string[]): FoundField[] {
  const found: FoundField[] = [];
  let parent: FoundField = { field: root, title: "" };
  for (const token of tokens) {
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
  return findAt(treeOf(form), parsePointer(pointer));
}

/** The same, from the tokens of the pointer, inside `root`. */
export function findAt(root: FormField, tokens: readonly string[]): FoundField | undefined {
  const found = findInside(root, tokens);
  return found.length === tokens.length ? found.at(-1) : undefined;
}

function findChild({ field, title }: FoundField, token: string): FoundField | undefined {
  const declared = field.fields?.get(token);
  if (declared) return { field: declared, title: declared.title };
  if (field.item) return { field: field.item, title: `${title} ${Number(token) + 1}` };
  return field.value && { field: field.value, title: token };
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
