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
}
