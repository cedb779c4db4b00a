import { expect, it } from "vitest";
import { NEEDED_RIGHTS } from "#lib/server/diagnostics/needed-rights";
import { readShippedRights } from "#lib/server/diagnostics/testing/shipped-role";

it("the needed rights are those of the shipped role, each once", async () => {
  const shipped = await readShippedRights();
  const needed = NEEDED_RIGHTS.flatMap(({ group, resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource }))),
  );
  const format = ({ verb, group, resource }: (typeof shipped)[number]) => `${verb} ${resource}.${group}`;
  expect(shipped.length).toBeGreaterThan(50);
  expect(needed.map(format).toSorted()).toEqual(shipped.map(format).toSorted());
});

it("each right has an id of its own and says what fails without it", () => {
  expect(new Set(NEEDED_RIGHTS.map(({ id }) => id)).size).toBe(NEEDED_RIGHTS.length);
  expect(NEEDED_RIGHTS.filter(({ without }) => !without.startsWith("Without it "))).toEqual([]);
});
