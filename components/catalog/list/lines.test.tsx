import { expect, it } from "vitest";
import { makeGroup } from "#components/catalog/list/group-fixture";
import { breakIntoLines } from "#components/catalog/list/lines";

it("breakIntoLines has a heading for each title and lines of as many offers as there are columns", () => {
  const [a, b, c] = ["A", "B", "C"].map((title) => makeGroup(title));
  if (!a || !b || !c) throw new Error("No offers.");
  const sections = [
    { title: "Apps", offers: [a, b, c] },
    { title: "Other", offers: [a] },
  ];
  expect(breakIntoLines(sections, 2)).toEqual([
    { key: "Apps", heading: "Apps", count: 3 },
    { key: "Apps A", section: "Apps", offers: [a, b] },
    { key: "Apps C", section: "Apps", offers: [c] },
    { key: "Other", heading: "Other", count: 1 },
    { key: "Other A", section: "Other", offers: [a] },
  ]);
});
