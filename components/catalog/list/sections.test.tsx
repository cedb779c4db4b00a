import { describe, expect, it } from "vitest";
import { makeGroup } from "#components/catalog/list/group-fixture";
import { arrangeSections } from "#components/catalog/list/sections";

const many = Array.from({ length: 25 }, (_, index) => makeGroup(`Table ${index}`, { category: "Databases" }));
const shown = (...parameters: Parameters<typeof arrangeSections>) =>
  arrangeSections(...parameters).map(({ title, offers }) => [
    title,
    ...offers.map(({ entry }) => entry.title),
  ]);

describe("arrangeSections", () => {
  const groups = [
    ...many,
    makeGroup("Bucket", { category: "Storage" }),
    makeGroup("App", { category: "Apps", featured: true }),
    makeGroup("Broken", { requestable: false, featured: true }),
    makeGroup("Widget"),
  ];

  it("has each offer once: used, featured, by category with Other last, and at last what is closed", () => {
    expect(shown(groups, ["Bucket", "Broken", "gone"])).toEqual([
      ["Yours and recent", "Bucket"],
      ["Featured", "App"],
      ["Databases", ...many.map(({ entry }) => entry.title)],
      ["Other", "Widget"],
      ["Can't be requested now", "Broken"],
    ]);
  });

  it("has six used offers at most, in the order of their use, also under the id of another cluster", () => {
    const used = ["Table 9", "west.Table 3", "Table 9", ...many.map(({ entry }) => entry.id)];
    const west = many.map((group, index) =>
      index === 3 ? { ...group, ids: ["Table 3", "west.Table 3"] } : group,
    );
    expect(shown(west, used)[0]).toEqual([
      "Yours and recent",
      ...["Table 9", "Table 3", "Table 0", "Table 1", "Table 2", "Table 4"],
    ]);
  });

  it("puts few offers together", () => {
    expect(shown([makeGroup("A", { category: "Apps" }), makeGroup("B")], [])).toEqual([
      ["All offers", "A", "B"],
    ]);
  });
});
