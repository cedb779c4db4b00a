import type { GraphEdge, GraphNode, Relation, ResourceGraph } from "#lib/graph/types";
import type { Health, KubernetesObject, ObjectReference, ResourceType } from "#lib/kubernetes/types";

/** The key of an object across all clusters. It has no version, because every version is the same object. */
export function referenceKey({ cluster, group, kind, namespace, name }: ObjectReference): string {
  return [cluster, group, kind, namespace ?? "", name].map(encodeURIComponent).join("/");
}

/** The node of an object that was read. */
export function buildNode(
  object: KubernetesObject,
  type: ResourceType,
  health: Health,
  relation?: Relation,
): GraphNode {
  const { name, namespace, uid, creationTimestamp } = object.metadata;
  const { cluster, group, version, kind, plural } = type;
  const reference = { cluster, group, version, kind, namespace, name };
  return {
    id: referenceKey(reference),
    reference,
    plural,
    uid,
    createdAt: creationTimestamp,
    health,
    relation,
  };
}

/** The node of an object that was not read. */
export function buildUnreadableNode(
  reference: ObjectReference,
  type: ResourceType | undefined,
  health: Health,
  relation?: Relation,
): GraphNode {
  return {
    id: referenceKey(reference),
    reference,
    plural: type?.plural ?? "",
    uid: "",
    createdAt: "",
    health,
    relation,
  };
}

/** A graph of one node, for walkers to extend. */
export function startGraph(root: GraphNode): ResourceGraph {
  return { root: root.id, nodes: [root], edges: [], problems: [], references: [], unlisted: [] };
}

export interface GraphBuilder {
  get(id: string): GraphNode | undefined;
  /**
   * Adds the node below `parent`. If the graph already has the object, adds only the edge and returns false.
   */
  add(parent: string, node: GraphNode & { relation: Relation }): boolean;
  /** Replaces a node's health. */
  setHealth(id: string, health: Health): void;
  reportProblem(problem: string): void;
  /** Kinds that could not be searched. */
  reportUnlisted(types: readonly ResourceType[]): void;
  build(): ResourceGraph;
}

/** Extends a graph without changing the given one. Each object is visited once, so cycles end. */
export function extendGraph(graph: ResourceGraph): GraphBuilder {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = new Map(graph.edges.map((edge) => [edgeKey(edge), edge]));
  const problems = new Set(graph.problems);
  const unlisted = new Set(graph.unlisted);
  return {
    get: (id) => nodes.get(id),
    add(parent, node) {
      const edge = { from: parent, to: node.id, relation: node.relation };
      const drawn = edges.get(edgeKey(edge));
      // An owner often created what it owns; the more specific relation wins.
      if (!drawn || drawn.relation === "owned by") edges.set(edgeKey(edge), edge);
      const known = nodes.get(node.id);
      if (known?.relation === "owned by") nodes.set(node.id, { ...known, relation: node.relation });
      if (known) return false;
      nodes.set(node.id, node);
      return true;
    },
    setHealth(id, health) {
      const node = nodes.get(id);
      if (node) nodes.set(id, { ...node, health });
    },
    reportProblem: (problem) => problems.add(problem),
    reportUnlisted(types) {
      for (const { kind, group } of types) unlisted.add(group ? `${kind}.${group}` : kind);
    },
    build: () => ({
      root: graph.root,
      nodes: [...nodes.values()],
      edges: [...edges.values()],
      problems: [...problems],
      references: graph.references,
      unlisted: [...unlisted].toSorted(),
    }),
  };
}

function edgeKey({ from, to }: GraphEdge): string {
  return `${from} ${to}`;
}
