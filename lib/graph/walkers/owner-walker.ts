import { parseComposite } from "#lib/crossplane/composite";
import { CROSSPLANE_ANNOTATIONS } from "#lib/crossplane/names";
import { referenceKey } from "#lib/graph/graph-builder";
import { groupBy } from "#lib/graph/group-by";
import { addPart, buildPartNode, type Part, type Walk } from "#lib/graph/part";
import { describeListFailure, mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { findOwned, indexByOwner, type OwnedList } from "#lib/graph/walkers/owner-index";
import { parseInstanceParts } from "#lib/kro/instance";
import type { ResourceType } from "#lib/kubernetes/types";

/** Finds owned objects. Each list is read once in a walk. */
export interface OwnerWalker {
  /**
   * Adds the objects that these parts own by ownerReference, to every depth. Returns those that are new to
   * the graph. Searches only the kinds in the walk's options, in each namespace of the parts. An owner and
   * its objects share their namespace, or the owner is cluster-scoped, and then all namespaces are listed.
   * https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
   */
  addOwned(parts: readonly Part[]): Promise<Part[]>;
  /** Starts the reads that `addOwned` makes for a part, so that they run during the rest of the walk. */
  prepare(part: Part): void;
}

export function createOwnerWalker(walk: Walk): OwnerWalker {
  const reads = new Map<string, Promise<OwnedList | undefined>>();

  function read(plan: ListPlan): Promise<OwnedList | undefined> {
    const key = JSON.stringify([plan.type, plan.namespace]);
    const list = reads.get(key) ?? listOwned(walk, plan);
    reads.set(key, list);
    return list;
  }

  return {
    async addOwned(parts) {
      const found = await mapConcurrently(planLists(walk, parts), read);
      const lists = found.filter((list) => list !== undefined);
      return addByOwner(walk, parts, lists);
    },
    prepare(part) {
      void mapConcurrently(planLists(walk, [part]), read);
    },
  };
}

interface ListPlan {
  type: ResourceType;
  namespace: string | undefined;
}

function planLists({ options, loader }: Walk, parts: readonly Part[]): ListPlan[] {
  const clusters = groupBy(parts.filter(isOwner), ({ type }) => type.cluster);
  return [...clusters].flatMap(([cluster, owners]) =>
    (options.ownedKinds ?? []).flatMap((kind) => {
      const type = loader.findType({ cluster, ...kind });
      return type ? planKind(type, owners) : [];
    }),
  );
}

function planKind(type: ResourceType, owners: readonly Part[]): ListPlan[] {
  const namespaces = new Set(owners.map(({ object }) => object.metadata.namespace));
  if (!type.namespaced || namespaces.has(undefined)) return [{ type, namespace: undefined }];
  return [...namespaces].map((namespace) => ({ type, namespace }));
}

/**
 * For a part without a namespace, listing all namespaces is slow, and most people have no access. Most such
 * parts need no list. Kubernetes' own (Namespaces, roles) own none of the searched kinds. A composite
 * resource refers to its parts by name. kro sets no owner. A composed resource without a namespace stands for
 * something outside.
 */
function isOwner({ object, type }: Part): boolean {
  const { namespace, annotations } = object.metadata;
  if (namespace !== undefined) return true;
  const custom = type.group.includes(".") && !type.group.endsWith(".k8s.io");
  return (
    custom &&
    annotations?.[CROSSPLANE_ANNOTATIONS.resourceName] === undefined &&
    parseComposite(object, type) === undefined &&
    parseInstanceParts(object) === undefined
  );
}

async function listOwned(
  { loader, builder }: Walk,
  { type, namespace }: ListPlan,
): Promise<OwnedList | undefined> {
  try {
    return { type, byOwner: indexByOwner(await loader.list(type, { namespace })) };
  } catch (error) {
    builder.reportProblem(describeListFailure(type.plural, error));
    return undefined;
  }
}

/** The graph already has the object, with a more specific relation. */
function addByOwner(walk: Walk, parts: readonly Part[], lists: readonly OwnedList[]): Part[] {
  const queue = [...parts];
  for (const owner of queue) {
    for (const { object, type } of findOwned(owner, lists)) {
      const id = referenceKey({ ...type, namespace: object.metadata.namespace, name: object.metadata.name });
      if (walk.past.has(id) || walk.builder.get(id)) continue;
      const node = buildPartNode(object, type);
      queue.push(...addPart(walk, owner.id, "owned by", { node, object, type }));
    }
  }
  return queue.slice(parts.length);
}
