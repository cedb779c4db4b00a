import type {
  CatalogEntry,
  CatalogEntryDetail,
  CatalogVersion,
  ValueSource,
} from "#lib/api/contract/catalog";
import type { FormRules } from "#lib/form/layout/form-rules";
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

/** Who sees and requests an offer, beside access in the cluster. Absent keys restrict nothing. */
export interface Audience {
  /** Nobody. */
  hidden?: true;
  /** Groups of the sign-in; one of them is enough. */
  groups?: readonly string[];
  /** Namespaces in which the offer can be requested. */
  namespaces?: readonly string[];
}

/** The overlay of an offer. */
export interface Curation {
  /** The name of the OfferOverlay. */
  overlay: string;
  /** The parts that have no effect, one sentence each. */
  problems: readonly string[];
  /** Where each value of the offer comes from. */
  sources: readonly ValueSource[];
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
  /** Rules of an overlay for the form and its values. */
  rules?: FormRules;
  /** Absent: everybody with access. */
  audience?: Audience;
  /** The only versions that a new request can have. */
  allowedVersions?: readonly string[];
  /** The only repository for new resources. */
  repository?: string;
  /** User names on the Git host who become reviewers of each pull request. */
  reviewers?: readonly string[];
  curation?: Curation;
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
