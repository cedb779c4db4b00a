/** Compares a change with its start: which fields differ, their old values, and how to reset them. */

import { isNumber } from "#lib/exact-json";
import { fieldDefault } from "#lib/form/fields/defaults";
import { previewField } from "#lib/form/fields/preview";
import { type FormField, isGroup } from "#lib/form/tree/field";
import type { FormValues } from "#lib/form/types";
import { showMarks } from "#lib/manifest/direction-marks";
import { showInvisible } from "#lib/manifest/invisible-characters";
import { isEqual } from "#lib/schema/equal";
import {
  formatPointer,
  isRecord,
  ownValue,
  parsePointer,
  readPointer,
  writePointer,
} from "#lib/schema/pointer";

/**
 * Whether the value at `pointer` changed. Where a list has more or fewer items than before, its items cannot
 * be matched, so the list itself counts as changed.
 */
export function isChanged(values: FormValues, before: FormValues, pointer: string): boolean {
  return (
    !isEqual(readPointer(values, pointer), readPointer(before, pointer)) &&
    inSamePlace(values, before, pointer)
  );
}

function inSamePlace(values: FormValues, before: FormValues, pointer: string): boolean {
  return ancestorsOf(pointer).every((around) => {
    const [list, old] = [readPointer(values, around), readPointer(before, around)];
    const isList = Array.isArray(list) || Array.isArray(old);
    return !isList || (Array.isArray(list) && Array.isArray(old) && list.length === old.length);
  });
}

/** Pointers from the root to the object or list that contains the field. */
function ancestorsOf(pointer: string): string[] {
  const tokens = parsePointer(pointer);
  return tokens.map((_, length) => formatPointer(tokens.slice(0, length)));
}

/**
 * Whether the items of a changed list show the changes: the list has as many objects as before, and they are
 * groups.
 */
export function showsChangesInItems({ item }: FormField, before: unknown, now: unknown): boolean {
  const lists = Array.isArray(before) && Array.isArray(now) && before.length === now.length;
  return lists && item !== undefined && isGroup(item);
}

/**
 * The write that resets the field at `pointer`: the pointer and the old value. If the field was not set, the
 * write restores the empty object that contained it.
 */
export function findReset(
  values: FormValues,
  before: FormValues,
  pointer: string,
): { pointer: string; value: unknown } {
  const value = readPointer(before, pointer);
  const written = writePointer(values, pointer, value);
  const lost = ancestorsOf(pointer).find((around) => readPointer(written, around) === undefined);
  const stood = lost === undefined ? undefined : readPointer(before, lost);
  return lost !== undefined && isEmptyObject(stood) ? { pointer: lost, value: stood } : { pointer, value };
}

function isEmptyObject(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isEmptyObject);
}

/** Number of changed fields inside `now`. A list or a map counts as one. */
export function countChanged(field: FormField | undefined, before: unknown, now: unknown): number {
  if (isEqual(before, now)) return 0;
  const sides = [before, now].filter((side) => side !== undefined);
  const fields = field?.fields;
  if (!fields || !sides.every(isRecord)) return 1;
  const names = new Set(sides.flatMap((side) => Object.keys(side)));
  return [...names].reduce(
    (sum, name) => sum + countChanged(fields.get(name), ownValue(before, name), ownValue(now, name)),
    0,
  );
}

const MOST_ITEMS = 3;

/** The old value as the form showed it, to follow "Was": "10 Gi", "not set", "3 items". */
export function describePreviousValue(field: FormField, value: unknown): string {
  const { kind } = field;
  if (value === undefined) return "not set";
  if (value === null) return "empty";
  if (kind === "yaml" || kind === "rest") return "other YAML";
  if (value === "") return "an empty text";
  if (typeof value === "boolean") return describeBoolean(field, value);
  if (Array.isArray(value)) return describeList(value);
  if (isRecord(value)) return describeRecord(value, kind === "secret");
  return previewField({ field, title: "" }, value)[0] ?? String(value);
}

/** With a default the form shows a switch (on, off), else the answers Yes and No. */
function describeBoolean(field: FormField, value: boolean): string {
  const isSwitch = typeof fieldDefault(field) === "boolean";
  if (isSwitch) return value ? "on" : "off";
  return value ? "Yes" : "No";
}

function describeList(list: readonly unknown[]): string {
  if (list.length === 0) return "an empty list";
  const isPlain = list.every((item) => typeof item === "string" || isNumber(item));
  if (isPlain && list.length <= MOST_ITEMS) return showInvisible(list.join(", "));
  return list.length === 1 ? "1 item" : `${list.length} items`;
}

/** For a reference to a Secret, the names in it. */
function describeRecord(record: Record<string, unknown>, isReference: boolean): string {
  const values = Object.values(record);
  if (isReference) return showMarks(values.map(String).join(", "));
  if (values.length === 0) return "empty";
  return values.length === 1 ? "1 entry" : `${values.length} entries`;
}
