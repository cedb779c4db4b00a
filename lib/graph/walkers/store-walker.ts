import type { Walk } from "#lib/graph/part";
import { type LoadedPart, loadPart } from "#lib/graph/walkers/load-part";
import { parseDestination } from "#lib/kratix/destination";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { parseWorkPlacement } from "#lib/kratix/work";
import type { Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/**
 * Adds the target of a WorkPlacement below it: the state store of its Destination, or the Destination itself
 * while the store cannot be read. Returns the id of the node for delivered objects, so that the path of an
 * object is one chain. Each placement has its own node for a shared store. With one node, a path would lead
 * to the objects of all other requests, and back to a request that was delivered through it.
 */
export async function addStore(
  walk: Walk,
  parent: string,
  placement: KubernetesObject,
  { cluster, version }: ResourceType,
): Promise<string> {
  const { destination } = parseWorkPlacement(placement);
  const read = (kind: string, name: string) =>
    loadPart(cluster, { group: KRATIX_GROUP, version, kind, name }, walk.loader, () =>
      missingHealth(kind, name),
    );
  // An old or partial installation of Kratix has no such kinds. The placement is then the end of the chain.
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

function missingHealth(kind: string, name: string): Health {
  return { state: "Missing", reason: "NotFound", message: `There is no ${kind} ${name}.` };
}
