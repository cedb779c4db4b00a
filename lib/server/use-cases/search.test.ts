import { expect, it } from "vitest";
import { createSearch } from "#lib/server/use-cases/search";

it.each<[q: string | undefined, row: (string | undefined)[], found: boolean]>([
  [undefined, ["orders"], true],
  ["  ", ["orders"], true],
  ["ORD", ["orders"], true],
  ["removal orders", ["orders", "Removal of", undefined], true],
  ["removal sessions", ["orders", "Removal of"], false],
  ["undefined", ["orders", undefined], false],
])("createSearch of %j in %j: %s", (q, row, found) => {
  expect(createSearch(q)(row)).toBe(found);
});
