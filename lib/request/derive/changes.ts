import { formatJson } from "#lib/exact-json";
import { labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import type { FieldChange } from "#lib/request/types";
import { isEqual } from "#lib/schema/equal";
import { childPointer, isRecord, ownValue } from "#lib/schema/pointer";

// Identity fields are equal on both sides, or the whole object is new.
const UNSAID = new Set(["/apiVersion", "/kind", "/metadata/name", "/metadata/namespace", "/status"]);
/** Stands for the form of a kind without one. */
export const NO_FORM: FormSchema = { schema: {}, uiSchema: {}, defaults: {} };

/**
 * The changed fields, with the form's labels. A list of plain values is one field; in a list of objects, the
 * fields of each item are compared. `undefined` is an absent object.
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

/** Limits the size of pages and responses; nobody reads more fields one by one. */
const MOST_CHANGES = 1_000;
/** Maximum length of a value as JSON, in characters. */
const MOST_OF_VALUE = 16_384;

/**
 * The changes for a response. A value that is too long is described instead, and a last entry counts the
 * changes beyond 1,000. The diff has all of them.
 */
export function shortenChanges(changes: readonly FieldChange[]): FieldChange[] {
  const shown = changes.slice(0, MOST_CHANGES).map((change) => ({
    ...change,
    before: shortenValue(change.before),
    after: shortenValue(change.after),
  }));
  const left = changes.length - shown.length;
  if (left === 0) return shown;
  return [...shown, { path: "", label: `${left} more changes`, after: "See the YAML for all of them." }];
}

/** A value for a response; a value that is too long is described instead. */
export function shortenValue(value: unknown): unknown {
  if (typeof value === "string") {
    return value.length <= MOST_OF_VALUE ? value : `${value.slice(0, MOST_OF_VALUE)}…`;
  }
  if (typeof value !== "object" || value === null || formatJson(value).length <= MOST_OF_VALUE) return value;
  return Array.isArray(value)
    ? `${value.length} items. See the YAML.`
    : `${Object.keys(value).length} fields. See the YAML.`;
}

type Difference = Omit<FieldChange, "label">;

function compare(before: unknown, after: unknown, path: string): Difference[] {
  const names = listNames(before, after);
  if (names === undefined) return isEqual(before, after) ? [] : [{ path, before, after }];
  return names.flatMap((name) =>
    compare(ownValue(before, name), ownValue(after, name), childPointer(path, name)),
  );
}

/** The fields or items to compare; undefined where both values are compared as a whole. */
function listNames(before: unknown, after: unknown): string[] | undefined {
  const sides = [before, after].filter((side) => side !== undefined);
  if (sides.every(isFilledRecord)) return [...new Set(sides.flatMap((side) => Object.keys(side)))];
  if (!sides.every(isObjectList)) return undefined;
  const length = Math.max(...sides.map((side) => side.length));
  return Array.from({ length }, (_, index) => String(index));
}

/** `{}` has no fields, so its presence is the change. */
function isFilledRecord(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && Object.keys(value).length > 0;
}

function isObjectList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isFilledRecord);
}

function isVersionChange(path: string, { before, after }: Pick<Difference, "before" | "after">): boolean {
  return path === "/apiVersion" && before !== undefined && after !== undefined;
}
