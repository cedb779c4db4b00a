import { findCondition, healthFromCondition } from "#lib/kubernetes/health/conditions";
import { readField, readItems, readNumber, readText } from "#lib/kubernetes/objects/field";
import type { Condition, Health, KubernetesObject } from "#lib/kubernetes/types";

/** Judges one built-in kind; undefined leaves it to the general rules. */
export type HealthRule = (object: KubernetesObject, conditions: Condition[]) => Health | undefined;

/** Rules by `group/Kind`. The built-in kinds count in their status instead of saying Ready. */
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
  // Its conditions speak only of its removal, which is judged before.
  "/Namespace": () => ({ state: "Ready" }),
};

/** "2 of 3 replicas …": Working while the first number is the smaller. */
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
  // Why no Pod can be made tells more than that the time is over.
  if (refused) return healthFromCondition(refused, "Failed");
  if (failed) return healthFromCondition(failed, "Failed");
  if (readField(object.spec, "paused") === true) {
    const since = conditions.find(({ reason }) => reason === "DeploymentPaused")?.lastTransitionTime;
    return { state: "Paused", since, message: "Its rollout is paused." };
  }
  return judgeRollout(object, conditions);
}

/** A rollout that keeps enough replicas available has no time of its own: Progressing stays true from the first on. */
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

/** Neither it nor a DaemonSet or ReplicaSet says since when: they only count. */
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
    judgeCount(readCount(object, "numberAvailable"), want, "nodes run it") ?? {
      state: "Ready",
      message: `${want} of ${want} nodes run it.`,
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
  if (complete) return { ...healthFromCondition(complete, "Ready"), message: "It completed." };
  if (readField(object.spec, "suspend") === true) {
    const since = findCondition(conditions, "Suspended", "True")?.lastTransitionTime;
    return { state: "Paused", since, message: "It is suspended." };
  }
  const tries = readCount(object, "failed");
  const message = tries > 0 ? `It runs again after ${tries} failed Pods.` : "It is running.";
  return { state: "Working", since: readText(object.status, "startTime"), message };
}

/** Waiting reasons that pass by themselves. */
const STARTING = new Set(["ContainerCreating", "PodInitializing"]);

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
function judgePod(object: KubernetesObject, conditions: Condition[]): Health {
  const phase = readText(object.status, "phase") ?? "Pending";
  const said = {
    reason: readText(object.status, "reason") ?? phase,
    message: readText(object.status, "message"),
  };
  if (phase === "Succeeded") return { state: "Ready", since: readEnd(object), message: "It completed." };
  if (phase === "Failed") return judgeFailedPod(object, conditions, said);
  if (phase === "Unknown") return { state: "Unknown", ...said };
  const stuck = findStuckContainer(object, conditions);
  if (stuck) return stuck;
  const unschedulable = findCondition(conditions, "PodScheduled", "False");
  if (unschedulable) return healthFromCondition(unschedulable, "NeedsAttention");
  const ready = conditions.find((condition) => condition.type === "Ready");
  // One that nobody has looked at has been pending from the start.
  if (!ready) return { state: "Working", since: object.metadata.creationTimestamp, ...said };
  return healthFromCondition(ready, ready.status === "True" ? "Ready" : "Working");
}

function judgeFailedPod(
  object: KubernetesObject,
  conditions: Condition[],
  { reason, message = lastWords(object) }: Pick<Health, "reason" | "message">,
): Health {
  // An evicted one may have had no container yet.
  const since = readEnd(object) ?? findCondition(conditions, "DisruptionTarget", "True")?.lastTransitionTime;
  return { state: "Failed", since, reason, message };
}

/** When the last of its containers ended. */
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

/** What the container that failed said, or how it ended. */
function lastWords(object: KubernetesObject): string | undefined {
  for (const container of readContainers(object)) {
    const exitCode = readNumber(container, "state", "terminated", "exitCode");
    if (!exitCode) continue;
    const said = readText(container, "state", "terminated", "message");
    return `Container ${readText(container, "name") ?? ""}: ${said ?? `it ended with exit code ${exitCode}.`}`;
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
  if (phase === "Lost") return { state: "Failed", reason: phase, message: "The volume behind it is gone." };
  return {
    state: "Waiting",
    // Once bound, it never waits again.
    since: metadata.creationTimestamp,
    reason: phase,
    message: "It waits for a volume, or for the first Pod that uses it.",
  };
}

function judgeService(object: KubernetesObject): Health {
  const balanced = readText(object.spec, "type") === "LoadBalancer";
  if (!balanced || readItems(object.status, "loadBalancer", "ingress").length > 0) return { state: "Ready" };
  return { state: "Working", message: "It waits for the address of its load balancer." };
}

/**
 * One that has no metrics, or nothing to scale, leaves the replicas as they are: the workload runs, so that is no
 * trouble of the whole, and in a cluster without a metrics server it never changes.
 * https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#appendix-horizontal-pod-autoscaler-status-conditions
 */
function judgeAutoscaler(_: KubernetesObject, conditions: Condition[]): Health {
  const unable = findCondition(conditions, "AbleToScale", "False");
  // It is often made a moment before what it scales; what never comes is missing itself.
  if (unable)
    return healthFromCondition(
      unable,
      /FailedGet|Backoff/.test(unable.reason ?? "") ? "Working" : "NeedsAttention",
    );
  const inactive = findCondition(conditions, "ScalingActive", "False");
  if (!inactive) return { state: "Ready" };
  if (inactive.reason?.startsWith("Invalid")) return healthFromCondition(inactive, "NeedsAttention");
  const why = inactive.reason === "ScalingDisabled" ? "scaling is off" : "no metrics are there to scale by";
  return { ...healthFromCondition(inactive, "Ready"), message: `The replicas stay as they are: ${why}.` };
}
