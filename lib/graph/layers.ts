import type { GraphNode, Relation, ResourceGraph } from "#lib/graph/types";
import { KRATIX_GROUP } from "#lib/kratix/names";

/** The layers of a graph, in the order in which pages list them. */
export const LAYERS = ["results", "delivery", "details", "references", "policies"] as const;

/**
 * The layer of a part. Results: the objects that were made for the person. Delivery: how they were made and
 * delivered. Details: objects that Kubernetes creates for the results. References: lines between parts, and no parts. Policies: limits on the results.
 */
export type Layer = (typeof LAYERS)[number];

/** How Kratix makes and delivers a result. A part that such a part owns is delivery too. */
const DELIVERY_RELATIONS: ReadonlySet<Relation | undefined> = new Set<Relation>([
  "pipeline",
  "written",
  "scheduled",
  "stored",
]);
const DELIVERY_GROUPS = new Set([
  KRATIX_GROUP,
  "argoproj.io",
  "kustomize.toolkit.fluxcd.io",
  "helm.toolkit.fluxcd.io",
  "source.toolkit.fluxcd.io",
]);

/** Objects that a controller of Kubernetes, or an agent on each node, creates for its owner. */
const DETAIL_KINDS = new Set([
  "/Endpoints",
  "/Pod",
  "apps/ControllerRevision",
  "apps/ReplicaSet",
  "batch/Job",
  "cilium.io/CiliumEndpoint",
  "coordination.k8s.io/Lease",
  "discovery.k8s.io/EndpointSlice",
  "metrics.k8s.io/PodMetrics",
]);

const POLICY_KINDS = new Set([
  "/LimitRange",
  "/ResourceQuota",
  "networking.k8s.io/NetworkPolicy",
  "policy/PodDisruptionBudget",
]);
const POLICY_GROUPS = /(^|\.)(kyverno\.io|gatekeeper\.sh|wgpolicyk8s\.io|protection\.crossplane\.io)$/;

/**
 * The layer of each node, by id. The root is a result. Where a graph has no other result, its details are the
 * results: the Pods of a ReplicaSet, on the page of that ReplicaSet.
 */
export function classifyNodes({ root, nodes, edges }: ResourceGraph): ReadonlyMap<string, Layer> {
  const parents = new Map(edges.toReversed().map(({ from, to }) => [to, from]));
  const layers = new Map<string, Layer>();
  // Each node comes after its first parent.
  for (const node of nodes) {
    const parent = layers.get(parents.get(node.id) ?? "");
    layers.set(node.id, node.id === root ? "results" : classifyNode(node, parent));
  }
  const isBare = ![...layers].some(([id, layer]) => id !== root && layer === "results");
  if (!isBare) return layers;
  return new Map([...layers].map(([id, layer]) => [id, layer === "details" ? "results" : layer]));
}

function classifyNode({ reference, relation }: GraphNode, parent: Layer | undefined): Layer {
  const { group, kind } = reference;
  const name = `${group}/${kind}`;
  if (DELIVERY_RELATIONS.has(relation) || DELIVERY_GROUPS.has(group)) return "delivery";
  const isOwned = relation === "owned by";
  if (isOwned && parent === "delivery") return "delivery";
  if (POLICY_KINDS.has(name) || POLICY_GROUPS.test(group)) return "policies";
  // Crossplane's providers record each use of their configuration.
  if (isOwned && (DETAIL_KINDS.has(name) || kind === "ProviderConfigUsage")) return "details";
  return isOwned && parent === "details" ? "details" : "results";
}
