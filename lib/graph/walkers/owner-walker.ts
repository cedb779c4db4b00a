import { referenceKey } from "#lib/graph/graph-builder";
import { groupBy } from "#lib/graph/group-by";
import { addPart, buildPartNode, type Part, type Walk } from "#lib/graph/part";
import { describeListFailure, mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { addOfEveryKind, isOwner } from "#lib/graph/walkers/every-kind-walker";
import { findOwned, indexByOwner, type OwnedList } from "#lib/graph/walkers/owner-index";
import type { ResourceType } from "#lib/kubernetes/types";

/** Finds owned objects. Each list is read once in a walk. */
export interface OwnerWalker {
  /**
   * Adds the objects that these parts own by ownerReference, to every depth. Returns those that are new to
   * the graph. Searches the kinds in the walk's options, in each namespace of the parts. An owner and
   * its objects share their namespace, or the owner is cluster-scoped, and then all namespaces are listed. Where the loader knows
   * all kinds (`listOwned`), the parts' namespaces are searched for the other kinds too.
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
      const known = addByOwner(walk, parts, lists);
      return [...known, ...(await addOfEveryKind(walk, [...parts, ...known]))];
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
