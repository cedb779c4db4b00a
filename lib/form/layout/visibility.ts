/**
 * Conditional fields, and fields whose value the platform team has set: which of their values are written.
 */

import type { FieldError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import { defaultAt } from "#lib/form/fields/defaults";
import { isEach, locatePath, parseFieldPath } from "#lib/form/fields/field-path";
import type { Condition } from "#lib/form/layout-document";
import { type FormField, walk } from "#lib/form/tree/field";
import { findFields } from "#lib/form/tree/lookup";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { isEqual } from "#lib/schema/equal";
import { formatPointer, isRecord, parsePointer, readPointer, writePointer } from "#lib/schema/pointer";

/** The condition of a field; undefined for a required field, which is always shown. */
export function conditionOf({ options, required }: FormField): Condition | undefined {
  return required ? undefined : options.when;
}

/**
 * Whether a condition holds for the field at `pointer`. A default counts as the value of its field. A
 * condition on an item that does not contain the field always holds.
 */
export function holds(form: FormSchema, values: FormValues, condition: Condition, pointer: string): boolean {
  const tokens = parseFieldPath(condition.field);
  const located = tokens && locatePath(tokens, parsePointer(pointer));
  if (!located) return true;
  const decisive = formatPointer(located);
  const value = readPointer(values, decisive) ?? defaultAt(form, decisive);
  const { equals, in: listed, set } = condition;
  const isSet = value !== undefined && value !== null;
  return (
    (equals === undefined || value === equals) &&
    (listed === undefined || listed.some((one) => one === value)) &&
    (set === undefined ? equals !== undefined || listed !== undefined || isSet : set === isSet)
  );
}

/**
 * A field with a condition or a set value. `tokens` may stand for each item of a list or each value of a map.
 */
interface Rule {
  tokens: readonly string[];
  when?: Condition;
  locked?: unknown;
  /** A missing value is an error too. */
  enforced?: boolean;
}

const rules = new WeakMap<FormSchema, readonly Rule[]>();
const settled = new WeakMap<FormSchema, WeakMap<FormValues, FormValues>>();

/**
 * The values as they are written: with the platform team's values, without fields that a condition hides.
 * Conditions read a hidden field as not set. Returns the same object where nothing changes, and the same
 * result for the same values.
 */
export function settleValues(form: FormSchema, values: FormValues): FormValues {
  const own = rulesOf(form);
  if (own.length === 0) return values;
  const known = settled.get(form)?.get(values);
  if (known) return known;
  const result = pruneHidden(form, writeLocked(own, values), own);
  const results = settled.get(form) ?? new WeakMap<FormValues, FormValues>();
  settled.set(form, results.set(values, result));
  return result;
}

function writeLocked(own: readonly Rule[], values: FormValues): FormValues {
  return own
    .filter(({ locked }) => locked !== undefined)
    .reduce(
      (written, { tokens, locked }) =>
        listPlaces(tokens, written).reduce((next, place) => writePointer(next, place, locked), written),
      values,
    );
}

/** Values that differ from the platform team's value, or miss an enforced one. They can come from a YAML file. */
export function findOverrides(form: FormSchema, values: FormValues): FieldError[] {
  return rulesOf(form).flatMap(({ tokens, locked, enforced = false }) =>
    listPlaces(tokens, values)
      .filter((place) => {
        const value = readPointer(values, place);
        if (locked === undefined) return false;
        return value === undefined ? enforced : !isEqual(value, locked);
      })
      .map((path): FieldError => {
        const title = findFields(form, path).at(-1)?.title ?? "";
        const wanted = formatJson(locked);
        return {
          path,
          message: `${title} must be ${wanted}: the platform team sets this field.`,
          source: "portal",
        };
      }),
  );
}

// Hiding a field can hide another one, and never shows a hidden one. So the loop ends.
function pruneHidden(form: FormSchema, values: FormValues, own: readonly Rule[]): FormValues {
  const hidden = own
    .flatMap(({ tokens, when }) => (when ? listPlaces(tokens, values).map((place) => ({ place, when })) : []))
    .filter(
      ({ place, when }) => readPointer(values, place) !== undefined && !holds(form, values, when, place),
    );
  if (hidden.length === 0) return values;
  const pruned = hidden.reduce((next, { place }) => writePointer(next, place, undefined), values);
  return pruneHidden(form, pruned, own);
}

/** The pointers of a rule's field in these values: one, or one for each item. */
function listPlaces(tokens: readonly string[], values: FormValues): string[] {
  return tokens.reduce(
    (places, token) =>
      places.flatMap((place) => {
        if (!isEach(token)) return [place + formatPointer([token])];
        const holder = readPointer(values, place);
        const keys = Array.isArray(holder) ? [...holder.keys()] : isRecord(holder) ? Object.keys(holder) : [];
        return keys.map((key) => place + formatPointer([key]));
      }),
    [""],
  );
}

function rulesOf(form: FormSchema): readonly Rule[] {
  const known = rules.get(form) ?? collectRules(treeOf(form));
  rules.set(form, known);
  return known;
}

function collectRules(root: FormField): Rule[] {
  const found: Rule[] = [];
  walk(root, (field, tokens) => {
    // An item of a list and a value of a map are always shown.
    const when = isEach(tokens.at(-1)) ? undefined : conditionOf(field);
    const { locked, enforced } = field.options;
    if (when || locked !== undefined)
      found.push({ tokens, ...(when && { when }), locked, ...(enforced && { enforced }) });
  });
  return found;
}
