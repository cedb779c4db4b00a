/**
 * JSON in which a whole number of 64 bits keeps its digits. `JSON.parse` turns every number into a double, which changes
 * whole numbers beyond 2^53; Kubernetes keeps them (`format: int64`).
 *
 * In the portal, a whole number beyond 2^53 is a bigint, and every other number is a number. Go sees the same:
 * k8s.io/apimachinery/pkg/util/json reads an int64 where the digits fit one, else a double. So do the values of YAML
 * (lib/manifest/yaml/resolve.ts). A fraction, an exponent, and a whole number beyond 64 bits are doubles to the API server,
 * so the portal rounds them as the API server does.
 *
 * Where the runtime has it, `context.source` of `JSON.parse` tells the digits. Node 20 and browsers of 2024 lack it: there
 * the library reads the text.
 */
import { parse, stringify } from "lossless-json";

export const MIN_INT64 = -(2n ** 63n);
export const MAX_INT64 = 2n ** 63n - 1n;
/** Go's reader of YAML gives unsigned numbers of 64 bits as well. */
const MAX_UINT64 = 2n ** 64n - 1n;
/** More than any whole number of 64 bits has, with some zeros in front. */
const MAX_DIGITS = 64;
/**
 * What may be a whole number beyond 2^53, as Number.MAX_SAFE_INTEGER has 16 digits. The characters around tell it from the
 * digits in a digest, of which a list of objects has many.
 */
const LONG_NUMBER = /(?:^|[[:,\s])-?\d{16,}\s*(?:[,\]}]|$)/;

/** Called with each key and value, from the innermost; its result stands in place of the value. */
type Reviver = (key: string, value: unknown) => unknown;

/**
 * The value of a JSON text: as `JSON.parse`, with whole numbers beyond 2^53 as bigints. A type is only named for a text
 * that the portal itself wrote.
 * @throws SyntaxError for a text that is not JSON
 */
export function parseJson<T = unknown>(text: string, reviver?: Reviver): T {
  // Only the built-in parser is fast enough for lists of thousands of objects, and few texts have such numbers.
  if (!LONG_NUMBER.test(text)) return JSON.parse(text, reviver);
  if (tellsSource()) return JSON.parse(text, readSource(reviver));
  return parse(text, reviver, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }) as T;
}

/** Whether `JSON.parse` tells a reviver the digits of a number: the library takes twenty times as long. */
function tellsSource(): boolean {
  return JSON.parse("1", (_key, _value, { source }: { source?: string } = {}) => source === "1");
}

function readSource(reviver: Reviver = (_key, value) => value) {
  return (key: string, value: unknown, { source }: { source?: string } = {}) => {
    const isRounded = source !== undefined && typeof value === "number" && !Number.isSafeInteger(value);
    return reviver(key, isRounded ? parseNumber(source) : value);
  };
}

function parseNumber(digits: string): number | bigint {
  const number = Number(digits);
  if (Number.isSafeInteger(number) || !/^-?\d+$/.test(digits)) return number;
  const whole = BigInt(digits);
  return whole >= MIN_INT64 && whole <= MAX_UINT64 ? whole : number;
}

/**
 * The JSON text of a value: as `JSON.stringify`, with bigints as whole numbers, and `null` for what JSON lacks.
 * @param indent one step of the indentation; absent: all in one line
 */
export function formatJson(value: unknown, indent?: string): string {
  try {
    return JSON.stringify(value, null, indent) ?? "null";
  } catch {
    // The built-in writer refuses bigints.
    return stringify(value, null, indent) ?? "null";
  }
}

/** What YAML refuses in a text, or reads as the end of a line, and JSON takes as it is (https://yaml.org/spec/1.1/#id868524). */
const NOT_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** The same for a body that its receiver reads as YAML, such as that of a server-side apply. */
export function formatJsonForYaml(value: unknown): string {
  return formatJson(value).replace(
    NOT_IN_YAML,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A number in the portal: bigints are the whole numbers that a double would change. */
export function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Decimal digits, with a sign or not, as the whole number that they are; undefined for other texts and beyond 64 bits. */
export function parseInteger(text: string): number | bigint | undefined {
  if (!/^[-+]?\d+$/.test(text) || text.length > MAX_DIGITS) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  const whole = BigInt(text.replace("+", ""));
  return isInt64(whole) ? whole : undefined;
}

/** Whether a whole number fits the 64 bits that Kubernetes has for one. */
export function isInt64(value: bigint): boolean {
  return value >= MIN_INT64 && value <= MAX_INT64;
}

/**
 * Whether two numbers are the same to whoever reads them written: a double that is whole is written as a whole number.
 */
export function isSameNumber(one: number | bigint, other: number | bigint): boolean {
  return one === other || String(one) === String(other);
}
