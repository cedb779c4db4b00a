import { parseComposite } from "#lib/crossplane/composite";
import { CROSSPLANE_ANNOTATIONS } from "#lib/crossplane/names";
import { referenceKey } from "#lib/graph/graph-builder";
import { groupBy } from "#lib/graph/group-by";
import { addPart, buildPartNode, type Part, type Walk } from "#lib/graph/part";
import { findOwned, indexByOwner, type OwnedList } from "#lib/graph/walkers/owner-index";
import { describeListFailure, mapConcurrently } from "#lib/graph/walkers/reads";
import { parseInstanceParts } from "#lib/kro/instance";
import type { ResourceType } from "#lib/kubernetes/types";

/** Finds what is owned; each list is read once a walk. */
export interface OwnerWalker {
  /**
   * Adds what these parts own, and what that owns, to every depth, by ownerReference; gives what is new to the graph.
   * Only the kinds of the walk's options are looked through, each listed in each namespace that a part is in: an owner
   * and what it owns share their namespace, or the owner is cluster-scoped (then all namespaces are listed).
   * https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
   */
  addOwned(parts: readonly Part[]): Promise<Part[]>;
  /** Starts the reads that `addOwned` makes for a part, so that they run while the rest of the graph is found. */
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
 * What has no namespace is looked for in all of them, which is slow, and more than most people may. Nothing of
 * Kubernetes' own that has none (Namespaces, roles) owns what is looked for here; what a composite resource owns it
 * names; kro sets no owner; what is composed without a namespace stands for something outside.
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

/** An object that is in the graph already is there for a better reason. */
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
