/**
 * Validates values against the schema of their form, in the browser and on the server, with readable
 * messages.
 */
import type { FieldError } from "#lib/errors";
import { applyDefaults } from "#lib/form/fields/defaults";
import { requiredOf } from "#lib/form/tree/field";
import { findField } from "#lib/form/tree/lookup";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { describeViolation } from "#lib/form/values/messages";
import { childPointer, isRecord, ownValue, parsePointer, readPointer } from "#lib/schema/pointer";
import { findViolations, type Violation } from "#lib/schema/structural/check";
import { MAP_KEYS } from "#lib/schema/structural/list-keys";

/**
 * The errors of `values`, one for each field; empty for valid values. Paths are JSON Pointers into the
 * values. Defaults count as set, as in the API server. Checks that only the server can make are skipped:
 * patterns without an equivalent, some formats, CEL.
 */
export function validateValues(form: FormSchema, values: FormValues): FieldError[] {
  const filled = withoutUndefined(applyDefaults(treeOf(form), values));
  const errors = findViolations(form.schema, filled).flatMap((breach) =>
    describeAtField(form, breach, filled),
  );
  return keepOnePerField(errors);
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item ?? null));
  if (!isRecord(value)) return value;
  const set = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(set.map(([name, child]) => [name, withoutUndefined(child)]));
}

function describeAtField(
  form: FormSchema,
  { pointer, keyword, schema }: Violation,
  values: unknown,
): FieldError[] {
  if (keyword === "required") {
    const missing = listOf(schema.required).filter(
      (name) => ownValue(readPointer(values, pointer), name) === undefined,
    );
    return missing.flatMap((name) => describeMissing(form, childPointer(pointer, name)));
  }
  const title = titleAt(form, pointer);
  if (keyword === MAP_KEYS) return [describeDuplicateKeys(form, pointer, listOf(schema[MAP_KEYS]))];
  const message = describeViolation(keyword, schema, title);
  return [{ path: pointer, message, source: "schema" }];
}

/** For a missing object, the errors name its required fields, which a person can fill in. */
function describeMissing(form: FormSchema, path: string): FieldError[] {
  const found = findField(form, path);
  const inside = found ? requiredOf(found.field) : [];
  if (inside.length > 0) return inside.flatMap((name) => describeMissing(form, childPointer(path, name)));
  const title = found?.title ?? parsePointer(path).at(-1) ?? "";
  return [{ path, message: `${title} is required.`, source: "schema" }];
}

function describeDuplicateKeys(form: FormSchema, pointer: string, keys: string[]): FieldError {
  const names = keys.map((key) => titleAt(form, childPointer(pointer, key))).join(" and ");
  return {
    path: childPointer(pointer, keys[0] ?? ""),
    message: `${names} must be different in every item. Another item has the same value.`,
    source: "schema",
  };
}

function titleAt(form: FormSchema, pointer: string): string {
  if (pointer === "") return treeOf(form).title;
  return findField(form, pointer)?.title ?? parsePointer(pointer).at(-1) ?? "";
}

// Keeps one error for each field: the first is the most basic.
function keepOnePerField(errors: FieldError[]): FieldError[] {
  const first = new Map<string, FieldError>();
  for (const error of errors) if (!first.has(error.path)) first.set(error.path, error);
  return [...first.values()];
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
