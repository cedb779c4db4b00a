import type { CatalogEntry, CatalogEvent, CatalogRecord, CatalogSource } from "#lib/catalog/types";

/** A kind of one cluster. */
export type OfferedKind = Pick<CatalogEntry, "cluster" | "group" | "kind">;

/** All offers, of all sources and clusters. */
export interface Catalog {
  /** By title. */
  list(): readonly CatalogRecord[];
  get(id: string): CatalogRecord | undefined;
  /** The offer of a kind, in any version; of several, the first by title. */
  findByKind(kind: OfferedKind): CatalogRecord | undefined;
  /** True once every source has loaded. */
  hasSynced(): boolean;
  /** Called only when an entry or its schema changed. Returns unsubscribe. */
  subscribe(listener: (event: CatalogEvent) => void): () => void;
  /** Closes the sources. */
  close(): void;
}

/** One catalog of several sources. A new kind of offer needs a new source. */
export function createCatalog(sources: readonly CatalogSource[]): Catalog {
  return {
    list: () => sources.flatMap((source) => source.list()).sort(compareTitles),
    // Called for each part of each resource, so it must not sort all entries.
    findByKind: ({ cluster, group, kind }) =>
      sources
        .flatMap((source) => source.list())
        .filter(({ entry }) => entry.cluster === cluster && entry.group === group && entry.kind === kind)
        .sort(compareTitles)[0],
    get(id) {
      for (const source of sources) {
        const record = source.get(id);
        if (record) return record;
      }
      return undefined;
    },
    hasSynced: () => sources.every((source) => source.hasSynced()),
    subscribe(listener) {
      const unsubscribes = sources.map((source) => source.subscribe(listener));
      return () => {
        for (const unsubscribe of unsubscribes) unsubscribe();
      };
    },
    close() {
      for (const source of sources) source.close();
    },
  };
}

const collator = new Intl.Collator("en");

/** The id decides between equal titles, so that the order is stable. */
function compareTitles({ entry: a }: CatalogRecord, { entry: b }: CatalogRecord): number {
  return collator.compare(a.title, b.title) || collator.compare(a.id, b.id);
}
