import type { Health, KubernetesObject, ObjectReference, ResourceType } from "#lib/kubernetes/types";

/** How a part belongs to the one above it, in the words that pages show. */
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
  /** `referenceKey` of the reference; what stands below several others once for each has theirs in it too. */
  id: string;
  reference: ObjectReference;
  /** As discovery says; empty for a kind that is not served. */
  plural: string;
  /** Empty for an object that could not be read. */
  uid: string;
  createdAt: string;
  /** A failed read is a state of its node (No access, Missing, …), never of the whole graph. */
  health: Health;
  /** To the part above it; the root has none. */
  relation: Relation | undefined;
}

/** The part that explains why a whole is not well: the deepest cause. */
export type CausePart = Pick<GraphNode, "reference" | "plural" | "health">;

/** From the part above to the part below. */
export interface GraphEdge {
  from: string;
  to: string;
  relation: Relation;
}

export interface ResourceGraph {
  /** Id of the node it all belongs to. */
  root: string;
  /** The root first, then in the order found; each object once, but a state store once for each placement in it. */
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  /** What could not be listed, in words: parts may be missing. */
  problems: readonly string[];
}

/**
 * How walkers read, owned by them and small. Who implements it checks the person's rights and reads from caches where
 * there are any. Reads throw PortalErrors: `forbidden` is No access, anything else is told on the node.
 */
export interface GraphLoader {
  /** The resource of a kind, as discovery reports it; undefined where it is not served. */
  findType(kind: {
    cluster: string;
    group: string;
    version?: string;
    kind: string;
  }): ResourceType | undefined;
  /** Undefined where there is none. */
  get(type: ResourceType, namespace: string | undefined, name: string): Promise<KubernetesObject | undefined>;
  /**
   * Objects with all of the labels, in one namespace or in all of them. Where none are named, a cache hands over the
   * same array until something in it changes.
   */
  list(
    type: ResourceType,
    options: { namespace?: string; labels?: Readonly<Record<string, string>> },
  ): Promise<readonly KubernetesObject[]>;
}
