/** One offer on several clusters: entries of one family, each of another cluster. */
import type { CatalogEntry } from "#lib/catalog/types";

/**
 * The key that the entries of one offer share on all clusters: source, API group, kind, scope and title. Versions and
 * schemas can differ. A different title means that the platform team distinguishes the offers.
 */
export function buildFamily({
  source,
  group,
  kind,
  scope,
  title,
}: Pick<CatalogEntry, "source" | "group" | "kind" | "scope" | "title">): string {
  return [source, group, kind, scope, title.trim().toLowerCase()].join("/");
}

/** One offer as people see it in the catalog. */
export interface OfferGroup {
  /** The entry that stands for all: the first requestable one, else the first one. */
  entry: CatalogEntry;
  /** The ids of its entries, in their order. */
  ids: string[];
  /** The names of its clusters, in the order of the entries. */
  clusters: string[];
}

/**
 * Groups the entries of one family, in the order of their first entries. Entries without a family stand alone, and so
 * does a second entry of one cluster.
 */
export function groupOffers(entries: readonly CatalogEntry[]): OfferGroup[] {
  const groups: CatalogEntry[][] = [];
  const byFamily = new Map<string, CatalogEntry[]>();
  for (const entry of entries) {
    const { family, cluster } = entry;
    const known = family === undefined ? undefined : byFamily.get(family);
    if (known?.every((other) => other.cluster !== cluster)) {
      known.push(entry);
      continue;
    }
    const started = [entry];
    groups.push(started);
    if (family !== undefined && !known) byFamily.set(family, started);
  }
  return groups.flatMap((members) => {
    const entry = members.find(({ requestable }) => requestable) ?? members[0];
    return entry
      ? [{ entry, ids: members.map(({ id }) => id), clusters: members.map(({ cluster }) => cluster) }]
      : [];
  });
}
