import type { CatalogEvent, CatalogRecord, CatalogSource } from "#lib/catalog/types";

/** Everything on offer, of all sources and clusters. */
export interface Catalog {
  /** By title. */
  list(): readonly CatalogRecord[];
  get(id: string): CatalogRecord | undefined;
  /** True once every source has loaded. */
  hasSynced(): boolean;
  /** Called only when an entry or its schema really changed. Returns unsubscribe. */
  subscribe(listener: (event: CatalogEvent) => void): () => void;
  /** Closes the sources. */
  close(): void;
}

/** One catalog of several sources; a further kind of offer is a further source. */
export function createCatalog(sources: readonly CatalogSource[]): Catalog {
  return {
    list: () => sources.flatMap((source) => source.list()).sort(compareTitles),
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

/** The id decides between equal titles, so that the order never changes by itself. */
function compareTitles({ entry: a }: CatalogRecord, { entry: b }: CatalogRecord): number {
  return a.title.localeCompare(b.title, "en") || a.id.localeCompare(b.id, "en");
}
