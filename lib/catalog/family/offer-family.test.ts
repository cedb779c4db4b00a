import { describe, expect, it } from "vitest";
import { buildFamily, groupOffers } from "#lib/catalog/family/offer-family";
import type { CatalogEntry } from "#lib/catalog/types";

const queue = {
  source: "crd",
  group: "demo.test",
  kind: "Queue",
  scope: "Namespaced",
  title: "Queue",
} as const;

describe("buildFamily", () => {
  it.each<[why: string, change: Partial<CatalogEntry>, isSame: boolean]>([
    ["another cluster and version", { cluster: "west", version: "v2" }, true],
    ["a title in another case, with spaces around it", { title: " queue " }, true],
    ["another title", { title: "Fast queue" }, false],
    ["another group", { group: "other.test" }, false],
    ["another kind", { kind: "Topic" }, false],
    ["another source", { source: "promise" }, false],
    ["another scope", { scope: "Cluster" }, false],
  ])("for %s", (_why, change, isSame) => {
    expect(buildFamily({ ...queue, ...change }) === buildFamily(queue)).toBe(isSame);
  });
});

function makeEntry(id: string, more: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    ...{
      id,
      ...queue,
      cluster: id,
      version: "v1",
      plural: "queues",
      description: "",
      icon: "box",
      owner: "",
    },
    ...{ tags: [], requestable: true, reason: "", warnings: [], family: "queue" },
    ...more,
  };
}

describe("groupOffers", () => {
  const group = (...entries: CatalogEntry[]) =>
    groupOffers(entries).map(({ entry, clusters }) => [entry.id, ...clusters]);

  it("joins the entries of a family, in the order given", () => {
    const other = makeEntry("other", { family: "topic" });
    expect(group(makeEntry("prod"), other, makeEntry("west"))).toEqual([
      ["prod", "prod", "west"],
      ["other", "other"],
    ]);
  });

  it("shows the first entry that can be requested", () => {
    const closed = { requestable: false };
    expect(group(makeEntry("prod", closed), makeEntry("west"))).toEqual([["west", "prod", "west"]]);
    expect(group(makeEntry("prod", closed), makeEntry("west", closed))).toEqual([["prod", "prod", "west"]]);
  });

  it("keeps entries without a family, and a second entry of one cluster, apart", () => {
    const alone = { family: undefined };
    expect(group(makeEntry("a", alone), makeEntry("b", alone))).toHaveLength(2);
    expect(group(makeEntry("a"), makeEntry("b", { cluster: "a" }))).toHaveLength(2);
  });
});
