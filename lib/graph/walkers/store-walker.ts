import type { Walk } from "#lib/graph/part";
import { type LoadedPart, loadPart } from "#lib/graph/walkers/load-part";
import { parseDestination } from "#lib/kratix/destination";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { parseWorkPlacement } from "#lib/kratix/work";
import type { Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/**
 * Adds where a WorkPlacement is written to, below it: the state store of its Destination, or the Destination itself
 * while that cannot be read. Gives the id of the node that delivered objects hang below: the store, so that the way of
 * an object is one chain. Each placement has a node of its own for a store that they share: one node would lead from
 * what one request delivers to what all others do, and back to a request that was delivered through it.
 */
export async function addStore(
  walk: Walk,
  parent: string,
  placement: KubernetesObject,
  { cluster, version }: ResourceType,
): Promise<string> {
  const { destination } = parseWorkPlacement(placement);
  const read = (kind: string, name: string) =>
    loadPart(cluster, { group: KRATIX_GROUP, version, kind, name }, walk.loader, () => gone(kind, name));
  // Where Kratix is so old, or so partly installed, that there are none, the placement is the end of what is known.
  if (!destination || !walk.loader.findType({ cluster, group: KRATIX_GROUP, kind: "Destination" })) {
    return parent;
  }
  const found = await read("Destination", destination);
  if (!found.object) return add(walk, parent, found);
  const store = parseDestination(found.object).stateStore;
  return store ? add(walk, parent, await read(store.kind, store.name)) : parent;
}

function add(walk: Walk, parent: string, { node }: LoadedPart): string {
  const id = `${node.id} ${parent}`;
  walk.builder.add(parent, { ...node, id, relation: "stored" });
  return id;
}

function gone(kind: string, name: string): Health {
  return { state: "Missing", reason: "NotFound", message: `There is no ${kind} ${name}.` };
}
