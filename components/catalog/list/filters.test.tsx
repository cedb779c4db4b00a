import { describe, expect, it } from "vitest";
import { countChoices, type Filters, filterOffers } from "#components/catalog/list/filters";
import { makeGroup } from "#components/catalog/list/group-fixture";

const groups = [
  makeGroup("PostgreSQL", { category: "Databases", owner: "Data", tags: ["sql"] }),
  makeGroup("MySQL", { category: "Databases", owner: "Web", tags: ["sql"] }, ["east", "west"]),
  makeGroup("Bucket", { category: "Storage", owner: "Data" }),
  makeGroup("Widget", { source: "xrd" }),
];
const none: Filters = { category: "", owner: "", cluster: "", source: "", tag: "" };
const titles = (filters: Partial<Filters>) =>
  filterOffers(groups, { ...none, ...filters }).map(({ entry }) => entry.title);

describe("filterOffers", () => {
  it.each<[why: string, filters: Partial<Filters>, expected: string[]]>([
    ["no filter keeps all", {}, ["PostgreSQL", "MySQL", "Bucket", "Widget"]],
    ["one filter", { category: "Databases" }, ["PostgreSQL", "MySQL"]],
    ["two filters combine", { category: "Databases", owner: "Data" }, ["PostgreSQL"]],
    ["each cluster of an offer counts", { cluster: "west" }, ["MySQL"]],
    ["an offer without a category is under Other", { category: "Other" }, ["Widget"]],
    ["the source", { source: "xrd" }, ["Widget"]],
    ["a value that no offer has", { tag: "old" }, []],
  ])("%s", (_why, filters, expected) => expect(titles(filters)).toEqual(expected));
});

describe("countChoices", () => {
  it("counts under the other filters, and not under the filter itself", () => {
    const { category, owner } = countChoices(groups, { ...none, category: "Databases", owner: "Data" });
    expect(category).toEqual([
      { value: "Databases", count: 1 },
      { value: "Storage", count: 1 },
    ]);
    expect(owner).toEqual([
      { value: "Data", count: 1 },
      { value: "Web", count: 1 },
    ]);
  });

  it("has the most frequent value first and Other last", () => {
    expect(countChoices(groups, none).category.map(({ value }) => value)).toEqual([
      "Databases",
      "Storage",
      "Other",
    ]);
  });

  it("keeps a chosen value that fits no offer", () => {
    expect(countChoices(groups, { ...none, tag: "old" }).tag).toContainEqual({ value: "old", count: 0 });
  });
});
