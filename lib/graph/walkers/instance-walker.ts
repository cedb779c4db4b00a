import { addPart, buildPartNode, type Part, type Walk } from "#lib/graph/part";
import { describeListFailure, mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { computeInstanceHealth, type InstanceParts, parseInstanceParts } from "#lib/kro/instance";
import type { ResourceType } from "#lib/kubernetes/types";

type Instance = InstanceParts & { part: Part };

/**
 * Adds the parts of an RGD instance, found by the label that all of them have. Returns those that are new to
 * the graph. Never rejects: a failed list is a problem of the graph.
 */
export async function addInstance(walk: Walk, part: Part): Promise<Part[]> {
  const parts = parseInstanceParts(part.object);
  if (!parts && !walk.options.isInstance?.(part.type)) return [];
  walk.builder.setHealth(part.id, computeInstanceHealth(part.object));
  if (!parts) return [];
  const instance = { ...parts, part };
  const found = await mapConcurrently(planLists(walk, instance), (list) => addListed(walk, instance, list));
  return found.flat();
}

interface ListPlan {
  type: ResourceType;
  namespace: string | undefined;
}

function planLists({ loader }: Walk, { groupKinds, namespaces, part }: Instance): ListPlan[] {
  return groupKinds.flatMap(({ group, kind }): ListPlan[] => {
    const type = loader.findType({ cluster: part.type.cluster, group, kind });
    if (!type) return [];
    return type.namespaced
      ? namespaces.map((namespace) => ({ type, namespace }))
      : [{ type, namespace: undefined }];
  });
}

async function addListed(
  walk: Walk,
  { labels, part }: Instance,
  { type, namespace }: ListPlan,
): Promise<Part[]> {
  try {
    const objects = await walk.loader.list(type, { namespace, labels });
    return objects.flatMap((object) =>
      addPart(walk, part.id, "composed", { node: buildPartNode(object, type), object, type }),
    );
  } catch (error) {
    walk.builder.reportProblem(describeListFailure(type.plural, error));
    return [];
  }
}
