import { groupBy } from "#lib/graph/group-by";
import type { Part } from "#lib/graph/part";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** Objects of one kind, by the uid of each of their owners. */
export interface OwnedList {
  type: ResourceType;
  byOwner: ReadonlyMap<string, readonly KubernetesObject[]>;
}

type OwnedPart = Pick<Part, "object" | "type">;

const indexes = new WeakMap<readonly KubernetesObject[], OwnedList["byOwner"]>();

/**
 * Indexes the objects by owner. A cache returns the same array until its content changes, so one index serves
 * many walks of a page and lives as long as the array.
 */
export function indexByOwner(objects: readonly KubernetesObject[]): OwnedList["byOwner"] {
  const known = indexes.get(objects) ?? buildIndex(objects);
  indexes.set(objects, known);
  return known;
}

function buildIndex(objects: readonly KubernetesObject[]): OwnedList["byOwner"] {
  const links = objects.flatMap((object) =>
    (object.metadata.ownerReferences ?? []).map(({ uid }) => ({ uid, object })),
  );
  const groups = groupBy(links, ({ uid }) => uid);
  return new Map([...groups].map(([uid, owned]) => [uid, owned.map(({ object }) => object)]));
}

/**
 * The objects that the part owns, only in its own cluster: after a restore, two clusters can have the same
 * uids.
 */
export function findOwned(owner: OwnedPart, lists: readonly OwnedList[]): OwnedPart[] {
  const { uid } = owner.object.metadata;
  return lists
    .filter(({ type }) => type.cluster === owner.type.cluster)
    .flatMap(({ type, byOwner }) => (byOwner.get(uid) ?? []).map((object) => ({ object, type })));
}
