import { APPLY_SET } from "#lib/kro/names";
import { healthFromCondition, readConditions } from "#lib/kubernetes/health/conditions";
import { computeHealth } from "#lib/kubernetes/health/health";
import { readText } from "#lib/kubernetes/objects/field";
import type { GroupKind, Health, KubernetesObject } from "#lib/kubernetes/types";

/** Where to find the parts of an instance. */
export interface InstanceParts {
  groupKinds: GroupKind[];
  /** Namespaces of namespaced parts: the instance's own, then others. */
  namespaces: string[];
  /** Labels that every part has. */
  labels: Record<string, string>;
}

/**
 * Parses where the parts of an RGD instance are; undefined for other objects, and before kro has processed
 * it.
 */
export function parseInstanceParts({ metadata }: KubernetesObject): InstanceParts | undefined {
  const { labels = {}, annotations = {}, namespace } = metadata;
  const id = labels[APPLY_SET.id];
  // Other tools use ApplySets too, with the same labels.
  if (!id || !annotations[APPLY_SET.tooling]?.startsWith("kro/")) return undefined;
  const others = splitList(annotations[APPLY_SET.namespaces]);
  return {
    groupKinds: splitList(annotations[APPLY_SET.groupKinds]).map(parseGroupKind),
    namespaces: [...new Set(namespace === undefined ? others : [namespace, ...others])],
    labels: { [APPLY_SET.partOf]: id },
  };
}

function splitList(list = ""): string[] {
  return list
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
}

/** `Deployment.apps`, or `Service` of the core group. */
function parseGroupKind(text: string): GroupKind {
  const [kind = "", ...group] = text.split(".");
  return { group: group.join("."), kind };
}

/**
 * The health of an RGD instance. `status.state` decides, because the conditions can be the RGD author's.
 * https://kro.run/docs/concepts/instances
 */
export function computeInstanceHealth(object: KubernetesObject): Health {
  if (object.metadata.deletionTimestamp) return computeHealth(object);
  const conditions = readConditions(object);
  const suspended = conditions.find(({ reason }) => reason === "ReconciliationSuspended");
  if (suspended) return healthFromCondition(suspended, "Paused");
  const state = readText(object.status, "state");
  if (!state) return { state: "Waiting", message: "kro has not started to process this resource yet." };
  const unready = conditions.filter(({ status }) => status !== "True");
  const telling = unready.find(({ type, message }) => type !== "Ready" && message) ?? unready[0];
  if (state === "ERROR" || state === "FAILED")
    return {
      ...describeCondition(telling, "kro could not create all parts of this resource."),
      state: "NeedsAttention",
    };
  if (state === "IN_PROGRESS")
    return { ...describeCondition(telling, "kro is creating this resource."), state: "Working" };
  return computeHealth(object);
}

function describeCondition(
  condition: ReturnType<typeof readConditions>[number] | undefined,
  otherwise: string,
) {
  const { lastTransitionTime: since, reason, message = otherwise } = condition ?? {};
  return { since, reason, message };
}
