import type { GraphLoader } from "#lib/graph/types";
import { type LoadedPart, loadPart, unreadNode } from "#lib/graph/walkers/load-part";
import type { DeliveredObject } from "#lib/kratix/workload";
import type { Health } from "#lib/kubernetes/types";

/** Where a delivered object is looked for, and what its absence means there. */
export interface DeliveryTarget {
  /** Undefined: the Destination is no cluster that the portal knows. */
  cluster: string | undefined;
  /** The cluster is not configured for the Destination, so the object may be in another one. */
  guessed: boolean;
  /** Undefined: not scheduled yet. */
  destination: string | undefined;
  /** How far Kratix has come with writing it to the state store. */
  written?: Health;
  /** When it was scheduled there, RFC 3339. */
  placed?: string;
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
  const hidden = () => ({ node: unreadNode("", delivered, undefined, hiddenHealth(target)) });
  if (cluster === undefined) return hidden();
  // What has no namespace is applied to "default", as kubectl and the agents do.
  const part = { ...delivered, defaultNamespace: "default" };
  const found = await loadPart(cluster, part, loader, () => absentHealth(target));
  return target.guessed && !isDeliveredHere(found, target) ? hidden() : found;
}

/** An object that is older than its delivery was there before, so the delivered one is somewhere else. */
function isDeliveredHere({ object }: LoadedPart, { placed = "" }: DeliveryTarget): boolean {
  return object !== undefined && object.metadata.creationTimestamp >= placed;
}

/** What Kratix says of the write is all that is known: the object is in another cluster. */
function hiddenHealth({ destination, written }: DeliveryTarget): Health {
  const place = `Destination ${destination}, which is not visible from here.`;
  if (written?.state === "Failed" || written?.state === "NeedsAttention") {
    return {
      ...written,
      state: "Unknown",
      message: `It is meant for ${place} ${written.message ?? ""}`.trim(),
    };
  }
  const done = written?.state === "Ready";
  return {
    state: "Unknown",
    since: written?.since,
    reason: "OtherCluster",
    message: done
      ? `Kratix wrote it to the state store for ${place}`
      : `Kratix is writing it to the state store for ${place}`,
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
