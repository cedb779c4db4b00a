/**
 * Resolves unquoted scalars as Go does: go.yaml.in/yaml/v2, resolve.go, then to JSON as sigs.k8s.io/yaml
 * does.
 */

/** `undefined` for infinity and NaN, which JSON does not have. */
export type Resolved = string | number | bigint | boolean | null | undefined;

const WORDS = new Map<string, boolean | null | undefined>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, false] as const,
  ),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[
    ".nan",
    ".NaN",
    ".NAN",
    ".inf",
    ".Inf",
    ".INF",
    "+.inf",
    "+.Inf",
    "+.INF",
    "-.inf",
    "-.Inf",
    "-.INF",
  ].map((word) => [word, undefined] as const),
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;
/** A 64-bit integer has at most this many characters with sign and prefix, without leading zeros. */
const MAX_NUMBER_LENGTH = 400;

/** Whole numbers that JavaScript's numbers cannot hold exactly are bigints. */
export function resolvePlain(text: string): Resolved {
  if (WORDS.has(text)) return WORDS.get(text);
  const first = text.charAt(0);
  if (first === ".") return /^\.[0-9]+([eE][-+]?[0-9]+)?$/.test(text) ? toFloat(text, text) : text;
  if (!/[-+0-9]/.test(first)) return text;
  const digits = text.replaceAll("_", "");
  const whole = parseWhole(digits);
  if (whole !== undefined) return isSafe(whole) ? Number(whole) : whole;
  return FLOAT.test(digits) ? toFloat(digits, text) : text;
}

/** `text` for a number beyond the range of a 64-bit float. */
function toFloat(digits: string, text: string): Resolved {
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

const BASES: readonly (readonly [RegExp, string])[] = [
  [/^0[bB]([01]+)$/, "0b"],
  [/^0[oO]?([0-7]+)$/, "0o"],
  [/^0[xX]([0-9a-fA-F]+)$/, "0x"],
  [/^([1-9][0-9]*|0)$/, ""],
];

/** As strconv.ParseInt and then ParseUint do with base 0; undefined where both fail. */
function parseWhole(text: string): bigint | undefined {
  if (text.length > MAX_NUMBER_LENGTH) return undefined;
  const sign = /^[-+]/.exec(text)?.[0] ?? "";
  const unsigned = text.slice(sign.length);
  for (const [pattern, prefix] of BASES) {
    const digits = pattern.exec(unsigned)?.[1];
    if (digits === undefined) continue;
    const value = BigInt(prefix + digits);
    if (sign === "-") return value <= MAX_INT64 + 1n ? -value : undefined;
    // Only a number without a sign can use all 64 bits.
    return value <= (sign === "" ? MAX_UINT64 : MAX_INT64) ? value : undefined;
  }
  return undefined;
}

/**
 * The name of a key in JSON: `yes` becomes "true", and 0x10 becomes "16". Undefined for a key without a name,
 * and for a fraction whose name differs from its text.
 */
export function nameKey(text: string, plain: boolean): string | undefined {
  if (!plain) return text;
  const value = resolvePlain(text);
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  const whole = /^[-+0-9]/.test(text) ? parseWhole(text.replaceAll("_", "")) : undefined;
  if (whole !== undefined) return whole <= MAX_INT64 ? String(whole) : undefined;
  return typeof value === "number" && String(value) === text && isShortFraction(value) ? text : undefined;
}

// Go formats a fraction key as a 32-bit float, and with an exponent where that is shorter.
function isShortFraction(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e6 && String(value).replace(/[-.]/g, "").length <= 6;
}
