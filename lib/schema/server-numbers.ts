/**
 * Numbers as the API server compares them: what is written without a fraction is a 64-bit integer, and then the
 * bounds lose theirs. (k8s.io/kube-openapi/pkg/validation/validate: values.go, and go-openapi/swag: convert.go)
 */
import type { RJSFSchema } from "@rjsf/utils";

const INT64 = 2 ** 63;
const EPSILON = 1e-9;

/** True for what the server holds as an integer. */
export function isServerInteger(value: number): boolean {
  return Number.isInteger(value) && value >= -INT64 && value < INT64;
}

/** The first of the schema's limits that `value` breaks. */
export function findBrokenLimit(schema: RJSFSchema, value: number): string | undefined {
  const read = (limit: number) => (isServerInteger(value) ? Math.trunc(limit) : limit);
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema;
  if (minimum !== undefined && value < read(minimum)) return "minimum";
  if (above !== undefined && value <= read(above)) return "exclusiveMinimum";
  if (maximum !== undefined && value > read(maximum)) return "maximum";
  if (below !== undefined && value >= read(below)) return "exclusiveMaximum";
  return multipleOf !== undefined && !isMultiple(value, read(multipleOf)) ? "multipleOf" : undefined;
}

function isMultiple(value: number, factor: number): boolean {
  if (factor <= 0) return false;
  if (isServerInteger(value)) return value % factor === 0;
  return isNearInteger(factor < 1 ? (1 / factor) * value : value / factor);
}

function isNearInteger(value: number): boolean {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const whole = Math.trunc(value);
  if (whole === value) return true;
  return whole > 0 && (value - whole) / (value + whole) < EPSILON;
}

/** Whether `value` is one of `choices`; a number is first converted to the type of the choice, as Go converts it. */
export function isChoice(choices: readonly unknown[], value: unknown): boolean {
  if (value === null) return false;
  return choices.some((choice) => sameAs(choice, value));
}

function sameAs(choice: unknown, value: unknown): boolean {
  if (typeof value !== "number") return JSON.stringify(sortKeys(choice)) === JSON.stringify(sortKeys(value));
  if (typeof choice === "number") return choice === (isServerInteger(choice) ? Math.trunc(value) : value);
  return isServerInteger(value) && choice === characterOf(value);
}

function characterOf(code: number): string {
  const valid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? String.fromCodePoint(code) : "\ufffd";
}

/** The value with the fields of its objects in one order, so that equal values have one text. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, child]) => [name, sortKeys(child)]));
}
