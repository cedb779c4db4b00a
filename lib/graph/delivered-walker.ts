import { buildNode, buildUnreadNode } from "#lib/graph/graph-builder";
import { healthOfFailure } from "#lib/graph/reads";
import type { GraphLoader, GraphNode } from "#lib/graph/types";
import type { DeliveredObject } from "#lib/kratix/workload";
import { computeHealth } from "#lib/kubernetes/health";
import type { Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** Where a delivered object is looked for, and what its absence means there. */
export interface DeliveryTarget {
  /** Undefined: the Destination is no cluster that the portal knows. */
  cluster: string | undefined;
  /** Undefined: not scheduled yet. */
  destination: string | undefined;
  /** Since when it is under way there, RFC 3339. */
  since: string;
  now: number;
}

export type DeliveredNode = GraphNode & { relation: "delivered" };

/** An agent needs a moment to apply what was written: until then its absence is no news. */
const GRACE_MS = 60_000;

/** Reads one delivered object. Always gives a node: what went wrong is its state. */
export async function loadDelivered(
  delivered: DeliveredObject,
  target: DeliveryTarget,
  loader: GraphLoader,
): Promise<DeliveredNode> {
  const { group, version, kind, name } = delivered;
  const { cluster } = target;
  if (cluster === undefined) return unreadNode(delivered, "", undefined, hiddenHealth(target));
  const type =
    loader.findType({ cluster, group, version, kind }) ?? loader.findType({ cluster, group, kind });
  if (!type) return unreadNode(delivered, cluster, undefined, unservedHealth(delivered));
  if (group === "" && kind === "Secret") return unreadNode(delivered, cluster, type, SECRET_HEALTH);
  try {
    const object = await loader.get(type, placeIn(type, delivered), name);
    return object ? readNode(object, type) : unreadNode(delivered, cluster, type, absentHealth(target));
  } catch (error) {
    return unreadNode(delivered, cluster, type, healthOfFailure(error));
  }
}

/** What has no namespace is applied to "default", as kubectl and the agents do. */
function placeIn(type: ResourceType | undefined, { namespace }: DeliveredObject): string | undefined {
  if (!type) return namespace;
  return type.namespaced ? (namespace ?? "default") : undefined;
}

function readNode(object: KubernetesObject, type: ResourceType): DeliveredNode {
  return { ...buildNode(object, type, computeHealth(object)), relation: "delivered" };
}

function unreadNode(
  delivered: DeliveredObject,
  cluster: string,
  type: ResourceType | undefined,
  health: Health,
): DeliveredNode {
  const { group, version, kind, name } = delivered;
  const reference = { cluster, group, version, kind, namespace: placeIn(type, delivered), name };
  return { ...buildUnreadNode(reference, type, health), relation: "delivered" };
}

const SECRET_HEALTH: Health = {
  state: "NoAccess",
  reason: "SecretsAreNotRead",
  message: "The portal does not read Secrets.",
};

function hiddenHealth({ destination }: DeliveryTarget): Health {
  return {
    state: "Unknown",
    reason: "OtherCluster",
    message: `It is at Destination ${destination}, which the portal does not see.`,
  };
}

function unservedHealth({ group, kind }: DeliveredObject): Health {
  const name = group ? `${kind} (${group})` : kind;
  return {
    state: "Missing",
    reason: "KindNotServed",
    message: `The cluster does not know the kind ${name}.`,
  };
}

function absentHealth({ destination, since, now }: DeliveryTarget): Health {
  if (destination === undefined) {
    return { state: "NotCreatedYet", message: "It waits for a Destination." };
  }
  const message = `Sent to Destination ${destination}, not in the cluster yet.`;
  const young = now - Date.parse(since) < GRACE_MS;
  return { state: young ? "NotCreatedYet" : "Missing", reason: "NotFound", message };
}
