import type { FormSchema } from "#lib/form/types";
import type { GroupVersionKind } from "#lib/kubernetes/types";
import type { StructuralSchema } from "#lib/schema/types";

export type CatalogSourceKind = "promise" | "xrd" | "rgd" | "crd";

/** One offer. The fields of `GET /api/v1/catalog`. */
export interface CatalogEntry extends GroupVersionKind {
  /** URL-safe and stable: `<source>.<cluster>.<name of the source object>`, and `~<part>` for a further one of it. */
  id: string;
  source: CatalogSourceKind;
  cluster: string;
  plural: string;
  scope: "Namespaced" | "Cluster";
  title: string;
  /** Markdown. */
  description: string;
  /** A lucide icon name, or an `https:` or `data:image/` URL. */
  icon: string;
  owner: string;
  tags: string[];
  /** True when the API is served and has a form: a request can be made now. */
  requestable: boolean;
  /** Why not requestable, in the requester's words; empty otherwise. */
  reason: string;
  /** What is odd about it (deprecated version, Promise unavailable, …). */
  warnings: string[];
}

export interface CatalogVersion {
  name: string;
  served: boolean;
  /** The default choice. */
  storage: boolean;
  deprecated: boolean;
  deprecationWarning?: string;
}

/** The fields of `GET /api/v1/catalog/{id}`. */
export interface CatalogEntryDetail extends CatalogEntry {
  versions: CatalogVersion[];
  /** The form of the entry's own version; absent when it cannot be shown as a form (`reason` says why). */
  form?: FormSchema;
  /** What a request can start from; absent where there are none. */
  examples?: CatalogExample[];
}

/** A manifest to start from. */
export interface CatalogExample {
  title: string;
  /** YAML, with its comments. */
  manifest: string;
}

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
