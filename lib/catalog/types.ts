import type { CatalogEntry, CatalogEntryDetail, CatalogVersion } from "#lib/api/contract/catalog";
import type { StructuralSchema } from "#lib/schema/types";

export type {
  CatalogEntry,
  CatalogEntryDetail,
  CatalogVersion,
  OfferCluster,
} from "#lib/api/contract/catalog";

export type CatalogSourceKind = CatalogEntry["source"];

/** A manifest to start from. */
export type CatalogExample = NonNullable<CatalogEntryDetail["examples"]>[number];

/** One version's raw schema, for the server only. */
export interface VersionSchema extends CatalogVersion {
  schema: StructuralSchema | undefined;
}

/** An entry with data for the server only. */
export interface CatalogRecord {
  entry: CatalogEntry;
  versions: VersionSchema[];
  /** The text of the author's or curator's layout. */
  layout?: string;
  /** The text of the author's examples. */
  examples?: string;
  /** The author's path template for new files. */
  pathTemplate?: string;
  /** Set where the kustomization of its folder lists each new file. */
  isListed?: true;
  /** The source object in the cluster. People with access to `get` it can see the entry. */
  origin: { group: string; resource: string; name: string; resourceVersion: string };
}

export type CatalogEvent = { type: "changed"; id: string } | { type: "removed"; id: string };

/** Converts objects of the cluster into records. Promise, XRD, RGD and labelled CRD have a source each. */
export interface CatalogSource {
  readonly kind: CatalogSourceKind;
  list(): readonly CatalogRecord[];
  get(id: string): CatalogRecord | undefined;
  hasSynced(): boolean;
  subscribe(listener: (event: CatalogEvent) => void): () => void;
  close(): void;
}
