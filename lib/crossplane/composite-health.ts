import type { Composite } from "#lib/crossplane/composite";
import { CROSSPLANE_ANNOTATIONS } from "#lib/crossplane/names";
import { healthFromCondition } from "#lib/kubernetes/health/conditions";
import { computeHealth, type KindFacts, readConditions } from "#lib/kubernetes/health/health";
import type { Condition, Health, KubernetesObject } from "#lib/kubernetes/types";

type Find = (type: string) => Condition | undefined;

/**
 * The health of a claim, a composite resource, or a managed resource; other objects get `computeHealth`.
 * Crossplane's conditions in all versions: Synced (was it reconciled), Ready (does it work), Responsive.
 * https://docs.crossplane.io/latest/managed-resources/managed-resources/#conditions
 */
export function computeCrossplaneHealth(
  object: KubernetesObject,
  role: Composite["role"] | undefined,
  facts?: KindFacts,
): Health {
  const conditions = readConditions(object);
  const find: Find = (type) => conditions.find((condition) => condition.type === type);
  if (!role && !find("Synced")) return computeHealth(object, facts);
  if (object.metadata.deletionTimestamp) return judgeRemoval(object, find);
  return judgePause(object, find) ?? judgeReadiness(find, role) ?? computeHealth(object);
}

/** The cause that blocks the removal has more detail than the finalizers. */
function judgeRemoval(object: KubernetesObject, find: Find): Health {
  const health = computeHealth(object);
  const refused = find("Synced");
  return refused?.status === "False" && refused.message
    ? { ...health, reason: refused.reason, message: refused.message }
    : health;
}

/** The annotation takes effect at once; Crossplane reports it a moment later. */
function judgePause({ metadata }: KubernetesObject, find: Find): Health | undefined {
  if (metadata.annotations?.[CROSSPLANE_ANNOTATIONS.paused] !== "true") return undefined;
  const synced = find("Synced");
  const since = synced?.reason === "ReconcilePaused" ? synced.lastTransitionTime : undefined;
  return {
    state: "Paused",
    since,
    reason: "ReconcilePaused",
    message: "The platform team has paused this resource.",
  };
}

/**
 * Rules that `computeHealth` does not have: Crossplane's reasons, and a missing status does not mean healthy.
 */
function judgeReadiness(find: Find, role: Composite["role"] | undefined): Health | undefined {
  const [synced, ready, responsive] = [find("Synced"), find("Ready"), find("Responsive")];
  if (synced?.status === "False") return undefined;
  if (responsive?.status === "False") return healthFromCondition(responsive, "NeedsAttention");
  if (ready?.status === "False" && ready.reason === "Deleting") return healthFromCondition(ready, "Removing");
  // Reason Creating is in progress; reason Unavailable is a failure.
  if (ready?.status === "False" && ready.reason === "Unavailable")
    return healthFromCondition(ready, "NeedsAttention");
  if (!role || ready) return undefined;
  if (synced) return { state: "Working", message: "Crossplane is creating this resource." };
  return { state: "Waiting", message: "Crossplane has not started to process this resource yet." };
}
