import { findCondition, healthFromCondition } from "#lib/kubernetes/health/conditions";
import { readField, readItems, readNumber, readText } from "#lib/kubernetes/objects/field";
import type { Condition, Health, KubernetesObject } from "#lib/kubernetes/types";

/** Computes the health of one built-in kind; undefined leaves it to the general rules. */
export type HealthRule = (object: KubernetesObject, conditions: Condition[]) => Health | undefined;

/** Rules by `group/Kind`. The status of built-in kinds has counts instead of a Ready condition. */
export const WORKLOAD_RULES: Record<string, HealthRule> = {
  "apps/Deployment": judgeDeployment,
  "apps/StatefulSet": judgeStatefulSet,
  "apps/DaemonSet": judgeDaemonSet,
  "apps/ReplicaSet": judgeReplicaSet,
  "/ReplicationController": judgeReplicaSet,
  "batch/Job": judgeJob,
  "/Pod": judgePod,
  "/PersistentVolumeClaim": judgeClaim,
  "/Service": judgeService,
  "autoscaling/HorizontalPodAutoscaler": judgeAutoscaler,
  // Its conditions are only about its removal, which is handled before.
  "/Namespace": () => ({ state: "Ready" }),
};

/** "2 of 3 replicas …": Working while the first number is smaller. */
function judgeCount(have: number, want: number, what: string, since?: string): Health | undefined {
  if (have >= want) return undefined;
  return { state: "Working", since, message: `${have} of ${want} ${what}.` };
}

function readReplicas(object: KubernetesObject): number {
  return readNumber(object.spec, "replicas") ?? 1;
}

function readCount(object: KubernetesObject, field: string): number {
  return readNumber(object.status, field) ?? 0;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status */
function judgeDeployment(object: KubernetesObject, conditions: Condition[]): Health {
  const failed = conditions.find((condition) => condition.reason === "ProgressDeadlineExceeded");
  const refused = findCondition(conditions, "ReplicaFailure", "True");
  // The cause why no Pod can be created has more detail than the exceeded deadline.
  if (refused) return healthFromCondition(refused, "Failed");
  if (failed) return healthFromCondition(failed, "Failed");
  if (readField(object.spec, "paused") === true) {
    const since = conditions.find(({ reason }) => reason === "DeploymentPaused")?.lastTransitionTime;
    return { state: "Paused", since, message: "The rollout is paused." };
  }
  return judgeRollout(object, conditions);
}

/**
 * A rollout with enough available replicas has no time of its own: Progressing stays True from the first
 * rollout on.
 */
function judgeRollout(object: KubernetesObject, conditions: Condition[]): Health {
  const want = readReplicas(object);
  const updated = readCount(object, "updatedReplicas");
  const lacking = findCondition(conditions, "Available", "False")?.lastTransitionTime;
  const latest = "replicas are of the latest version";
  return (
    judgeCount(updated, want, latest, lacking) ??
    judgeCount(updated, readCount(object, "replicas"), latest, lacking) ??
    judgeCount(readCount(object, "availableReplicas"), want, "replicas are available", lacking) ?? {
      state: "Ready",
      since: findCondition(conditions, "Available", "True")?.lastTransitionTime,
      message: `${want} of ${want} replicas are available.`,
    }
  );
}

/** StatefulSet, DaemonSet and ReplicaSet only have counts, and no time. */
function judgeStatefulSet(object: KubernetesObject): Health {
  const want = readReplicas(object);
  const partition = readNumber(object.spec, "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const onDelete = readText(object.spec, "updateStrategy", "type") === "OnDelete";
  const updating = onDelete ? 0 : Math.max(want - partition, 0);
  return (
    judgeCount(readCount(object, "readyReplicas"), want, "replicas are ready") ??
    judgeCount(readCount(object, "updatedReplicas"), updating, "replicas are of the latest version") ?? {
      state: "Ready",
      message: `${want} of ${want} replicas are ready.`,
    }
  );
}

function judgeDaemonSet(object: KubernetesObject): Health {
  const want = readCount(object, "desiredNumberScheduled");
  return (
    judgeCount(readCount(object, "updatedNumberScheduled"), want, "nodes have the latest version") ??
    judgeCount(readCount(object, "numberAvailable"), want, "nodes run the Pod") ?? {
      state: "Ready",
      message: `${want} of ${want} nodes run the Pod.`,
    }
  );
}

function judgeReplicaSet(object: KubernetesObject, conditions: Condition[]): Health {
  const refused = findCondition(conditions, "ReplicaFailure", "True");
  if (refused) return healthFromCondition(refused, "Failed");
  const want = readReplicas(object);
  return (
    judgeCount(readCount(object, "availableReplicas"), want, "replicas are available") ?? { state: "Ready" }
  );
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/#terminal-job-conditions */
function judgeJob(object: KubernetesObject, conditions: Condition[]): Health {
  const failed =
    findCondition(conditions, "Failed", "True") ?? findCondition(conditions, "FailureTarget", "True");
  if (failed) return healthFromCondition(failed, "Failed");
  const complete = findCondition(conditions, "Complete", "True");
  if (complete) return { ...healthFromCondition(complete, "Ready"), message: "The Job completed." };
  if (readField(object.spec, "suspend") === true) {
    const since = findCondition(conditions, "Suspended", "True")?.lastTransitionTime;
    return { state: "Paused", since, message: "The Job is suspended." };
  }
  const tries = readCount(object, "failed");
  const message = tries > 0 ? `The Job is retrying after ${tries} failed Pods.` : "The Job is running.";
  return { state: "Working", since: readText(object.status, "startTime"), message };
}

/** Waiting reasons that pass without action. */
const STARTING = new Set(["ContainerCreating", "PodInitializing"]);

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
function judgePod(object: KubernetesObject, conditions: Condition[]): Health {
  const phase = readText(object.status, "phase") ?? "Pending";
  const said = {
    reason: readText(object.status, "reason") ?? phase,
    message: readText(object.status, "message"),
  };
  if (phase === "Succeeded") return { state: "Ready", since: readEnd(object), message: "The Pod completed." };
  if (phase === "Failed") return judgeFailedPod(object, conditions, said);
  if (phase === "Unknown") return { state: "Unknown", ...said };
  const stuck = findStuckContainer(object, conditions);
  if (stuck) return stuck;
  const unschedulable = findCondition(conditions, "PodScheduled", "False");
  if (unschedulable) return healthFromCondition(unschedulable, "NeedsAttention");
  const ready = conditions.find((condition) => condition.type === "Ready");
  // A Pod without a condition has been pending from the start.
  if (!ready) return { state: "Working", since: object.metadata.creationTimestamp, ...said };
  return healthFromCondition(ready, ready.status === "True" ? "Ready" : "Working");
}

function judgeFailedPod(
  object: KubernetesObject,
  conditions: Condition[],
  { reason, message = readTerminationMessage(object) }: Pick<Health, "reason" | "message">,
): Health {
  // An evicted Pod may have had no container yet.
  const since = readEnd(object) ?? findCondition(conditions, "DisruptionTarget", "True")?.lastTransitionTime;
  return { state: "Failed", since, reason, message };
}

/** Time when the last container ended. */
function readEnd(object: KubernetesObject): string | undefined {
  const ends = readContainers(object).map((one) => readText(one, "state", "terminated", "finishedAt"));
  return ends
    .filter((end) => end !== undefined)
    .toSorted()
    .at(-1);
}

function readContainers({ status }: KubernetesObject): unknown[] {
  return [...readItems(status, "initContainerStatuses"), ...readItems(status, "containerStatuses")];
}

/** The message of the failed container, or its exit code. */
function readTerminationMessage(object: KubernetesObject): string | undefined {
  for (const container of readContainers(object)) {
    const exitCode = readNumber(container, "state", "terminated", "exitCode");
    if (!exitCode) continue;
    const said = readText(container, "state", "terminated", "message");
    return `Container ${readText(container, "name") ?? ""}: ${said ?? `exited with code ${exitCode}.`}`;
  }
  return undefined;
}

function findStuckContainer(object: KubernetesObject, conditions: Condition[]): Health | undefined {
  const unready =
    findCondition(conditions, "ContainersReady", "False") ?? findCondition(conditions, "Ready", "False");
  for (const container of readContainers(object)) {
    const reason = readText(container, "state", "waiting", "reason");
    if (!reason || STARTING.has(reason)) continue;
    const last = readText(container, "lastState", "terminated", "message");
    const why = last ?? readText(container, "state", "waiting", "message") ?? reason;
    const message = `Container ${readText(container, "name") ?? ""}: ${why}`;
    return { state: "Failed", since: unready?.lastTransitionTime, reason, message };
  }
  return undefined;
}

function judgeClaim({ status, metadata }: KubernetesObject): Health {
  const phase = readText(status, "phase");
  if (phase === "Bound") return { state: "Ready", reason: phase };
  if (phase === "Lost")
    return { state: "Failed", reason: phase, message: "The volume of this claim is gone." };
  return {
    state: "Waiting",
    // Once bound, a claim never waits again.
    since: metadata.creationTimestamp,
    reason: phase,
    message: "The claim is waiting for a volume, or for the first Pod that uses the claim.",
  };
}

function judgeService(object: KubernetesObject): Health {
  const balanced = readText(object.spec, "type") === "LoadBalancer";
  if (!balanced || readItems(object.status, "loadBalancer", "ingress").length > 0) return { state: "Ready" };
  return { state: "Working", message: "The Service is waiting for the address of its load balancer." };
}

/**
 * An autoscaler without metrics, or without a target, leaves the replicas unchanged. The workload runs, so
 * this is not a problem of the whole, and in a cluster without a metrics server it never changes.
 * https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#appendix-horizontal-pod-autoscaler-status-conditions
 */
function judgeAutoscaler(_: KubernetesObject, conditions: Condition[]): Health {
  const unable = findCondition(conditions, "AbleToScale", "False");
  // An autoscaler is often created a moment before its target. A target that never appears is reported as
  // missing itself.
  if (unable)
    return healthFromCondition(
      unable,
      /FailedGet|Backoff/.test(unable.reason ?? "") ? "Working" : "NeedsAttention",
    );
  const inactive = findCondition(conditions, "ScalingActive", "False");
  if (!inactive) return { state: "Ready" };
  if (inactive.reason?.startsWith("Invalid")) return healthFromCondition(inactive, "NeedsAttention");
  const why = inactive.reason === "ScalingDisabled" ? "scaling is disabled" : "no metrics are available";
  return {
    ...healthFromCondition(inactive, "Ready"),
    message: `The autoscaler doesn't change the replicas: ${why}.`,
  };
}
