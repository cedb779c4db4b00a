import { parseRemoteObject, type RemoteObject } from "#lib/crossplane/remote-object";
import { addPart, type Part, type Walk } from "#lib/graph/part";
import { loadPart, unreadNode } from "#lib/graph/walkers/load-part";
import type { Health } from "#lib/kubernetes/types";

/**
 * Adds what an Object of provider-kubernetes keeps: the live object where it is in this very cluster, else a node of
 * what the provider saw elsewhere, with what the Object says of it. Gives the live one when it is new to the graph.
 * Never rejects.
 */
export async function addRemote(walk: Walk, part: Part): Promise<Part[]> {
  const remote = parseRemoteObject(part.object);
  if (!remote) return [];
  const live = await loadPart(part.type.cluster, remote, walk.loader, () => ({ state: "Missing" }));
  // Another cluster may have another object of the same name.
  if (live.object?.metadata.uid === remote.uid) return addPart(walk, part.id, "remote", live);
  addElsewhere(walk, part, remote);
  return [];
}

/** The portal does not see that cluster, so its name is unknown and nothing can be opened there. */
function addElsewhere({ builder }: Walk, part: Part, remote: RemoteObject): void {
  const said: Health = builder.get(part.id)?.health ?? { state: "Unknown" };
  const node = unreadNode("", remote, undefined, said);
  // Several Objects may keep things of one name, each in a cluster of its own.
  const id = `${part.id} ${node.id}`;
  builder.add(part.id, { ...node, id, uid: remote.uid, createdAt: remote.createdAt, relation: "remote" });
}
