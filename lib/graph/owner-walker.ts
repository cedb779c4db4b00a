import { buildNode, extendGraph, type GraphBuilder } from "#lib/graph/graph-builder";
import { groupBy } from "#lib/graph/group-by";
import { describeListFailure, mapConcurrently } from "#lib/graph/reads";
import type { GraphLoader, GraphNode, ResourceGraph } from "#lib/graph/types";
import { computeHealth } from "#lib/kubernetes/health";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

interface Owned {
  object: KubernetesObject;
  type: ResourceType;
}

/**
 * Adds what the objects of the graph own, and what that owns, to every depth, by ownerReference. Only the given kinds
 * are looked through, each listed once in each namespace that a part of the graph is in: an owner and what it owns
 * share their namespace, or the owner is cluster-scoped (then all namespaces are listed).
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
 */
export async function walkOwned(
  graph: ResourceGraph,
  types: readonly ResourceType[],
  loader: GraphLoader,
): Promise<ResourceGraph> {
  const builder = extendGraph(graph);
  const lists = planLists(graph.nodes, types);
  const found = await mapConcurrently(lists, (list) => listOwned(list, loader, builder));
  const byOwner = indexByOwner(found.flat());
  const queue = [...graph.nodes];
  for (const owner of queue) {
    for (const { object, type } of byOwner.get(ownerKey(owner.reference.cluster, owner.uid)) ?? []) {
      const node = { ...buildNode(object, type, computeHealth(object)), relation: "owned by" as const };
      if (builder.add(owner.id, node)) queue.push(node);
    }
  }
  return builder.build();
}

interface ListPlan {
  type: ResourceType;
  namespace: string | undefined;
}

function planLists(nodes: readonly GraphNode[], types: readonly ResourceType[]): ListPlan[] {
  // A Namespace owns nothing by ownerReference, and would have every namespace listed.
  const read = nodes.filter(({ uid, reference }) => uid !== "" && reference.kind !== "Namespace");
  return types.flatMap((type) => {
    const owners = read.filter(({ reference }) => reference.cluster === type.cluster);
    const namespaces = new Set(owners.map(({ reference }) => reference.namespace));
    if (!type.namespaced || namespaces.has(undefined))
      return owners.length > 0 ? [{ type, namespace: undefined }] : [];
    return [...namespaces].map((namespace) => ({ type, namespace }));
  });
}

async function listOwned(
  { type, namespace }: ListPlan,
  loader: GraphLoader,
  builder: GraphBuilder,
): Promise<Owned[]> {
  try {
    const objects = await loader.list(type, { namespace });
    return objects.map((object) => ({ object, type }));
  } catch (error) {
    builder.reportProblem(describeListFailure(type.plural, error));
    return [];
  }
}

function indexByOwner(found: readonly Owned[]): Map<string, (Owned & { owner: string })[]> {
  const links = found.flatMap(({ object, type }) =>
    (object.metadata.ownerReferences ?? []).map(({ uid }) => ({
      object,
      type,
      owner: ownerKey(type.cluster, uid),
    })),
  );
  return groupBy(links, ({ owner }) => owner);
}

/** Two clusters may have the same uid, after a restore. */
function ownerKey(cluster: string, uid: string): string {
  return `${cluster} ${uid}`;
}
