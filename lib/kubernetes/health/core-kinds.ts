import { findCondition, healthFromCondition } from "#lib/kubernetes/health/conditions";
import type { HealthRule } from "#lib/kubernetes/health/workload-health";
import { readField, readItems, readNumber, readText } from "#lib/kubernetes/objects/field";
import type { Condition, Health, KubernetesObject, State } from "#lib/kubernetes/types";

/**
 * Rules by `group/Kind` for Kubernetes' own kinds without Pods. Each links the page that its rule comes from.
 */
export const CORE_RULES: Readonly<Record<string, HealthRule>> = {
  "batch/CronJob": judgeCronJob,
  "policy/PodDisruptionBudget": judgeDisruptionBudget,
  "/PersistentVolume": judgeVolume,
  "/Node": judgeNode,
  "certificates.k8s.io/CertificateSigningRequest": judgeSigningRequest,
  "storage.k8s.io/VolumeAttachment": judgeAttachment,
};

/**
 * Without an active Job, the last run counts: it failed if the last success is older than the last start.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/#CronJobStatus
 */
function judgeCronJob({ spec, status }: KubernetesObject): Health {
  const since = readText(status, "lastScheduleTime");
  if (readField(spec, "suspend") === true) return { state: "Paused", message: "The CronJob is suspended." };
  if (!since) return { state: "Ready", message: "The CronJob has not run yet." };
  const running = readItems(status, "active").length;
  if (running > 0) return { state: "Ready", since, message: `${running} Jobs are running.` };
  const success = readText(status, "lastSuccessfulTime");
  if (success && Date.parse(success) >= Date.parse(since)) {
    return { state: "Ready", since: success, message: "The last run succeeded." };
  }
  return {
    state: "NeedsAttention",
    since,
    reason: "LastRunFailed",
    message: "The last run failed.",
  };
}

/**
 * Zero allowed disruptions are not a problem: a single replica allows none, on purpose.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
function judgeDisruptionBudget({ status }: KubernetesObject, conditions: Condition[]): Health {
  const failed = findCondition(conditions, "DisruptionAllowed", "False");
  if (failed?.reason === "SyncFailed") return healthFromCondition(failed, "NeedsAttention");
  const healthy = readNumber(status, "currentHealthy") ?? 0;
  const wanted = readNumber(status, "desiredHealthy") ?? 0;
  if (healthy < wanted) return { state: "Working", message: `${healthy} of ${wanted} Pods are healthy.` };
  return { state: "Ready", message: `${healthy} Pods are healthy.` };
}

const VOLUME_STATES: Readonly<Record<string, State>> = {
  Available: "Ready",
  Bound: "Ready",
  Pending: "Working",
  Released: "NeedsAttention",
  Failed: "Failed",
};

/** https://kubernetes.io/docs/concepts/storage/persistent-volumes/#phase */
function judgeVolume({ status }: KubernetesObject): Health {
  const phase = readText(status, "phase") ?? "Pending";
  const released =
    phase === "Released" ? "The claim of this volume is gone, and the volume was not reclaimed." : undefined;
  return {
    state: VOLUME_STATES[phase] ?? "Unknown",
    since: readText(status, "lastPhaseTransitionTime"),
    reason: phase,
    message: readText(status, "message") ?? released,
  };
}

/**
 * A Node without a running kubelet, or a cordoned Node. The general rules handle other states.
 * https://kubernetes.io/docs/reference/node/node-status/#condition
 */
function judgeNode({ spec }: KubernetesObject, conditions: Condition[]): Health | undefined {
  const left = findCondition(conditions, "Ready", "Unknown");
  if (left) return healthFromCondition(left, "NeedsAttention");
  const troubled = conditions.some(({ type, status }) => (type === "Ready") !== (status === "True"));
  if (readField(spec, "unschedulable") !== true || troubled) return undefined;
  return {
    state: "Paused",
    reason: "SchedulingDisabled",
    message: "The node is cordoned and accepts no new Pods.",
  };
}

/** https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#request-signing-process */
function judgeSigningRequest({ status }: KubernetesObject, conditions: Condition[]): Health {
  const refused = findCondition(conditions, "Denied", "True") ?? findCondition(conditions, "Failed", "True");
  if (refused) return healthFromCondition(refused, "Failed");
  const approved = findCondition(conditions, "Approved", "True");
  if (!approved) return { state: "HeldForApproval", message: "The signing request is waiting for approval." };
  if (readText(status, "certificate")) return healthFromCondition(approved, "Ready");
  return {
    state: "Working",
    since: approved.lastTransitionTime,
    message: "The signing request is waiting for its signer.",
  };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/ */
function judgeAttachment({ status }: KubernetesObject): Health {
  const message = readText(status, "attachError", "message") ?? readText(status, "detachError", "message");
  if (message) return { state: "NeedsAttention", reason: "AttachError", message };
  return readField(status, "attached") === true
    ? { state: "Ready", message: "The volume is attached." }
    : { state: "Working", message: "The volume is being attached." };
}
