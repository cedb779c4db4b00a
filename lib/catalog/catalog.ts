import type { CatalogEntry, CatalogEvent, CatalogRecord, CatalogSource } from "#lib/catalog/types";

/** A kind of one cluster. */
export type OfferedKind = Pick<CatalogEntry, "cluster" | "group" | "kind">;

/** An overlay, or a part of it, that has no effect. */
export interface OverlayProblem {
  cluster: string;
  /** The name of the OfferOverlay. */
  overlay: string;
  message: string;
}

/** All offers, of all sources and clusters. */
export interface Catalog {
  /** By title. */
  list(): readonly CatalogRecord[];
  get(id: string): CatalogRecord | undefined;
  /** The offer of a kind, in any version; of several, the first by title. */
  findByKind(kind: OfferedKind): CatalogRecord | undefined;
  /** The offer of `findByKind`, then its separate offers. */
  listByKind(kind: OfferedKind): readonly CatalogRecord[];
  /** The overlays, and parts of overlays, that have no effect. */
  listOverlayProblems(): readonly OverlayProblem[];
  /** True once the overlays of a cluster are read, or its refusal is known. Until then its offers are absent. */
  hasReadOverlays(cluster: string): boolean;
  /** True once every source has loaded. */
  hasSynced(): boolean;
  /** Called only when an entry or its schema changed. Returns unsubscribe. */
  subscribe(listener: (event: CatalogEvent) => void): () => void;
  /** Closes the sources. */
  close(): void;
}

/** One catalog of several sources. A new kind of offer needs a new source. */
export function createCatalog(sources: readonly CatalogSource[]): Catalog {
  // Called for each part of each resource, so it must not sort all entries.
  const findByKind = ({ cluster, group, kind }: OfferedKind) =>
    sources
      .flatMap((source) => source.list())
      .filter(({ entry }) => entry.cluster === cluster && entry.group === group && entry.kind === kind)
      .sort(compareTitles)[0];
  return {
    list: () => sources.flatMap((source) => source.list()).sort(compareTitles),
    findByKind,
    listByKind: (kind) => [findByKind(kind) ?? []].flat(),
    listOverlayProblems: () => [],
    hasReadOverlays: () => true,
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
export function compareTitles({ entry: a }: CatalogRecord, { entry: b }: CatalogRecord): number {
  return collator.compare(a.title, b.title) || collator.compare(a.id, b.id);
}
