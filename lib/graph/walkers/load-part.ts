import { buildUnreadableNode } from "#lib/graph/graph-builder";
import { buildPartNode } from "#lib/graph/part";
import type { GraphLoader, GraphNode } from "#lib/graph/types";
import { healthOfFailure } from "#lib/graph/walkers/concurrent-reads";
import type { GroupVersionKind, Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** An object that another object refers to. */
export interface NamedPart extends GroupVersionKind {
  /** As in the reference; absent for cluster-scoped objects, and where the namespace is implied. */
  namespace?: string;
  /** The namespace of a namespaced object whose reference has none. */
  defaultNamespace?: string;
  name: string;
}

export interface LoadedPart {
  node: GraphNode;
  /** Absent when the read failed; the node has the reason. */
  object?: KubernetesObject;
  type?: ResourceType;
}

/** Objects with one key are read from one list. */
export function listKey({ group, kind, namespace, defaultNamespace = "" }: NamedPart): string {
  return [group, kind, namespace ?? defaultNamespace].join("/");
}

/**
 * Loads an object by its name. Always returns a node: a failed read is its state.
 * @param absentHealth the health of an absent object
 */
export async function loadPart(
  cluster: string,
  part: NamedPart,
  loader: GraphLoader,
  absentHealth: () => Health,
): Promise<LoadedPart> {
  const { group, version, kind, name } = part;
  const type =
    loader.findType({ cluster, group, version, kind }) ?? loader.findType({ cluster, group, kind });
  const unread = (health: Health) => ({ node: buildUnloadedNode(cluster, part, type, health) });
  if (!type && loader.isUnread?.(cluster)) return unread(unreadHealth(cluster));
  if (!type) return unread(unservedHealth(part, absentHealth()));
  if (group === "" && kind === "Secret") return unread(SECRET_HEALTH);
  const namespace = placeIn(type, part);
  if (type.namespaced && !namespace) return unread(absentHealth());
  try {
    const object = await loader.get(type, namespace, name);
    return object ? { node: buildPartNode(object, type), object, type } : unread(absentHealth());
  } catch (error) {
    return unread(healthOfFailure(error));
  }
}

/** The node of a referenced object that was not read. */
export function buildUnloadedNode(
  cluster: string,
  part: NamedPart,
  type: ResourceType | undefined,
  health: Health,
): GraphNode {
  const { group, version, kind, name } = part;
  return buildUnreadableNode(
    { cluster, group, version, kind, namespace: placeIn(type, part), name },
    type,
    health,
  );
}

function placeIn(
  type: ResourceType | undefined,
  { namespace, defaultNamespace }: NamedPart,
): string | undefined {
  if (!type) return namespace;
  return type.namespaced ? (namespace ?? defaultNamespace) : undefined;
}

/** The health of every Secret: only its name is known. */
export const SECRET_HEALTH: Health = {
  state: "NoAccess",
  reason: "SecretsAreNotRead",
  message: "The portal does not read Secrets.",
};

function unreadHealth(cluster: string): Health {
  return {
    state: "Unknown",
    reason: "ClusterUnreachable",
    message: `The portal has not reached the cluster ${cluster} yet.`,
  };
}

/**
 * A new kind is served a moment before its first object. An object that is not expected yet is not Missing.
 */
function unservedHealth({ group, kind }: NamedPart, { state }: Health): Health {
  const name = group ? `${kind} (${group})` : kind;
  return { state, reason: "KindNotServed", message: `The cluster does not know the kind ${name}.` };
}
