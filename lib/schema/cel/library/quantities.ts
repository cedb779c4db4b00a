/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library */
import { define, type Library } from "#lib/schema/cel/overload";
import { type CelValue, failEvaluation } from "#lib/schema/cel/values";

type Quantity = Extract<CelValue, { kind: "quantity" }>;

const NANO = 1_000_000_000n;
const MAX = (2n ** 63n - 1n) * NANO;
const QUANTITY = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/;
const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

export const QUANTITIES: Library = [
  define("isQuantity", ["string"], (text) => QUANTITY.test(text)),
  define("quantity", ["string"], parseQuantity),
  define(".sign", ["quantity"], ({ nanos }) => BigInt(compareTo(nanos, 0n))),
  define(".compareTo", ["quantity", "quantity"], (one, other) => BigInt(compareTo(one.nanos, other.nanos))),
  define(".isGreaterThan", ["quantity", "quantity"], (one, other) => one.nanos > other.nanos),
  define(".isLessThan", ["quantity", "quantity"], (one, other) => one.nanos < other.nanos),
  define(".add", ["quantity", "quantity"], (one, other) => add(one, other, 1n)),
  define(".add", ["quantity", "int"], (one, number) => add(one, fromInteger(number), 1n)),
  define(".sub", ["quantity", "quantity"], (one, other) => add(one, other, -1n)),
  define(".sub", ["quantity", "int"], (one, number) => add(one, fromInteger(number), -1n)),
  define(".isInteger", ["quantity"], isInteger),
  define(".asInteger", ["quantity"], (quantity) =>
    isInteger(quantity) ? quantity.nanos / NANO : failEvaluation("the rule reads a quantity as an integer"),
  ),
  define(".asApproximateFloat", ["quantity"], ({ nanos }) => Number(nanos) / 1e9),
];

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
function parseQuantity(text: string): Quantity {
  const [, sign, digits = "", suffix = ""] =
    QUANTITY.exec(text) ?? failEvaluation("the rule reads a text as a quantity");
  const [whole = "", fraction = ""] = digits.split(".");
  const [factor, exponent] = readSuffix(suffix);
  const power = 9 + exponent - fraction.length;
  if (Math.abs(power) > 60 || digits.length > 100) return failEvaluation("a quantity is very large or small");
  const scaled = BigInt(`${whole}${fraction}`) * factor * 10n ** BigInt(Math.max(power, 0));
  const divisor = 10n ** BigInt(Math.max(-power, 0));
  // The API server rounds and limits such quantities.
  if (scaled % divisor !== 0n || scaled / divisor > MAX)
    return failEvaluation("a quantity is very large or small");
  const nanos = scaled / divisor;
  return {
    kind: "quantity",
    nanos: sign === "-" ? -nanos : nanos,
    isWhole: fraction === "" && exponent >= 0,
  };
}

function readSuffix(suffix: string): [factor: bigint, exponent: number] {
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return [1024n ** BigInt(binary), 0];
  const decimal = DECIMAL.indexOf(suffix);
  return [1n, decimal >= 0 ? (decimal - 3) * 3 : Number(suffix.slice(1))];
}

function fromInteger(number: bigint): Quantity {
  return { kind: "quantity", nanos: number * NANO, isWhole: true };
}

function add(one: Quantity, other: Quantity, sign: bigint): Quantity {
  const nanos = one.nanos + sign * other.nanos;
  return { kind: "quantity", nanos, isWhole: one.isWhole && other.isWhole };
}

// The API server does not accept "1000m" as an integer. For a sum, the result depends on its internal
// representation.
function isInteger({ nanos, isWhole }: Quantity): boolean {
  if (nanos % NANO !== 0n) return false;
  return isWhole && nanos < MAX && nanos > -MAX
    ? true
    : failEvaluation("the rule asks whether a quantity is an integer");
}

function compareTo(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
