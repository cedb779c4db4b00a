/**
 * Numbers as the API server compares them. A number written without a fraction is a 64-bit integer, and the
 * server then drops the fractions of the limits. (k8s.io/kube-openapi/pkg/validation/validate: values.go, and
 * go-openapi/swag: convert.go)
 */

import { formatJson, isInt64, isNumber, isSameNumber } from "#lib/exact-json";
import type { JsonSchema } from "#lib/schema/types";

const INT64 = 2 ** 63;
const EPSILON = 1e-9;

/** True for a number that the server stores as an integer. */
export function isServerInteger(value: number | bigint): boolean {
  if (typeof value === "bigint") return isInt64(value);
  return Number.isInteger(value) && value >= -INT64 && value < INT64;
}

/** The first limit of the schema that `value` violates. The server stores each limit as a double. */
export function findViolatedLimit(schema: JsonSchema, value: number | bigint): string | undefined {
  const limitOf = (keyword: string): number | undefined => {
    const limit: unknown = schema[keyword];
    if (!isNumber(limit)) return undefined;
    return isServerInteger(value) ? Math.trunc(Number(limit)) : Number(limit);
  };
  const [minimum, above] = [limitOf("minimum"), limitOf("exclusiveMinimum")];
  const [maximum, below] = [limitOf("maximum"), limitOf("exclusiveMaximum")];
  const factor = limitOf("multipleOf");
  if (minimum !== undefined && value < minimum) return "minimum";
  if (above !== undefined && value <= above) return "exclusiveMinimum";
  if (maximum !== undefined && value > maximum) return "maximum";
  if (below !== undefined && value >= below) return "exclusiveMaximum";
  return factor !== undefined && !isMultiple(value, factor) ? "multipleOf" : undefined;
}

function isMultiple(value: number | bigint, factor: number): boolean {
  if (factor <= 0) return false;
  if (typeof value === "bigint" && isServerInteger(value)) return value % BigInt(factor) === 0n;
  const number = Number(value);
  if (isServerInteger(value)) return number % factor === 0;
  return isNearInteger(factor < 1 ? (1 / factor) * number : number / factor);
}

function isNearInteger(value: number): boolean {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const whole = Math.trunc(value);
  if (whole === value) return true;
  return whole > 0 && (value - whole) / (value + whole) < EPSILON;
}

/**
 * Whether `value` is one of `choices`. A number is first converted to the type of the choice, as Go converts
 * it.
 */
export function isChoice(choices: readonly unknown[], value: unknown): boolean {
  if (value === null) return false;
  if (isNumber(value)) return choices.some((choice) => sameAsNumber(choice, value));
  if (typeof value !== "object") return choices.includes(value);
  const text = formatJson(sortKeys(value));
  return choices.some((choice) => formatJson(sortKeys(choice)) === text);
}

function sameAsNumber(choice: unknown, value: number | bigint): boolean {
  if (!isNumber(choice)) return isServerInteger(value) && choice === characterOf(Number(value));
  if (!isServerInteger(choice)) return Number(choice) === Number(value);
  return isSameNumber(choice, typeof value === "number" ? Math.trunc(value) : value);
}

function characterOf(code: number): string {
  const valid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? String.fromCodePoint(code) : "\ufffd";
}

/** The value with sorted fields, so that equal values have equal text. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, child]) => [name, sortKeys(child)]));
}
