import { describe, expect, it } from "vitest";
import { computeHealth, readConditions } from "#lib/kubernetes/health/health";
import type { KubernetesObject, State } from "#lib/kubernetes/types";

const AT = "2026-11-20T10:00:00Z";

interface Fields {
  metadata?: Partial<KubernetesObject["metadata"]>;
  spec?: unknown;
  status?: unknown;
}

function build(apiVersion: string, kind: string, { metadata, ...fields }: Fields = {}): KubernetesObject {
  const own = { name: "one", uid: "u", resourceVersion: "1", creationTimestamp: AT, ...metadata };
  return { apiVersion, kind, metadata: own, ...fields };
}

const condition = (type: string, status: string, reason = "", message = "") => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: AT,
});

const custom = (...conditions: unknown[]) => build("demo.dev/v1", "Widget", { status: { conditions } });
const deployment = (spec: object, status: object) => build("apps/v1", "Deployment", { spec, status });
const autoscaler = (...conditions: unknown[]) =>
  build("autoscaling/v2", "HorizontalPodAutoscaler", { status: { conditions } });
const pod = (status: object) => build("v1", "Pod", { status });

describe("computeHealth", () => {
  const rows: [why: string, object: KubernetesObject, state: State, message?: string][] = [
    [
      "an object with a deletion timestamp",
      build("v1", "Pod", { metadata: { deletionTimestamp: AT, finalizers: ["a/b"] } }),
      "Removing",
      "The removal is waiting for finalizers: a/b.",
    ],
    [
      "a terminating namespace with remaining content",
      build("v1", "Namespace", {
        metadata: { deletionTimestamp: AT },
        status: {
          conditions: [
            condition("NamespaceContentRemaining", "True", "Some", "pods has 1 instance"),
            condition("NamespaceDeletionContentFailure", "False"),
          ],
        },
      }),
      "Removing",
      "pods has 1 instance",
    ],
    [
      "a status of an older generation",
      build("demo.dev/v1", "Widget", {
        metadata: { generation: 2 },
        status: { observedGeneration: 1, conditions: [condition("Ready", "True")] },
      }),
      "Working",
      "The controller has not processed the latest change yet.",
    ],
    [
      "a condition of an older generation",
      build("demo.dev/v1", "Widget", {
        metadata: { generation: 2 },
        status: { conditions: [{ ...condition("Ready", "True"), observedGeneration: 1 }] },
      }),
      "Working",
    ],
    ["a kind without status", build("v1", "ConfigMap"), "Ready", "This object reports no status."],
    [
      "an empty status",
      build("demo.dev/v1", "Widget", { status: {} }),
      "Ready",
      "This object reports no status.",
    ],
    ["Ready=True", custom(condition("Ready", "True", "Available")), "Ready"],
    [
      "Ready=False beside Available=True",
      custom(condition("Available", "True"), condition("Ready", "False", "Creating", "being made")),
      "Working",
      "being made",
    ],
    ["Ready=Unknown", custom(condition("Ready", "Unknown", "Checking")), "Working"],
    [
      "Ready=False with a reason of failure",
      custom(condition("Ready", "False", "CreateFailed", "quota")),
      "Failed",
      "quota",
    ],
    [
      "Ready=False explained by another condition",
      custom(
        condition("Ready", "False", "Waiting"),
        condition("DatabaseReady", "False", "InvalidSize", "size is too big"),
      ),
      "NeedsAttention",
      "size is too big",
    ],
    [
      "Synced=False beside Ready=True",
      custom(condition("Synced", "False", "ReconcileError", "no such class"), condition("Ready", "True")),
      "NeedsAttention",
      "no such class",
    ],
    ["a paused reconciliation", custom(condition("Synced", "False", "ReconcilePaused")), "Paused"],
    [
      "Stalled=True (kstatus)",
      custom(condition("Stalled", "True", "X", "gave up"), condition("Ready", "False")),
      "Failed",
      "gave up",
    ],
    [
      "Reconciling=True (kstatus)",
      custom(condition("Reconciling", "True", "X", "going on"), condition("Ready", "Unknown")),
      "Working",
      "going on",
    ],
    [
      "one failing condition without a summary condition",
      custom(condition("DnsBound", "False", "LookupFailed", "no zone")),
      "NeedsAttention",
      "no zone",
    ],
    [
      "no failing condition and no summary condition",
      custom(condition("Expired", "False", "NotYet")),
      "Ready",
    ],
    [
      "an established CRD",
      custom(condition("NamesAccepted", "True"), condition("Established", "True")),
      "Ready",
    ],
    [
      "the phase of an older API",
      build("demo.dev/v1", "Widget", { status: { phase: "Failed", message: "disk" } }),
      "Failed",
      "disk",
    ],
    [
      "an unknown state",
      build("demo.dev/v1", "Widget", { status: { state: "Blooming" } }),
      "Unknown",
      `The object reports "Blooming". The portal doesn't know this state.`,
    ],
    [
      "a Deployment with all replicas available",
      deployment({ replicas: 2 }, { replicas: 2, updatedReplicas: 2, availableReplicas: 2 }),
      "Ready",
      "2 of 2 replicas are available.",
    ],
    [
      "a Deployment without `replicas`, which defaults to one",
      deployment({}, { replicas: 1, updatedReplicas: 1 }),
      "Working",
      "0 of 1 replicas are available.",
    ],
    ["a Deployment of zero replicas", deployment({ replicas: 0 }, {}), "Ready"],
    [
      "a Deployment with an old replica",
      deployment({ replicas: 1 }, { replicas: 2, updatedReplicas: 1, availableReplicas: 1 }),
      "Working",
      "1 of 2 replicas are of the latest version.",
    ],
    [
      "a rollout that exceeded its deadline",
      deployment(
        {},
        { conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out")] },
      ),
      "Failed",
      "timed out",
    ],
    [
      "a rollout that exceeded its deadline because no Pod can be created",
      deployment(
        {},
        {
          conditions: [
            condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out"),
            condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota"),
          ],
        },
      ),
      "Failed",
      "exceeded quota",
    ],
    ["a paused rollout", deployment({ paused: true }, {}), "Paused"],
    [
      "a StatefulSet that is not ready",
      build("apps/v1", "StatefulSet", {
        spec: { replicas: 3 },
        status: { readyReplicas: 2, updatedReplicas: 3 },
      }),
      "Working",
      "2 of 3 replicas are ready.",
    ],
    [
      "a StatefulSet with old replicas below the partition",
      build("apps/v1", "StatefulSet", {
        spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
        status: { readyReplicas: 3, updatedReplicas: 1 },
      }),
      "Ready",
    ],
    [
      "a DaemonSet that is missing on a node",
      build("apps/v1", "DaemonSet", {
        status: { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 },
      }),
      "Working",
      "1 of 2 nodes run the Pod.",
    ],
    [
      "a ReplicaSet that may not create Pods",
      build("apps/v1", "ReplicaSet", {
        status: { conditions: [condition("ReplicaFailure", "True", "FailedCreate", "denied")] },
      }),
      "Failed",
      "denied",
    ],
    [
      "a complete Job",
      build("batch/v1", "Job", { status: { conditions: [condition("Complete", "True")] } }),
      "Ready",
      "The Job completed.",
    ],
    [
      "a failed Job",
      build("batch/v1", "Job", {
        status: { conditions: [condition("Failed", "True", "BackoffLimitExceeded", "3 tries")] },
      }),
      "Failed",
      "3 tries",
    ],
    ["a suspended Job", build("batch/v1", "Job", { spec: { suspend: true }, status: {} }), "Paused"],
    [
      "a Job that retries",
      build("batch/v1", "Job", { status: { active: 1, failed: 2 } }),
      "Working",
      "The Job is retrying after 2 failed Pods.",
    ],
    ["a ready Pod", pod({ phase: "Running", conditions: [condition("Ready", "True")] }), "Ready"],
    [
      "an unschedulable Pod",
      pod({
        phase: "Pending",
        conditions: [condition("PodScheduled", "False", "Unschedulable", "no memory")],
      }),
      "NeedsAttention",
      "no memory",
    ],
    [
      "a crashing container, with its last message",
      pod({
        phase: "Running",
        conditions: [condition("Ready", "False")],
        containerStatuses: [
          {
            name: "app",
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off" } },
            lastState: { terminated: { message: "no such table" } },
          },
        ],
      }),
      "Failed",
      "Container app: no such table",
    ],
    [
      "a starting container",
      pod({
        phase: "Pending",
        containerStatuses: [{ name: "app", state: { waiting: { reason: "ContainerCreating" } } }],
      }),
      "Working",
    ],
    [
      "an image that cannot be pulled",
      pod({
        phase: "Pending",
        containerStatuses: [
          { name: "app", state: { waiting: { reason: "ImagePullBackOff", message: "no such image" } } },
        ],
      }),
      "Failed",
      "Container app: no such image",
    ],
    [
      "a failed container, with its exit code",
      pod({ phase: "Failed", containerStatuses: [{ name: "app", state: { terminated: { exitCode: 3 } } }] }),
      "Failed",
      "Container app: exited with code 3.",
    ],
    [
      "an autoscaler without metrics",
      autoscaler(
        condition("AbleToScale", "True"),
        condition("ScalingActive", "False", "FailedGetResourceMetric", "no metrics server"),
      ),
      "Ready",
      "The autoscaler doesn't change the replicas: no metrics are available.",
    ],
    [
      "an autoscaler with scaling disabled",
      autoscaler(condition("ScalingActive", "False", "ScalingDisabled")),
      "Ready",
      "The autoscaler doesn't change the replicas: scaling is disabled.",
    ],
    [
      "an autoscaler with an invalid metric",
      autoscaler(condition("ScalingActive", "False", "InvalidMetricSourceType", "no such type")),
      "NeedsAttention",
      "no such type",
    ],
    [
      "an autoscaler whose target does not exist yet",
      autoscaler(condition("AbleToScale", "False", "FailedGetScale", "not found")),
      "Working",
    ],
    [
      "an autoscaler without permission to scale",
      autoscaler(condition("AbleToScale", "False", "FailedUpdateScale", "forbidden")),
      "NeedsAttention",
      "forbidden",
    ],
    ["an autoscaler without conditions", autoscaler(), "Ready"],
    [
      "an Ingress without an address",
      build("networking.k8s.io/v1", "Ingress", { status: { loadBalancer: {} } }),
      "Ready",
    ],
    [
      "a ReplicaSet whose Pods exceed the quota",
      build("apps/v1", "ReplicaSet", {
        status: { conditions: [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota")] },
      }),
      "Failed",
      "exceeded quota",
    ],
    [
      "an evicted Pod",
      pod({ phase: "Failed", reason: "Evicted", message: "node was low" }),
      "Failed",
      "node was low",
    ],
    [
      "a PersistentVolumeClaim without a volume",
      build("v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }),
      "Waiting",
    ],
    [
      "a PersistentVolumeClaim that lost its volume",
      build("v1", "PersistentVolumeClaim", { status: { phase: "Lost" } }),
      "Failed",
    ],
    [
      "a Service of type ClusterIP",
      build("v1", "Service", { spec: { type: "ClusterIP" }, status: { loadBalancer: {} } }),
      "Ready",
    ],
    [
      "a Service of type LoadBalancer without an address",
      build("v1", "Service", { spec: { type: "LoadBalancer" }, status: { loadBalancer: {} } }),
      "Working",
    ],
    [
      "a kind Pod of another API group",
      build("demo.dev/v1", "Pod", { status: { conditions: [condition("Ready", "True")] } }),
      "Ready",
    ],
  ];

  it.each(rows)("returns the health of %s", (_why, object, state, message) => {
    const health = computeHealth(object);
    expect(health.state).toBe(state);
    if (message !== undefined) expect(health.message).toBe(message);
  });

  const LATER = "2026-11-20T11:00:00Z";
  const at = (since: string, type: string, status: string, reason?: string) => ({
    ...condition(type, status, reason),
    lastTransitionTime: since,
  });
  const waiting = { name: "app", state: { waiting: { reason: "ImagePullBackOff" } } };
  const ended = (finishedAt: string, exitCode = 0) => ({
    name: "app",
    state: { terminated: { exitCode, finishedAt } },
  });
  const times: [why: string, object: KubernetesObject, since: string | undefined][] = [
    [
      "a stuck container, from the condition ContainersReady",
      pod({
        phase: "Pending",
        conditions: [at(AT, "Ready", "False"), at(LATER, "ContainersReady", "False")],
        containerStatuses: [waiting],
      }),
      LATER,
    ],
    [
      "a stuck container on an older node, from the condition Ready",
      pod({ phase: "Pending", conditions: [at(LATER, "Ready", "False")], containerStatuses: [waiting] }),
      LATER,
    ],
    ["a Pod without conditions, from its creation", pod({ phase: "Pending" }), AT],
    [
      "a completed Pod, from the end of its last container",
      pod({ phase: "Succeeded", containerStatuses: [ended(LATER), ended(AT)] }),
      LATER,
    ],
    ["a failed Pod", pod({ phase: "Failed", containerStatuses: [ended(LATER, 1)] }), LATER],
    [
      "a Pod that was evicted before it started",
      pod({ phase: "Failed", conditions: [at(LATER, "DisruptionTarget", "True", "EvictionByEvictionAPI")] }),
      LATER,
    ],
    ["a failed Pod without a time", pod({ phase: "Failed" }), undefined],
    [
      "a Deployment that lost its replicas",
      deployment(
        {},
        {
          replicas: 1,
          updatedReplicas: 1,
          conditions: [at(LATER, "Available", "False"), at(AT, "Progressing", "True")],
        },
      ),
      LATER,
    ],
    [
      "a rollout of an available Deployment, which has no time",
      deployment({}, { conditions: [at(AT, "Available", "True"), at(AT, "Progressing", "True")] }),
      undefined,
    ],
    [
      "a Deployment whose rollout exceeded its deadline",
      deployment({}, { conditions: [at(LATER, "Progressing", "False", "ProgressDeadlineExceeded")] }),
      LATER,
    ],
    [
      "a paused rollout",
      deployment({ paused: true }, { conditions: [at(LATER, "Progressing", "Unknown", "DeploymentPaused")] }),
      LATER,
    ],
    [
      "a suspended Job",
      build("batch/v1", "Job", {
        spec: { suspend: true },
        status: { conditions: [at(LATER, "Suspended", "True")] },
      }),
      LATER,
    ],
    [
      "a pending PersistentVolumeClaim, from its creation",
      build("v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }),
      AT,
    ],
    ["a StatefulSet, which has no time", build("apps/v1", "StatefulSet", { status: {} }), undefined],
  ];
  it.each(times)("returns the start of the state: %s", (_why, object, since) => {
    expect(computeHealth(object).since).toBe(since);
  });

  it("returns the time and the reason of the deciding condition", () => {
    expect(computeHealth(custom(condition("Ready", "False", "CreateFailed", "quota")))).toEqual({
      state: "Failed",
      since: AT,
      reason: "CreateFailed",
      message: "quota",
    });
  });
});

describe("readConditions", () => {
  it("omits invalid conditions and keeps the order", () => {
    const object = custom(
      condition("B", "True"),
      { type: "A" },
      "text",
      { type: "C", status: "Maybe" },
      condition("D", "Unknown"),
    );
    expect(readConditions(object).map(({ type }) => type)).toEqual(["B", "D"]);
  });

  it("returns an empty list when `conditions` is not a list", () => {
    expect(readConditions(build("demo.dev/v1", "Widget", { status: { conditions: {} } }))).toEqual([]);
  });
});
