import { APPLY_SET } from "#lib/kro/names";
import { healthFromCondition, readConditions } from "#lib/kubernetes/health/conditions";
import { computeHealth } from "#lib/kubernetes/health/health";
import { readText } from "#lib/kubernetes/objects/field";
import type { GroupKind, Health, KubernetesObject } from "#lib/kubernetes/types";

/** Where the parts of an instance are to be found. */
export interface InstanceParts {
  groupKinds: GroupKind[];
  /** Of parts that have one: the instance's own, then others. */
  namespaces: string[];
  /** What every part has. */
  labels: Record<string, string>;
}

/** Where the parts of an instance of an RGD are; undefined for any other object, and until kro looked at it. */
export function parseInstanceParts({ metadata }: KubernetesObject): InstanceParts | undefined {
  const { labels = {}, annotations = {}, namespace } = metadata;
  const id = labels[APPLY_SET.id];
  // Others keep such sets as well, and mark what is in them in the same way.
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
 * How an instance of an RGD stands. `status.state` decides: the conditions can be the RGD's author's own.
 * https://kro.run/docs/concepts/instances
 */
export function computeInstanceHealth(object: KubernetesObject): Health {
  if (object.metadata.deletionTimestamp) return computeHealth(object);
  const conditions = readConditions(object);
  const suspended = conditions.find(({ reason }) => reason === "ReconciliationSuspended");
  if (suspended) return healthFromCondition(suspended, "Paused");
  const state = readText(object.status, "state");
  if (!state) return { state: "Waiting", message: "kro has not started on it yet." };
  const unready = conditions.filter(({ status }) => status !== "True");
  const telling = unready.find(({ type, message }) => type !== "Ready" && message) ?? unready[0];
  if (state === "ERROR" || state === "FAILED")
    return { ...tell(telling, "kro could not make all of it."), state: "NeedsAttention" };
  if (state === "IN_PROGRESS") return { ...tell(telling, "kro is putting it together."), state: "Working" };
  return computeHealth(object);
}

function tell(condition: ReturnType<typeof readConditions>[number] | undefined, otherwise: string) {
  const { lastTransitionTime: since, reason, message = otherwise } = condition ?? {};
  return { since, reason, message };
}
