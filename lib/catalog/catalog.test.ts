import { expect, it } from "vitest";
import { createCatalog } from "#lib/catalog/catalog";
import { buildClosedRecord } from "#lib/catalog/record";
import type { CatalogRecord, CatalogSource } from "#lib/catalog/types";

function record(title: string, kind: string, cluster = "local"): CatalogRecord {
  const origin = { group: "", resource: "", name: title, resourceVersion: "1" };
  const annotations = [{ "vitrine.dev/title": title }];
  const closed = buildClosedRecord(
    { source: "crd", cluster, annotations, defaultIcon: "box", warnings: [], origin },
    "",
  );
  return { ...closed, entry: { ...closed.entry, group: "demo.test", kind } };
}

const source = (...records: CatalogRecord[]): CatalogSource => ({
  kind: "crd",
  list: () => records,
  get: () => undefined,
  hasSynced: () => true,
  subscribe: () => () => {},
  close: () => {},
});

const catalog = createCatalog([
  source(record("Zebra", "Widget"), record("Else", "Widget", "other")),
  source(record("Apple", "Widget"), record("Gadget", "Gadget")),
]);

it.each<[why: string, cluster: string, kind: string, title: string | undefined]>([
  ["returns the only offer of a kind", "local", "Gadget", "Gadget"],
  ["returns the first of several offers by title across sources", "local", "Widget", "Apple"],
  ["returns the offer of the given cluster", "other", "Widget", "Else"],
  ["returns nothing for a kind without an offer", "local", "Gizmo", undefined],
])("findByKind %s", (_why, cluster, kind, title) => {
  expect(catalog.findByKind({ cluster, group: "demo.test", kind })?.entry.title).toBe(title);
});
