import { describe, expect, it } from "vitest";
import { countTags, findOffers, sortOffers } from "#components/catalog/catalog-search";
import type { CatalogEntry } from "#lib/catalog/types";

function offer(title: string, more: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    id: title,
    source: "promise",
    cluster: "local",
    group: "g",
    version: "v1",
    kind: title,
    plural: "",
    scope: "Namespaced",
    title,
    description: "",
    icon: "box",
    owner: "",
    tags: [],
    requestable: true,
    reason: "",
    warnings: [],
    ...more,
  };
}

const offers = [
  offer("PostgreSQL", { description: "A database.", owner: "Data team", tags: ["database", "stateful"] }),
  offer("Cache", { kind: "RedisCluster", owner: "Data team", tags: ["database"] }),
  offer("Bucket", { owner: "Storage", tags: ["stateful", "stateful"] }),
];
const titles = (found: CatalogEntry[]) => found.map(({ title }) => title);

describe("findOffers", () => {
  it.each([
    {
      why: "returns all offers without a query",
      query: "",
      tag: "",
      gives: ["PostgreSQL", "Cache", "Bucket"],
    },
    { why: "finds by a part of the title", query: "greSQL", tag: "", gives: ["PostgreSQL"] },
    { why: "finds by kind", query: "redis", tag: "", gives: ["Cache"] },
    { why: "finds by words from different attributes", query: "data post", tag: "", gives: ["PostgreSQL"] },
    { why: "finds by tag", query: "", tag: "stateful", gives: ["PostgreSQL", "Bucket"] },
    { why: "finds by tag and query", query: "storage", tag: "stateful", gives: ["Bucket"] },
    { why: "finds nothing for an unknown tag", query: "", tag: "old", gives: [] },
  ])("$why", ({ query, tag, gives }) => expect(titles(findOffers(offers, query, tag))).toEqual(gives));
});

it("sortOffers returns one order for every order of the cluster", () => {
  const twins = [offer("Cache", { id: "b" }), offer("Cache", { id: "a" }), offer("Bucket")];
  const ids = (list: CatalogEntry[]) => list.map(({ id }) => id);
  expect(ids(sortOffers(twins))).toEqual(["Bucket", "a", "b"]);
  expect(ids(sortOffers(twins.toReversed()))).toEqual(["Bucket", "a", "b"]);
});

it("countTags counts each offer once per tag, and returns the most frequent tag first", () => {
  expect(countTags(offers)).toEqual([
    { tag: "database", count: 2 },
    { tag: "stateful", count: 2 },
  ]);
});
