/** A change beside what it starts from: which fields differ, what they were, and the way back. */

import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { isNumber } from "#lib/exact-json";
import { SECRET_FIELD } from "#lib/form/convert/secret-fields";
import { fieldDefault } from "#lib/form/fields/defaults";
import { asUi, isGroup } from "#lib/form/fields/field-lookup";
import { previewField } from "#lib/form/fields/preview";
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
 * Whether the field at `pointer` is another than it was. Items of a list that has more or fewer than before cannot be
 * told apart: there the list itself says what it was.
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

/** From the outermost object or list to the one that holds the field. */
function ancestorsOf(pointer: string): string[] {
  const tokens = parsePointer(pointer);
  return tokens.map((_, length) => formatPointer(tokens.slice(0, length)));
}

/** Whether a changed list leaves it to its items to say so: as many objects as before, with fields of their own. */
export function isToldInside(schema: RJSFSchema, ui: UiSchema, before: unknown, now: unknown): boolean {
  const { items } = schema;
  const lists = Array.isArray(before) && Array.isArray(now) && before.length === now.length;
  return lists && isRecord(items) && isGroup(items, asUi(ui.items));
}

/**
 * What to write, and where, so that the field at `pointer` is as it was: also "not set", and then with the empty object
 * that stood around it.
 */
export function findWayBack(
  values: FormValues,
  before: FormValues,
  pointer: string,
): { pointer: string; value: unknown } {
  const value = readPointer(before, pointer);
  const written = writePointer(values, pointer, value);
  const lost = ancestorsOf(pointer).find((around) => readPointer(written, around) === undefined);
  const stood = lost === undefined ? undefined : readPointer(before, lost);
  return lost !== undefined && holdsNothing(stood) ? { pointer: lost, value: stood } : { pointer, value };
}

function holdsNothing(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(holdsNothing);
}

/** How many fields inside `now` are others than they were: a list and a map count as one each. */
export function countChanged(schema: RJSFSchema, before: unknown, now: unknown): number {
  if (isEqual(before, now)) return 0;
  const sides = [before, now].filter((side) => side !== undefined);
  if (!isRecord(schema.properties) || !sides.every(isRecord)) return 1;
  const names = new Set(sides.flatMap((side) => Object.keys(side)));
  return [...names].reduce((sum, name) => {
    const child = ownValue(schema.properties, name);
    return sum + countChanged(isRecord(child) ? child : {}, ownValue(before, name), ownValue(now, name));
  }, 0);
}

const MOST_ITEMS = 3;

/** What a field was, as it was shown, to go on after "Was": "10 Gi", "not set", "3 items". */
export function sayWas(schema: RJSFSchema, ui: UiSchema, value: unknown): string {
  const field: unknown = ui["ui:field"];
  if (value === undefined) return "not set";
  if (value === null) return "empty";
  if (field === "YamlField" || field === "RestField") return "other YAML";
  if (value === "") return "an empty text";
  if (typeof value === "boolean") return sayBoolean(ui, value);
  if (Array.isArray(value)) return sayList(value);
  if (isRecord(value)) return sayRecord(value, field === SECRET_FIELD);
  return previewField({ schema, ui, title: "" }, value)[0] ?? String(value);
}

/** As the switch has it where there is a default, else as the answers have it. */
function sayBoolean(ui: UiSchema, value: boolean): string {
  const isSwitch = typeof fieldDefault(ui) === "boolean";
  if (isSwitch) return value ? "on" : "off";
  return value ? "Yes" : "No";
}

function sayList(list: readonly unknown[]): string {
  if (list.length === 0) return "an empty list";
  const isPlain = list.every((item) => typeof item === "string" || isNumber(item));
  if (isPlain && list.length <= MOST_ITEMS) return showInvisible(list.join(", "));
  return list.length === 1 ? "1 item" : `${list.length} items`;
}

/** Of a reference to a Secret, its names. */
function sayRecord(record: Record<string, unknown>, isReference: boolean): string {
  const values = Object.values(record);
  if (isReference) return showMarks(values.map(String).join(", "));
  if (values.length === 0) return "empty";
  return values.length === 1 ? "1 entry" : `${values.length} entries`;
}
