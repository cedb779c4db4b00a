import { type LoadedPart, loadPart, unreadNode } from "#lib/graph/load-part";
import type { GraphLoader } from "#lib/graph/types";
import type { DeliveredObject } from "#lib/kratix/workload";
import type { Health } from "#lib/kubernetes/types";

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

/** An agent needs a moment to apply what was written: until then its absence is no news. */
const GRACE_MS = 60_000;

/** Reads one delivered object. Always gives a node: what went wrong is its state. */
export async function loadDelivered(
  delivered: DeliveredObject,
  target: DeliveryTarget,
  loader: GraphLoader,
): Promise<LoadedPart> {
  const { cluster } = target;
  if (cluster === undefined) return { node: unreadNode("", delivered, undefined, hiddenHealth(target)) };
  // What has no namespace is applied to "default", as kubectl and the agents do.
  const part = { ...delivered, defaultNamespace: "default" };
  return loadPart(cluster, part, loader, () => absentHealth(target));
}

function hiddenHealth({ destination }: DeliveryTarget): Health {
  return {
    state: "Unknown",
    reason: "OtherCluster",
    message: `It is at Destination ${destination}, which the portal does not see.`,
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
