import { isDeepStrictEqual } from "node:util";
import type { FieldChange } from "#lib/request/types";
import { labelPointer } from "#lib/schema/find";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";
import type { FormSchema } from "#lib/schema/types";

// What names the object is the same on both sides, or the whole of it is new.
const UNSAID = new Set(["/apiVersion", "/kind", "/metadata/name", "/metadata/namespace", "/status"]);
/** Of a kind without a form. */
export const NO_FORM: FormSchema = { schema: {}, uiSchema: {}, defaults: {} };

/**
 * What differs, field by field, in the form's words. A list of plain values is one field; in a list of objects each
 * item's fields are told. `undefined` is an object that is not there.
 */
export function listChanges(
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown> | undefined,
  form: FormSchema = NO_FORM,
): FieldChange[] {
  return compare(before, after, "")
    .filter(({ path, ...sides }) => !UNSAID.has(path) || isVersionChange(path, sides))
    .map((change) => ({ ...change, label: labelPointer(form, change.path) }));
}

type Difference = Omit<FieldChange, "label">;

function compare(before: unknown, after: unknown, path: string): Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  const names = listNames(before, after);
  if (names === undefined) return [{ path, before, after }];
  return names.flatMap((name) =>
    compare(ownValue(before, name), ownValue(after, name), childPointer(path, name)),
  );
}

/** The fields or items to look into; undefined where the two are to be told whole. */
function listNames(before: unknown, after: unknown): string[] | undefined {
  const sides = [before, after].filter((side) => side !== undefined);
  if (sides.every(isFilledRecord)) return [...new Set(sides.flatMap((side) => Object.keys(side)))];
  if (!sides.every(isObjectList)) return undefined;
  const length = Math.max(...sides.map((side) => side.length));
  return Array.from({ length }, (_, index) => String(index));
}

/** `{}` has no fields to tell; that it is there is the change. */
function isFilledRecord(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && Object.keys(value).length > 0;
}

function isObjectList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isFilledRecord);
}

function isVersionChange(path: string, { before, after }: Pick<Difference, "before" | "after">): boolean {
  return path === "/apiVersion" && before !== undefined && after !== undefined;
}
