/** Applies the rules of a curator to a form: its layout, start values, locked values and restricted choices. */
import { isEach, parseFieldPath } from "#lib/form/fields/field-path";
import { applyLayout, changeField } from "#lib/form/layout/layout-apply";
import { readLayoutDocument } from "#lib/form/layout/layout-text";
import { LAYOUT_VERSION } from "#lib/form/layout-document";
import type { FormField, JsonValue } from "#lib/form/tree/field";
import { treeOf, writeForm } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { validateValues } from "#lib/form/values/validate";
import { isEqual } from "#lib/schema/equal";
import { formatPointer, isRecord, writePointer } from "#lib/schema/pointer";

/** A value for the field at a path of `docs/layout.md`. */
export interface FieldValue {
  field: string;
  value: unknown;
}

/** Rules for the values of a form. */
export interface FormRules {
  /** A layout document; the version can be missing. */
  layout?: Readonly<Record<string, unknown>> | undefined;
  /** Values with which a new request starts. */
  defaults: readonly FieldValue[];
  /** Values that each request must have. */
  locked: readonly FieldValue[];
  /** The only values that a field can have. */
  choices: readonly { field: string; values: readonly unknown[] }[];
}

export interface RuledForm {
  form: FormSchema;
  /** The parts of the rules that do not fit the form, one sentence each. These parts have no effect. */
  problems: string[];
}

/**
 * The form with the rules. Validation of its values, in the browser and on the server, then enforces locked values and
 * choices. Does not change the form that is passed in. A part that does not fit is left out, with a problem.
 */
export function applyRules(form: FormSchema, rules: FormRules): RuledForm {
  const laidOut = applyOwnLayout(form, rules);
  const problems: string[] = [...laidOut.problems];
  const base = laidOut.form;
  const locked = rules.locked.flatMap((rule) => checkValue(base, rule, "locked", problems));
  const defaults = rules.defaults.flatMap((rule) => checkValue(base, rule, "default", problems));
  const choices = rules.choices.flatMap((rule) => checkChoices(base, rule, problems));
  const changes = [
    ...locked.map(({ tokens, value }) => ({ tokens, change: (field: FormField) => lock(field, value) })),
    ...choices.map(({ tokens, values }) => ({ tokens, change: (field: FormField) => narrow(field, values) })),
  ];
  const tree = changes.reduce(
    (root, { tokens, change }) => changeField(root, tokens, change) ?? root,
    treeOf(base),
  );
  const start = defaults.reduce<FormValues>(
    (values, { tokens, value }) => writePointer(values, formatPointer(tokens), value),
    {},
  );
  return { form: writeForm(tree, base.defaults, base.layout, start), problems };
}

function applyOwnLayout(form: FormSchema, { layout: written }: FormRules): RuledForm {
  if (!written) return { form, problems: [] };
  const { layout, warnings } = readLayoutDocument({ version: LAYOUT_VERSION, ...written });
  if (!layout) return { form, problems: warnings };
  const laidOut = applyLayout(form, layout);
  return { form: laidOut.form, problems: [...warnings, ...laidOut.warnings] };
}

interface Placed {
  tokens: readonly string[];
  field: FormField;
}

/** The field that a rule names; undefined with a problem. A rule for each item of a list has no single place. */
function findPlace(form: FormSchema, path: string, problems: string[]): Placed | undefined {
  const tokens = parseFieldPath(path) ?? [];
  let field: FormField | undefined;
  const hasField =
    tokens.length > 0 &&
    changeField(treeOf(form), tokens, (own) => {
      field = own;
      return own;
    }) !== undefined;
  if (!hasField || !field) {
    problems.push(`Field '${path}' is gone. Remap it.`);
    return undefined;
  }
  if (tokens.some(isEach)) {
    problems.push(`Field '${path}' is inside every item of a list. A rule needs one field.`);
    return undefined;
  }
  return { tokens, field };
}

function checkValue(
  form: FormSchema,
  { field: path, value }: FieldValue,
  word: "locked" | "default",
  problems: string[],
): (Placed & { value: JsonValue })[] {
  const place = findPlace(form, path, problems);
  if (!place || !isJsonValue(value)) return [];
  const refusal = findRefusal(form, place, value);
  if (refusal === undefined) return [{ ...place, value }];
  problems.push(`The ${word} value of field '${path}' is not allowed: ${refusal}`);
  return [];
}

/** Why the schema refuses a value at a place. */
function findRefusal(form: FormSchema, { tokens }: Placed, value: unknown): string | undefined {
  const pointer = formatPointer(tokens);
  const errors = validateValues(form, writePointer({}, pointer, value));
  return errors.find(({ path }) => path === pointer || path.startsWith(`${pointer}/`))?.message;
}

function checkChoices(
  form: FormSchema,
  { field: path, values }: FormRules["choices"][number],
  problems: string[],
): (Placed & { values: Choice[] })[] {
  const place = findPlace(form, path, problems);
  if (!place) return [];
  const allowed = values.filter(isChoice).filter((value) => findRefusal(form, place, value) === undefined);
  const refused = values.filter((value) => !allowed.some((one) => isEqual(one, value)));
  if (refused.length > 0) {
    const named = refused.map((value) => JSON.stringify(value)).join(", ");
    problems.push(`Choices of field '${path}' are not allowed: ${named}.`);
  }
  return allowed.length > 0 ? [{ ...place, values: allowed }] : [];
}

type Choice = string | number | boolean;

function isChoice(value: unknown): value is Choice {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isJsonValue(value: unknown): value is JsonValue {
  return value !== undefined;
}

/** Validation refuses another value, and a missing one. */
function lock(field: FormField, value: JsonValue): FormField {
  return { ...field, kind: "locked", options: { ...field.options, locked: value, enforced: true } };
}

/** The field with these choices alone, with the labels that an author gave them. */
function narrow(field: FormField, values: readonly Choice[]): FormField {
  const { options, ...known } = field.options;
  const labelled = Array.isArray(options) ? options : [];
  const own = values.map(
    (value) => labelled.find((option) => isRecord(option) && option.value === value) ?? { value },
  );
  const isScalar = field.kind === "text" || field.kind === "number" || field.kind === "suggest";
  return {
    ...field,
    ...(isScalar && { kind: "choice" }),
    rules: { ...field.rules, enum: [...values] },
    options: labelled.length > 0 ? { ...known, options: own } : known,
  };
}

/** Whether an object has all locked values, one at least. */
export function hasLockedValues(object: object, locked: readonly FieldValue[]): boolean {
  return (
    locked.length > 0 &&
    locked.every(({ field, value }) => isEqual(readAt(object, parseFieldPath(field) ?? []), value))
  );
}

function readAt(value: unknown, [token, ...rest]: readonly string[]): unknown {
  if (token === undefined) return value;
  return isRecord(value) && Object.hasOwn(value, token) ? readAt(value[token], rest) : undefined;
}
