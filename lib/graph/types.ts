import type { Health, KubernetesObject, ObjectReference, ResourceType } from "#lib/kubernetes/types";

/** How a part belongs to its parent, in the words that pages show. */
export type Relation =
  | "pipeline"
  | "written"
  | "scheduled"
  | "stored"
  | "delivered"
  | "claimed"
  | "composed"
  | "remote"
  | "owned by";

/** One object of a resource's graph. */
export interface GraphNode {
  /**
   * `referenceKey` of the reference. A node that is shown once below each of several parents has their keys
   * in its id too.
   */
  id: string;
  reference: ObjectReference;
  /** As discovery says; empty for a kind that is not served. */
  plural: string;
  /** Empty for an object that could not be read. */
  uid: string;
  createdAt: string;
  /** A failed read is the state of its node (No access, Missing, …), never of the whole graph. */
  health: Health;
  /** Relation to its parent; the root has none. */
  relation: Relation | undefined;
}

/** The part that causes the unhealthy state of a resource: the deepest cause. */
export type CausePart = Pick<GraphNode, "reference" | "plural" | "health">;

/** From parent to part. */
export interface GraphEdge {
  from: string;
  to: string;
  relation: Relation;
}

/** An object that other objects own, by its metadata. */
export interface OwnedObject {
  object: KubernetesObject;
  type: ResourceType;
  /** It has only metadata. The whole object can be read by its name. */
  isPartial: boolean;
}

/** Objects by owner, and the kinds that could not be searched. */
export interface OwnedObjects {
  /** Each with the uid of the owner. */
  owned: readonly (OwnedObject & { owner: string })[];
  /** Kinds that the portal, or the person, cannot list there: parts may be missing. */
  unlisted: readonly ResourceType[];
  /** The search has not ended: parts may be missing for a moment. */
  isSearching: boolean;
}

export interface ResourceGraph {
  /** Id of the root node. */
  root: string;
  /**
   * The root first, then in the order of discovery. Each object once, except a state store: once for each
   * placement in it.
   */
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  /** Lists that failed, as sentences: parts may be missing. */
  problems: readonly string[];
  /** Lines between parts besides `edges`: a part names or selects another one. They say nothing about health. */
  references: readonly { from: string; to: string }[];
  /** Kinds that could not be searched for owned objects, as `kind.group`, sorted. */
  unlisted: readonly string[];
}

/**
 * The reads that walkers need. The implementation checks the person's access and reads from caches where
 * possible. Reads throw PortalErrors: `forbidden` becomes No access, other errors are shown on the node.
 */
export interface GraphLoader {
  /** The resource of a kind from discovery; undefined for a kind that is not served. */
  findType(kind: {
    cluster: string;
    group: string;
    version?: string;
    kind: string;
  }): ResourceType | undefined;
  /** True while the portal has never read what the cluster serves, so that an unknown kind means nothing. */
  isUnread?(cluster: string): boolean;
  /** Undefined for an absent object. */
  get(type: ResourceType, namespace: string | undefined, name: string): Promise<KubernetesObject | undefined>;
  /**
   * Objects with all of the labels, in one namespace or in all. Without labels, a cache returns the same
   * array until its content changes.
   */
  list(
    type: ResourceType,
    options: { namespace?: string; labels?: Readonly<Record<string, string>> },
  ): Promise<readonly KubernetesObject[]>;
  /**
   * The objects in a namespace, or without one, that one of these uids owns: of every kind that discovery lists
   * and the person may list, without the owned kinds of the walk's options. Never rejects.
   */
  listOwned?(place: {
    cluster: string;
    namespace: string | undefined;
    owners: readonly string[];
  }): Promise<OwnedObjects>;
}
