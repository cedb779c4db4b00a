/** https://github.com/google/cel-go/blob/master/cel/library.go (OptionalTypes) */
import { define, type Library } from "#lib/schema/cel/overload";
import { type CelValue, failEvaluation, makeOptional } from "#lib/schema/cel/values";

export const OPTIONALS: Library = [
  define("optional.of", ["any"], makeOptional),
  define("optional.none", [], () => makeOptional(undefined)),
  define("optional.ofNonZeroValue", ["any"], (value) => makeOptional(isZero(value) ? undefined : value)),
  define(".hasValue", ["optional"], ({ value }) => value !== undefined),
  define(".value", ["optional"], ({ value }) =>
    value === undefined ? failEvaluation("the rule reads an optional value that is not set") : value,
  ),
  define(".or", ["optional", "optional"], (one, other) => (one.value === undefined ? other : one)),
  define(".orValue", ["optional", "any"], ({ value }, other) => (value === undefined ? other : value)),
];

function isZero(value: CelValue): boolean {
  if (value === null || value === "" || value === false || value === 0n || value === 0) return true;
  if (typeof value !== "object") return false;
  if (value.kind === "list") return value.items.length === 0;
  if (value.kind === "map") return value.entries.size === 0;
  return failEvaluation("the rule asks whether a value is zero");
}
