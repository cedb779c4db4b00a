import type { GraphLoader } from "#lib/graph/types";
import { buildUnloadedNode, type LoadedPart, loadPart } from "#lib/graph/walkers/load-part";
import type { DeliveredObject } from "#lib/kratix/workload";
import type { Health } from "#lib/kubernetes/types";

/** Where to look for a delivered object, and what its absence means there. */
export interface DeliveryTarget {
  /** Undefined: the portal knows no cluster for the Destination. */
  cluster: string | undefined;
  /** The cluster is not configured for the Destination, so the object may be elsewhere. */
  guessed: boolean;
  /** Undefined: not scheduled yet. */
  destination: string | undefined;
  /** Health of Kratix's write to the state store. */
  written?: Health;
  /** When it was scheduled there, RFC 3339. */
  placed?: string;
  /** Start of the delivery, RFC 3339. */
  since: string;
  now: number;
}

/** Time for an agent to apply a written object. Within it, an absent object is expected. */
const GRACE_MS = 60_000;

/** Loads one delivered object. Always returns a node: a failed read is its state. */
export async function loadDelivered(
  delivered: DeliveredObject,
  target: DeliveryTarget,
  loader: GraphLoader,
): Promise<LoadedPart> {
  const { cluster } = target;
  const hidden = () => ({ node: buildUnloadedNode("", delivered, undefined, hiddenHealth(target)) });
  if (cluster === undefined) return hidden();
  // kubectl and the agents apply objects without a namespace to "default".
  const part = { ...delivered, defaultNamespace: "default" };
  const found = await loadPart(cluster, part, loader, () => absentHealth(target));
  return target.guessed && !isDeliveredHere(found, target) ? hidden() : found;
}

/** An object older than its delivery existed before, so the delivered one is elsewhere. */
function isDeliveredHere({ object }: LoadedPart, { placed = "" }: DeliveryTarget): boolean {
  return object !== undefined && object.metadata.creationTimestamp >= placed;
}

/** The object is in another cluster, so only Kratix's state of the write is known. */
function hiddenHealth({ destination, written }: DeliveryTarget): Health {
  const place = `Destination ${destination}, which is not visible from here.`;
  if (written?.state === "Failed" || written?.state === "NeedsAttention") {
    return {
      ...written,
      state: "Unknown",
      message: `Kratix delivers this resource to ${place} ${written.message ?? ""}`.trim(),
    };
  }
  const done = written?.state === "Ready";
  return {
    state: "Unknown",
    since: written?.since,
    reason: "OtherCluster",
    message: done
      ? `Kratix wrote this resource to the state store for ${place}`
      : `Kratix is writing this resource to the state store for ${place}`,
  };
}

function absentHealth({ destination, since, now }: DeliveryTarget): Health {
  if (destination === undefined) {
    return { state: "NotCreatedYet", message: "Kratix has not chosen a Destination for this resource yet." };
  }
  const message = `Sent to Destination ${destination}, not in the cluster yet.`;
  const young = now - Date.parse(since) < GRACE_MS;
  return { state: young ? "NotCreatedYet" : "Missing", reason: "NotFound", message };
}
