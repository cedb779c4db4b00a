import { describe, expect, it } from "vitest";
import { computeRequestHealth, type RequestEvidence } from "#lib/kratix/request-health";
import { computeWorkPlacementHealth } from "#lib/kratix/work-health";
import type { Health, KubernetesObject, ObjectMeta } from "#lib/kubernetes/types";

const at = "2026-11-20T10:00:00Z";

function object(
  kind: string,
  metadata: Partial<ObjectMeta>,
  status?: unknown,
  spec?: unknown,
): KubernetesObject {
  return {
    apiVersion: "example.com/v1",
    kind,
    metadata: {
      name: "orders",
      namespace: "team-a",
      uid: "u",
      resourceVersion: "1",
      creationTimestamp: at,
      ...metadata,
    },
    spec,
    status,
  };
}

const condition = (type: string, status: string, reason = "Because", message = "") => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: at,
});
const conditions = (...list: object[]) => ({ conditions: list });

const oldRunning = condition(
  "PipelineCompleted",
  "False",
  "PipelineNotCompleted",
  "Pipeline has not completed",
);
const oldDone = condition("PipelineCompleted", "True", "PipelineExecutedSuccessfully", "Pipeline completed");
const running = condition("ConfigureWorkflowCompleted", "False", "PipelinesInProgress");
const failed = condition(
  "ConfigureWorkflowCompleted",
  "False",
  "ConfigureWorkflowFailed",
  "A Configure Pipeline has failed: instance",
);
const done = condition("ConfigureWorkflowCompleted", "True", "PipelinesExecutedSuccessfully");
const backoff = "Job has reached the specified backoff limit";

function job(conditionType: string | undefined, message = "", action = "configure"): KubernetesObject {
  const labels = { "kratix.io/pipeline-name": "instance", "kratix.io/work-action": action };
  return object(
    "Job",
    { name: "run", labels },
    conditions(...(conditionType ? [condition(conditionType, "True", "R", message)] : [])),
  );
}

const pod = object(
  "Pod",
  { labels: { "batch.kubernetes.io/job-name": "run" } },
  {
    initContainerStatuses: [
      { name: "reader", state: { terminated: { exitCode: 0, message: "fine" } } },
      {
        name: "database",
        state: { terminated: { exitCode: 1, message: "timescaledb needs version 17 or older.\n" } },
      },
    ],
  },
);

describe("computeRequestHealth", () => {
  const rows: [
    reason: string,
    status: unknown,
    expected: Partial<Health>,
    evidence?: RequestEvidence,
    metadata?: Partial<ObjectMeta>,
  ][] = [
    ["nothing told yet", undefined, { state: "Waiting" }],
    ["a status of odd form", "done", { state: "Waiting" }],
    ["conditions null", { conditions: null }, { state: "Waiting" }],
    [
      "nothing told, and the Promise has no pipeline",
      undefined,
      { state: "Ready" },
      { configurePipelines: [] },
    ],

    [
      "old: running",
      { ...conditions(oldRunning), message: "Pending" },
      { state: "Working", message: "The pipelines are running.", since: at },
    ],
    [
      "old: running, its Job is known",
      conditions(oldRunning),
      { state: "Working", message: 'Pipeline "instance" is running.' },
      { jobs: [job(undefined)] },
    ],
    [
      "old: failed, which only the Job tells",
      conditions(oldRunning),
      {
        state: "Failed",
        message: expect.stringContaining('Pipeline "instance" failed. Ask the platform team'),
      },
      { jobs: [job("Failed", backoff)] },
    ],
    [
      "old: failed, with a cause on the Job",
      conditions(oldRunning),
      { state: "Failed", message: 'Pipeline "instance" failed: no quota' },
      { jobs: [job("Failed", "no quota")] },
    ],
    [
      "old: failed, in the words of the step",
      conditions(oldRunning),
      { state: "Failed", message: "timescaledb needs version 17 or older." },
      { jobs: [job("Failed", backoff)], pods: [pod] },
    ],
    [
      "old: stopped by its deadline",
      conditions(oldRunning),
      { state: "Failed", message: 'Pipeline "instance" took too long.' },
      { jobs: [job("Failed", "Job was active longer than specified deadline")] },
    ],
    [
      "old: done, in the author's words",
      { ...conditions(oldDone), message: "At orders:5432" },
      { state: "Ready", message: "At orders:5432" },
    ],
    [
      "old: done, the author said nothing",
      { ...conditions(oldDone), message: "Resource requested" },
      { state: "Ready" },
    ],
    [
      "old: done; an earlier failed run is past",
      conditions(oldDone),
      { state: "Ready" },
      { jobs: [job("Failed", backoff)] },
    ],
    [
      "old: done, no Destination takes it",
      conditions(oldDone),
      { state: "NeedsAttention", message: expect.stringContaining("No Destination") },
      {
        works: [object("Work", {}, conditions(condition("Scheduled", "False", "UnscheduledWorkloadGroups")))],
      },
    ],
    [
      "old: done, scheduled",
      conditions(oldDone),
      { state: "Ready" },
      {
        works: [
          object("Work", {}, conditions(condition("Scheduled", "True"), condition("Misscheduled", "False"))),
        ],
      },
    ],
    [
      "old: done, at a Destination that no longer matches",
      conditions(oldDone),
      { state: "NeedsAttention" },
      {
        works: [
          object("Work", {}, conditions(condition("Scheduled", "True"), condition("Misscheduled", "True"))),
        ],
      },
    ],
    [
      "its Promise needs others",
      conditions(condition("PromiseAvailable", "False", "PromiseRequirementsNotInstalled")),
      { state: "Waiting", reason: "PromiseRequirementsNotInstalled" },
    ],

    ["current: running", conditions(running), { state: "Working", reason: "PipelinesInProgress" }],
    [
      "current: running, its pipeline is named",
      {
        ...conditions(running),
        kratix: {
          workflows: {
            pipelines: [
              { name: "a", phase: "Succeeded" },
              { name: "b", phase: "Running" },
            ],
          },
        },
      },
      { state: "Working", message: 'Pipeline "b" is running.' },
    ],
    [
      "current: failed, as its condition says",
      conditions(failed),
      { state: "Failed", message: 'Pipeline "instance" failed.' },
    ],
    [
      "current: failed, as its pipeline says",
      {
        ...conditions(failed),
        kratix: { workflows: { pipelines: [{ name: "instance", phase: "Failed", message: "no quota" }] } },
      },
      { state: "Failed", reason: "ConfigureWorkflowFailed", message: 'Pipeline "instance" failed: no quota' },
    ],
    [
      "newest: pipelines below the workflow's name",
      {
        ...conditions(failed),
        kratix: {
          workflows: {
            configure: {
              pipelines: [{ name: "instance", phase: "Failed", message: "no quota", nextRetryAt: at }],
            },
          },
        },
      },
      { state: "Failed", message: 'Pipeline "instance" failed: no quota Kratix retries it automatically.' },
    ],
    [
      "current: held by a pipeline",
      {
        ...conditions(running),
        kratix: {
          workflows: { pipelines: [{ name: "approve", phase: "Suspended", message: "Ana must agree" }] },
        },
      },
      {
        state: "HeldForApproval",
        message: expect.stringMatching(/^Ana must agree\. To release it, remove the label/),
      },
    ],
    [
      "current: delivered later",
      conditions(done, condition("WorksSucceeded", "Unknown", "WorksPending")),
      { state: "Working", reason: "WorksPending" },
    ],
    [
      "current: not delivered",
      conditions(done, condition("WorksSucceeded", "False", "WorksFailing", "bucket is gone")),
      { state: "Failed", message: "bucket is gone" },
    ],
    [
      "current: misplaced",
      conditions(done, condition("WorksSucceeded", "False", "WorksMisplaced")),
      { state: "NeedsAttention" },
    ],
    [
      "current: all is well",
      conditions(done, condition("WorksSucceeded", "True"), condition("Reconciled", "True")),
      { state: "Ready", since: at },
    ],
    [
      "Reconciled is stale while a workflow runs",
      conditions(running, condition("Reconciled", "True")),
      { state: "Working" },
    ],
    ["Reconciled is all there is, and true", conditions(condition("Reconciled", "True")), { state: "Ready" }],
    [
      "Reconciled is all there is, and false",
      conditions(condition("Reconciled", "False", "Pending")),
      { state: "Working" },
    ],
    [
      "its health check fails",
      { ...conditions(done), healthStatus: { state: "unhealthy" } },
      { state: "Failed" },
    ],
    [
      "its health check says degraded",
      { ...conditions(done), healthStatus: { state: "degraded" } },
      { state: "NeedsAttention" },
    ],
    [
      "a Ready condition of the author's own",
      conditions(done, condition("Ready", "False", "Booting", "Booting")),
      { state: "Working", message: "Booting" },
    ],

    [
      "changed since",
      { ...conditions(done), observedGeneration: 1 },
      { state: "Working", reason: "NewGeneration" },
      {},
      { generation: 2 },
    ],
    [
      "no generation is observed by this version",
      conditions(done),
      { state: "Ready" },
      {},
      { generation: 2 },
    ],
    ["paused", conditions(done), { state: "Paused" }, {}, { labels: { "kratix.io/paused": "true" } }],
    ["being removed", conditions(done), { state: "Removing", since: at }, {}, { deletionTimestamp: at }],
    [
      "its removal failed",
      conditions(condition("DeleteWorkflowCompleted", "False", "DeleteWorkflowFailed")),
      { state: "Failed" },
      {},
      { deletionTimestamp: at },
    ],
    [
      "old: its removal failed",
      conditions(oldDone),
      { state: "Failed" },
      { jobs: [job("Failed", backoff, "delete")] },
      { deletionTimestamp: at },
    ],
  ];
  it.each(rows)("%s", (_, status, expected, evidence, metadata = {}) => {
    expect(computeRequestHealth(object("Widget", metadata, status), evidence)).toMatchObject(expected);
  });
});

describe("computeWorkPlacementHealth", () => {
  const rows: [reason: string, status: unknown, expected: Partial<Health>, metadata?: Partial<ObjectMeta>][] =
    [
      ["old: not written yet", undefined, { state: "Working", reason: "WriteNotReported" }],
      ["old: written, as its version proves", { versionID: "abc" }, { state: "Ready" }],
      ["current: written", conditions(condition("WriteSucceeded", "True")), { state: "Ready" }],
      [
        "current: scheduled only",
        conditions(condition("ScheduleSucceeded", "True"), condition("Ready", "False")),
        { state: "Working" },
      ],
      [
        "current: the write failed",
        conditions(condition("WriteSucceeded", "False", "WriteFailed", "denied")),
        { state: "Failed", message: "Writing to Destination east failed: denied" },
      ],
      ["old: misscheduled", conditions(condition("Misscheduled", "True")), { state: "NeedsAttention" }],
      [
        "current: labelled misplaced, though written",
        { versionID: "abc" },
        { state: "NeedsAttention" },
        { labels: { "kratix.io/misplaced": "true" } },
      ],
      ["being removed", undefined, { state: "Removing" }, { deletionTimestamp: at }],
    ];
  it.each(rows)("%s", (_, status, expected, metadata = {}) => {
    const placement = object("WorkPlacement", metadata, status, { targetDestinationName: "east" });
    expect(computeWorkPlacementHealth(placement)).toMatchObject(expected);
  });
});
