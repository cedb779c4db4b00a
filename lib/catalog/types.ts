import type { CatalogEntry, CatalogEntryDetail, CatalogVersion } from "#lib/api/contract/catalog";
import type { StructuralSchema } from "#lib/schema/types";

export type { CatalogEntry, CatalogEntryDetail, CatalogVersion } from "#lib/api/contract/catalog";

export type CatalogSourceKind = CatalogEntry["source"];

/** A manifest to start from. */
export type CatalogExample = NonNullable<CatalogEntryDetail["examples"]>[number];

/** One version's raw schema, for the server only. */
export interface VersionSchema extends CatalogVersion {
  schema: StructuralSchema | undefined;
}

/** An entry with what only the server needs. */
export interface CatalogRecord {
  entry: CatalogEntry;
  versions: VersionSchema[];
  /** The text of the layout that its author or curator wrote. */
  layout?: string;
  /** The text of the examples that its author wrote. */
  examples?: string;
  /** The object in the cluster this entry comes from; who may `get` it sees the entry. */
  origin: { group: string; resource: string; name: string; resourceVersion: string };
}

export type CatalogEvent = { type: "changed"; id: string } | { type: "removed"; id: string };

/** Turns objects of the cluster into records. Promise, XRD, RGD and labelled CRD are a source each. */
export interface CatalogSource {
  readonly kind: CatalogSourceKind;
  list(): readonly CatalogRecord[];
  get(id: string): CatalogRecord | undefined;
  hasSynced(): boolean;
  subscribe(listener: (event: CatalogEvent) => void): () => void;
  close(): void;
}
