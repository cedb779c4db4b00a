import { buildUnreadNode } from "#lib/graph/graph-builder";
import { buildPartNode } from "#lib/graph/part";
import type { GraphLoader, GraphNode } from "#lib/graph/types";
import { healthOfFailure } from "#lib/graph/walkers/reads";
import type { GroupVersionKind, Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** An object that something else names. */
export interface NamedPart extends GroupVersionKind {
  /** As named; absent for cluster-scoped objects, and where it goes without saying. */
  namespace?: string;
  /** Where a namespaced object is when no namespace is named. */
  defaultNamespace?: string;
  name: string;
}

export interface LoadedPart {
  node: GraphNode;
  /** Absent when it could not be read: the node says why. */
  object?: KubernetesObject;
  type?: ResourceType;
}

/** Objects of one key are read from one list. */
export function listKey({ group, kind, namespace, defaultNamespace = "" }: NamedPart): string {
  return [group, kind, namespace ?? defaultNamespace].join("/");
}

/**
 * Reads an object by its name. Always gives a node: what went wrong is its state.
 *
 * @param absentHealth what it means that it is not there
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
  const unread = (health: Health) => ({ node: unreadNode(cluster, part, type, health) });
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

/** The node of a named object that was not read. */
export function unreadNode(
  cluster: string,
  part: NamedPart,
  type: ResourceType | undefined,
  health: Health,
): GraphNode {
  const { group, version, kind, name } = part;
  return buildUnreadNode(
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

const SECRET_HEALTH: Health = {
  state: "NoAccess",
  reason: "SecretsAreNotRead",
  message: "The portal does not read Secrets.",
};

/** A kind comes a moment before its first object as well: what is not expected yet is not missing. */
function unservedHealth({ group, kind }: NamedPart, { state }: Health): Health {
  const name = group ? `${kind} (${group})` : kind;
  return { state, reason: "KindNotServed", message: `The cluster does not know the kind ${name}.` };
}
