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
      "what is being removed is that first of all",
      build("v1", "Pod", { metadata: { deletionTimestamp: AT, finalizers: ["a/b"] } }),
      "Removing",
      "The removal is waiting for finalizers: a/b.",
    ],
    [
      "a namespace says what it waits for",
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
      "a status of an older generation says nothing",
      build("demo.dev/v1", "Widget", {
        metadata: { generation: 2 },
        status: { observedGeneration: 1, conditions: [condition("Ready", "True")] },
      }),
      "Working",
      "The controller has not processed the latest change yet.",
    ],
    [
      "nor does a condition of an older generation",
      build("demo.dev/v1", "Widget", {
        metadata: { generation: 2 },
        status: { conditions: [{ ...condition("Ready", "True"), observedGeneration: 1 }] },
      }),
      "Working",
    ],
    [
      "a kind without status is there, which is all it can be",
      build("v1", "ConfigMap"),
      "Ready",
      "This object reports no status.",
    ],
    [
      "an empty status is none",
      build("demo.dev/v1", "Widget", { status: {} }),
      "Ready",
      "This object reports no status.",
    ],
    ["Ready speaks for the whole", custom(condition("Ready", "True", "Available")), "Ready"],
    [
      "Ready wins over Available",
      custom(condition("Available", "True"), condition("Ready", "False", "Creating", "being made")),
      "Working",
      "being made",
    ],
    ["Unknown is not decided yet", custom(condition("Ready", "Unknown", "Checking")), "Working"],
    [
      "not Ready for a failing reason is a failure",
      custom(condition("Ready", "False", "CreateFailed", "quota")),
      "Failed",
      "quota",
    ],
    [
      "a cause below explains a bare not-Ready",
      custom(
        condition("Ready", "False", "Waiting"),
        condition("DatabaseReady", "False", "InvalidSize", "size is too big"),
      ),
      "NeedsAttention",
      "size is too big",
    ],
    [
      "Synced False: the latest change cannot be applied, though it runs",
      custom(condition("Synced", "False", "ReconcileError", "no such class"), condition("Ready", "True")),
      "NeedsAttention",
      "no such class",
    ],
    ["a paused reconcile is no trouble", custom(condition("Synced", "False", "ReconcilePaused")), "Paused"],
    [
      "kstatus: Stalled does not come by itself",
      custom(condition("Stalled", "True", "X", "gave up"), condition("Ready", "False")),
      "Failed",
      "gave up",
    ],
    [
      "kstatus: Reconciling",
      custom(condition("Reconciling", "True", "X", "going on"), condition("Ready", "Unknown")),
      "Working",
      "going on",
    ],
    [
      "no summary, one failing",
      custom(condition("DnsBound", "False", "LookupFailed", "no zone")),
      "NeedsAttention",
      "no zone",
    ],
    ["no summary, nothing wrong", custom(condition("Expired", "False", "NotYet")), "Ready"],
    [
      "a CRD is ready when established",
      custom(condition("NamesAccepted", "True"), condition("Established", "True")),
      "Ready",
    ],
    [
      "an older API's phase",
      build("demo.dev/v1", "Widget", { status: { phase: "Failed", message: "disk" } }),
      "Failed",
      "disk",
    ],
    [
      "a word that the portal does not know is Unknown, not Ready",
      build("demo.dev/v1", "Widget", { status: { state: "Blooming" } }),
      "Unknown",
      `The object reports "Blooming". The portal doesn't know this state.`,
    ],
    [
      "all replicas available",
      deployment({ replicas: 2 }, { replicas: 2, updatedReplicas: 2, availableReplicas: 2 }),
      "Ready",
      "2 of 2 replicas are available.",
    ],
    [
      "replicas default to one",
      deployment({}, { replicas: 1, updatedReplicas: 1 }),
      "Working",
      "0 of 1 replicas are available.",
    ],
    ["zero replicas are all of them", deployment({ replicas: 0 }, {}), "Ready"],
    [
      "an old replica is still there",
      deployment({ replicas: 1 }, { replicas: 2, updatedReplicas: 1, availableReplicas: 1 }),
      "Working",
      "1 of 2 replicas are of the latest version.",
    ],
    [
      "the rollout ran out of time",
      deployment(
        {},
        { conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out")] },
      ),
      "Failed",
      "timed out",
    ],
    [
      "why no Pod can be made is the deeper cause",
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
      "a StatefulSet waits for readiness",
      build("apps/v1", "StatefulSet", {
        spec: { replicas: 3 },
        status: { readyReplicas: 2, updatedReplicas: 3 },
      }),
      "Working",
      "2 of 3 replicas are ready.",
    ],
    [
      "replicas below the partition stay old on purpose",
      build("apps/v1", "StatefulSet", {
        spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
        status: { readyReplicas: 3, updatedReplicas: 1 },
      }),
      "Ready",
    ],
    [
      "a DaemonSet counts nodes",
      build("apps/v1", "DaemonSet", {
        status: { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 },
      }),
      "Working",
      "1 of 2 nodes run the Pod.",
    ],
    [
      "a ReplicaSet that may not make Pods",
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
      "a Job that tries again",
      build("batch/v1", "Job", { status: { active: 1, failed: 2 } }),
      "Working",
      "The Job is retrying after 2 failed Pods.",
    ],
    ["a ready Pod", pod({ phase: "Running", conditions: [condition("Ready", "True")] }), "Ready"],
    [
      "a Pod that no node takes",
      pod({
        phase: "Pending",
        conditions: [condition("PodScheduled", "False", "Unschedulable", "no memory")],
      }),
      "NeedsAttention",
      "no memory",
    ],
    [
      "a container that crashes: what it said last",
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
      "a container that starts is not stuck",
      pod({
        phase: "Pending",
        containerStatuses: [{ name: "app", state: { waiting: { reason: "ContainerCreating" } } }],
      }),
      "Working",
    ],
    [
      "an image that cannot be had",
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
      "a container that failed for good: how it ended",
      pod({ phase: "Failed", containerStatuses: [{ name: "app", state: { terminated: { exitCode: 3 } } }] }),
      "Failed",
      "Container app: exited with code 3.",
    ],
    [
      "an autoscaler without metrics changes nothing: the workload runs",
      autoscaler(
        condition("AbleToScale", "True"),
        condition("ScalingActive", "False", "FailedGetResourceMetric", "no metrics server"),
      ),
      "Ready",
      "The autoscaler doesn't change the replicas: no metrics are available.",
    ],
    [
      "an autoscaler of nothing",
      autoscaler(condition("ScalingActive", "False", "ScalingDisabled")),
      "Ready",
      "The autoscaler doesn't change the replicas: scaling is disabled.",
    ],
    [
      "an autoscaler whose metric is written wrongly",
      autoscaler(condition("ScalingActive", "False", "InvalidMetricSourceType", "no such type")),
      "NeedsAttention",
      "no such type",
    ],
    [
      "an autoscaler that was made before what it scales",
      autoscaler(condition("AbleToScale", "False", "FailedGetScale", "not found")),
      "Working",
    ],
    [
      "an autoscaler that may not scale",
      autoscaler(condition("AbleToScale", "False", "FailedUpdateScale", "forbidden")),
      "NeedsAttention",
      "forbidden",
    ],
    ["an autoscaler nobody looked at yet", autoscaler(), "Ready"],
    [
      "an Ingress without an address, as where its controller gives none",
      build("networking.k8s.io/v1", "Ingress", { status: { loadBalancer: {} } }),
      "Ready",
    ],
    [
      "a ReplicaSet whose Pods the quota refuses",
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
      "a claim without a volume",
      build("v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }),
      "Waiting",
    ],
    [
      "a claim that lost its volume",
      build("v1", "PersistentVolumeClaim", { status: { phase: "Lost" } }),
      "Failed",
    ],
    [
      "a plain Service has nothing to wait for",
      build("v1", "Service", { spec: { type: "ClusterIP" }, status: { loadBalancer: {} } }),
      "Ready",
    ],
    [
      "a balanced Service waits for its address",
      build("v1", "Service", { spec: { type: "LoadBalancer" }, status: { loadBalancer: {} } }),
      "Working",
    ],
    [
      "a Pod of another group is no Pod",
      build("demo.dev/v1", "Pod", { status: { conditions: [condition("Ready", "True")] } }),
      "Ready",
    ],
  ];

  it.each(rows)("%s", (_why, object, state, message) => {
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
      "a stuck container: since its Pod's containers are not ready",
      pod({
        phase: "Pending",
        conditions: [at(AT, "Ready", "False"), at(LATER, "ContainersReady", "False")],
        containerStatuses: [waiting],
      }),
      LATER,
    ],
    [
      "a stuck container of an older node: since its Pod is not ready",
      pod({ phase: "Pending", conditions: [at(LATER, "Ready", "False")], containerStatuses: [waiting] }),
      LATER,
    ],
    ["a Pod that nobody has looked at: from its start", pod({ phase: "Pending" }), AT],
    [
      "a Pod that completed: since its last container ended",
      pod({ phase: "Succeeded", containerStatuses: [ended(LATER), ended(AT)] }),
      LATER,
    ],
    ["a Pod that failed", pod({ phase: "Failed", containerStatuses: [ended(LATER, 1)] }), LATER],
    [
      "a Pod that was evicted before it ran",
      pod({ phase: "Failed", conditions: [at(LATER, "DisruptionTarget", "True", "EvictionByEvictionAPI")] }),
      LATER,
    ],
    ["a Pod that failed and does not say when", pod({ phase: "Failed" }), undefined],
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
      "a rollout on a Deployment that stays available has no time of its own",
      deployment({}, { conditions: [at(AT, "Available", "True"), at(AT, "Progressing", "True")] }),
      undefined,
    ],
    [
      "a Deployment whose rollout ran out of time",
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
      "a claim waits for its volume from the start",
      build("v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }),
      AT,
    ],
    ["a StatefulSet only counts", build("apps/v1", "StatefulSet", { status: {} }), undefined],
  ];
  it.each(times)("has the start of the state: %s", (_why, object, since) => {
    expect(computeHealth(object).since).toBe(since);
  });

  it("has the time and the reason of the deciding condition", () => {
    expect(computeHealth(custom(condition("Ready", "False", "CreateFailed", "quota")))).toEqual({
      state: "Failed",
      since: AT,
      reason: "CreateFailed",
      message: "quota",
    });
  });
});

describe("readConditions", () => {
  it("leaves out what is no condition, and keeps the order", () => {
    const object = custom(
      condition("B", "True"),
      { type: "A" },
      "text",
      { type: "C", status: "Maybe" },
      condition("D", "Unknown"),
    );
    expect(readConditions(object).map(({ type }) => type)).toEqual(["B", "D"]);
  });

  it("gives none where conditions is no list", () => {
    expect(readConditions(build("demo.dev/v1", "Widget", { status: { conditions: {} } }))).toEqual([]);
  });
});
