import { parseComposite } from "#lib/crossplane/composite";
import { CROSSPLANE_ANNOTATIONS } from "#lib/crossplane/names";
import { referenceKey } from "#lib/graph/graph-builder";
import { groupBy } from "#lib/graph/group-by";
import { addPart, buildPartNode, type Part, type Walk } from "#lib/graph/part";
import type { GraphLoader, OwnedObject } from "#lib/graph/types";
import { healthOfFailure, mapGrouped } from "#lib/graph/walkers/concurrent-reads";
import { buildUnloadedNode, type LoadedPart, SECRET_HEALTH } from "#lib/graph/walkers/load-part";
import { parseInstanceParts } from "#lib/kro/instance";

/**
 * Adds objects of any kind that one of the parts owns, in the namespaces of the parts, one level down. An object
 * without a namespace is searched for only where a part without one can own it. Returns those that were loaded and
 * are new to the graph. Never rejects. The rule is that of `kubectl tree`: every ownerReference, by uid.
 * https://github.com/ahmetb/kubectl-tree
 */
export async function addOfEveryKind(walk: Walk, parts: readonly Part[]): Promise<Part[]> {
  const clusters = groupBy(parts.filter(isOwner), ({ type }) => type.cluster);
  const found = await Promise.all(
    [...clusters].map(([cluster, owners]) => addInCluster(walk, cluster, owners)),
  );
  return found.flat();
}

async function addInCluster(walk: Walk, cluster: string, owners: readonly Part[]): Promise<Part[]> {
  const { loader, builder } = walk;
  const byUid = new Map(owners.map((owner) => [owner.object.metadata.uid, owner]));
  const namespaces = new Set(owners.map(({ object }) => object.metadata.namespace));
  const places = await Promise.all(
    [...namespaces].map((namespace) => loader.listOwned?.({ cluster, namespace, owners: [...byUid.keys()] })),
  );
  const answers = places.filter((place) => place !== undefined);
  for (const { unlisted, isSearching } of answers) {
    builder.reportUnlisted(unlisted);
    if (isSearching) builder.reportProblem(`The portal is still searching ${cluster} for further parts.`);
  }
  const owned = answers.flatMap((answer) => answer.owned).filter((one) => !walk.past.has(idOf(one)));
  // More owners of an object only add lines.
  const isNew = (one: OwnedObject) => builder.get(idOf(one)) === undefined;
  const loaded = await mapGrouped(
    owned.filter((one) => isNew(one) || builder.get(idOf(one))?.relation === "owned by"),
    ({ type }) => `${type.group}/${type.kind}`,
    async (one) => ({ owner: byUid.get(one.owner), found: await loadOwned(one, loader) }),
  );
  return loaded.flatMap(({ owner, found }) =>
    owner && found ? addPart(walk, owner.id, "owned by", found) : [],
  );
}

function idOf({ object: { metadata }, type }: OwnedObject): string {
  return referenceKey({ ...type, namespace: metadata.namespace, name: metadata.name });
}

/** A kind without a status needs no whole object for its health. Undefined for an object that is gone meanwhile. */
async function loadOwned(
  { object, type, isPartial }: OwnedObject,
  loader: GraphLoader,
): Promise<LoadedPart | undefined> {
  const { namespace, name, uid, creationTimestamp } = object.metadata;
  const unloaded = (health: LoadedPart["node"]["health"]) => ({
    node: {
      ...buildUnloadedNode(type.cluster, { ...type, namespace, name }, type, health),
      ...{ uid, createdAt: creationTimestamp },
    },
  });
  if (type.group === "" && type.kind === "Secret") return unloaded(SECRET_HEALTH);
  if (!isPartial || !type.reportsStatus) return { node: buildPartNode(object, type), object, type };
  try {
    const whole = await loader.get(type, namespace, name);
    return whole && { node: buildPartNode(whole, type), object: whole, type };
  } catch (error) {
    return unloaded(healthOfFailure(error));
  }
}

/**
 * For a part without a namespace, listing all namespaces is slow, and most people have no access. Most such
 * parts need no list. Kubernetes' own (Namespaces, roles) own none of the searched kinds. A composite
 * resource refers to its parts by name. kro sets no owner. A composed resource without a namespace stands for
 * something outside.
 */
export function isOwner({ object, type }: Part): boolean {
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
