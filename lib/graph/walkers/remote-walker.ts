import { parseRemoteObject, type RemoteObject } from "#lib/crossplane/remote-object";
import { addPart, type Part, type Walk } from "#lib/graph/part";
import { buildUnloadedNode, loadPart } from "#lib/graph/walkers/load-part";
import type { Health } from "#lib/kubernetes/types";

/**
 * Adds the object that an Object of provider-kubernetes manages: the live object if it is in this cluster,
 * else a node with the provider's last observation and the health of the Object. Returns the live one when it
 * is new to the graph. Never rejects.
 */
export async function addRemote(walk: Walk, part: Part): Promise<Part[]> {
  const remote = parseRemoteObject(part.object);
  if (!remote) return [];
  const live = await loadPart(part.type.cluster, remote, walk.loader, () => ({ state: "Missing" }));
  // Another cluster can have another object with the same name.
  if (live.object?.metadata.uid === remote.uid) return addPart(walk, part.id, "remote", live);
  addRemoteNode(walk, part, remote);
  return [];
}

/** The portal does not know that cluster, so nothing can be opened there. */
function addRemoteNode({ builder }: Walk, part: Part, remote: RemoteObject): void {
  const said: Health = builder.get(part.id)?.health ?? { state: "Unknown" };
  const node = buildUnloadedNode("", remote, undefined, said);
  // Several Objects can manage objects with one name, each in another cluster.
  const id = `${part.id} ${node.id}`;
  builder.add(part.id, { ...node, id, uid: remote.uid, createdAt: remote.createdAt, relation: "remote" });
}
