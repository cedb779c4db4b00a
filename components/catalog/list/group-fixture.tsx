import type { OfferGroup } from "#lib/catalog/family/offer-family";
import type { CatalogEntry } from "#lib/catalog/types";

/** An offer as the catalog shows it, for tests. Its id is its title. */
export function makeGroup(
  title: string,
  more: Partial<CatalogEntry> = {},
  clusters: string[] = ["local"],
): OfferGroup {
  const entry: CatalogEntry = {
    id: title,
    source: "promise",
    cluster: clusters[0] ?? "local",
    group: "example.com",
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
  return { entry, ids: [entry.id], clusters };
}
