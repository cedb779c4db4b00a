import { describe, expect, it } from "vitest";
import { findInPalette, type PaletteGroup } from "#components/shell/palette/palette-items";

const item = (title: string, hint = "") => ({ id: title, title, hint });
const groups: PaletteGroup[] = [
  { label: "Actions", items: [item("Go to Catalog", "g c"), item("Sign out")] },
  {
    label: "Offers",
    items: [item("My postgres", "Data team"), item("PostgreSQL", "Data team"), item("Redis", "Data team")],
  },
  {
    label: "Resources",
    items: Array.from({ length: 20 }, (_, index) => item(`orders-${index}`, "team-a · Ready")),
  },
];
const titles = (query: string) =>
  findInPalette(groups, query).map(({ label, items }) => [label, ...items.map(({ title }) => title)]);

describe("findInPalette", () => {
  it("returns six items per group, with their total count", () => {
    const resources = findInPalette(groups, "").at(-1);
    expect(resources?.items).toHaveLength(6);
    expect(resources?.total).toBe(20);
  });

  it("keeps items that are found already, in their order", () => {
    const found = [{ label: "Offers", items: [item("Kafka topic"), item("Queue")], isFound: true }];
    expect(findInPalette(found, "kafak").map(({ items }) => items.map(({ title }) => title))).toEqual([
      ["Kafka topic", "Queue"],
    ]);
  });

  it.each([
    {
      why: "a title that starts with the query is first",
      query: "postgres",
      gives: [["Offers", "PostgreSQL", "My postgres"]],
    },
    { why: "every word matches the title or the hint", query: "redis data", gives: [["Offers", "Redis"]] },
    { why: "an empty group is omitted", query: "sign", gives: [["Actions", "Sign out"]] },
    { why: "upper case is ignored", query: "SIGN OUT", gives: [["Actions", "Sign out"]] },
    { why: "nothing matches", query: "kafka", gives: [] },
  ])("$query: $why", ({ query, gives }) => expect(titles(query)).toEqual(gives));
});
