/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library, and cel-go's sets. */
import { compute } from "#lib/schema/cel/arithmetic";
import { compare, hasItem, isEqual } from "#lib/schema/cel/compare";
import { define, type Library } from "#lib/schema/cel/overload";
import { type CelValue, failEvaluation } from "#lib/schema/cel/values";

export const LISTS: Library = [
  define(".isSorted", ["list"], ({ items }) =>
    items.every((item, index) => index === 0 || (compare(items[index - 1] ?? null, item) ?? 1) <= 0),
  ),
  define(".sum", ["list"], ({ items }) => sum(items)),
  define(".min", ["list"], ({ items }) => extreme(items, -1)),
  define(".max", ["list"], ({ items }) => extreme(items, 1)),
  define(".indexOf", ["list", "any"], ({ items }, wanted) =>
    BigInt(items.findIndex((item) => isEqual(item, wanted))),
  ),
  define(".lastIndexOf", ["list", "any"], ({ items }, wanted) =>
    BigInt(items.findLastIndex((item) => isEqual(item, wanted))),
  ),
  define("sets.contains", ["list", "list"], (list, part) => containsAll(list.items, part.items)),
  define(
    "sets.equivalent",
    ["list", "list"],
    (one, other) => containsAll(one.items, other.items) && containsAll(other.items, one.items),
  ),
  define("sets.intersects", ["list", "list"], (one, other) =>
    one.items.some((item) => hasItem(other.items, item)),
  ),
];

// The type of an empty sum depends on the schema. As a number, zero compares with all other numbers.
function sum([first = 0n, ...rest]: readonly CelValue[]): CelValue {
  return rest.reduce((total, item) => compute("+", total, item), first);
}

function extreme([first, ...rest]: readonly CelValue[], wanted: number): CelValue {
  if (first === undefined) return failEvaluation("the rule takes the minimum or maximum of an empty list");
  return rest.reduce((best, item) => (compare(item, best) === wanted ? item : best), first);
}

function containsAll(items: readonly CelValue[], wanted: readonly CelValue[]): boolean {
  return wanted.every((item) => hasItem(items, item));
}
