import { healthFromCondition, readConditions } from "#lib/kubernetes/conditions";
import { isRecord, readNumber, readText } from "#lib/kubernetes/field";
import { splitApiVersion } from "#lib/kubernetes/resource-path";
import type { Condition, Health, KubernetesObject, State } from "#lib/kubernetes/types";
import { WORKLOAD_RULES } from "#lib/kubernetes/workload-health";

export { readConditions };

/**
 * Health of any object from what it reports itself. In order: being removed, not yet seen by its controller, the rules
 * of a built-in kind, its conditions, its phase. As kstatus judges, with more of the reason:
 * https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
 */
export function computeHealth(object: KubernetesObject): Health {
  const { group } = splitApiVersion(object.apiVersion);
  return (
    judgeRemoval(object) ??
    judgeGeneration(object) ??
    WORKLOAD_RULES[`${group}/${object.kind}`]?.(object, readConditions(object)) ??
    judgeConditions(readConditions(object)) ??
    judgePhase(object) ?? { state: "Ready", message: "It reports no status." }
  );
}

/** What a namespace that does not go waits for, the deepest cause first. */
const REMAINING = [
  "NamespaceDeletionContentFailure",
  "NamespaceDeletionDiscoveryFailure",
  "NamespaceFinalizersRemaining",
  "NamespaceContentRemaining",
];

function judgeRemoval(object: KubernetesObject): Health | undefined {
  const { deletionTimestamp: since, finalizers = [] } = object.metadata;
  if (!since) return undefined;
  const remaining = readConditions(object).filter((condition) => condition.status === "True");
  const telling = REMAINING.flatMap((type) => remaining.filter((condition) => condition.type === type))[0];
  if (telling) return { ...healthFromCondition(telling, "Removing"), since };
  const waits = finalizers.length > 0 ? `It waits for its finalizers: ${finalizers.join(", ")}.` : undefined;
  return { state: "Removing", since, message: waits };
}

/** A status that was written for an earlier spec says nothing of the present one. */
function judgeGeneration(object: KubernetesObject): Health | undefined {
  const { generation } = object.metadata;
  const ready = readConditions(object).find((condition) => condition.type === "Ready");
  const observed = readNumber(object.status, "observedGeneration") ?? ready?.observedGeneration;
  if (generation === undefined || observed === undefined || observed >= generation) return undefined;
  return { state: "Working", message: "Its controller has not seen the latest change yet." };
}

/** Conditions that say how the whole object fares, the most telling first. */
const SUMMARIES = [
  "Ready",
  "Available",
  "Healthy",
  "Established",
  "Succeeded",
  "Complete",
  "Completed",
  "Reconciled",
];

const FAILING =
  /fail|error|invalid|denied|forbidden|backoff|crash|exceeded|conflict|cannot|unhealthy|notaccepted/i;

function judgeConditions(conditions: Condition[]): Health | undefined {
  if (conditions.length === 0) return undefined;
  const find = (type: string, status: Condition["status"]) =>
    conditions.find((condition) => condition.type === type && condition.status === status);
  const stalled = find("Stalled", "True") ?? find("Failed", "True");
  if (stalled) return healthFromCondition(stalled, "Failed");
  const unsynced = find("Synced", "False");
  if (unsynced)
    return healthFromCondition(unsynced, unsynced.reason === "ReconcilePaused" ? "Paused" : "NeedsAttention");
  const summary = SUMMARIES.map((type) => conditions.find((condition) => condition.type === type)).find(
    (condition) => condition !== undefined,
  );
  const reconciling = find("Reconciling", "True");
  if (reconciling && summary?.status !== "False") return healthFromCondition(reconciling, "Working");
  return summary ? judgeSummary(summary, conditions) : judgeOthers(conditions);
}

function judgeSummary(summary: Condition, conditions: Condition[]): Health {
  if (summary.status === "True") return healthFromCondition(summary, "Ready");
  // The summary often says only that something else is wrong; that other condition knows what.
  const deeper = conditions.find(
    (other) => other !== summary && other.status === "False" && isFailing(other),
  );
  if (summary.status === "False" && isFailing(summary)) {
    return healthFromCondition(summary.message || !deeper ? summary : deeper, "Failed");
  }
  if (deeper) return healthFromCondition(deeper, "NeedsAttention");
  return healthFromCondition(summary, "Working");
}

function isFailing(condition: Condition): boolean {
  return FAILING.test(condition.reason ?? "");
}

/** No condition speaks for the whole: one that failed does, else nothing is known to be wrong. */
function judgeOthers(conditions: Condition[]): Health {
  const failing = conditions.find((condition) => condition.status === "False" && isFailing(condition));
  return failing ? healthFromCondition(failing, "NeedsAttention") : { state: "Ready" };
}

const PHASES: Record<string, State> = {
  pending: "Working",
  creating: "Working",
  provisioning: "Working",
  updating: "Working",
  inprogress: "Working",
  in_progress: "Working",
  progressing: "Working",
  unavailable: "NeedsAttention",
  degraded: "NeedsAttention",
  failed: "Failed",
  error: "Failed",
  deleting: "Removing",
  terminating: "Removing",
  paused: "Paused",
  suspended: "Paused",
};

/** Older APIs say one word instead of conditions. A word that is unknown here is no sign of trouble. */
function judgePhase({ status }: KubernetesObject): Health | undefined {
  if (!isRecord(status) || Object.keys(status).length === 0) return undefined;
  const phase = readText(status, "phase") ?? readText(status, "state");
  return {
    state: PHASES[phase?.toLowerCase() ?? ""] ?? "Ready",
    reason: phase,
    message: readText(status, "message") ?? readText(status, "reason"),
  };
}
