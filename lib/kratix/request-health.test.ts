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
    ["Waiting without a status", undefined, { state: "Waiting" }],
    ["Waiting for an invalid status", "done", { state: "Waiting" }],
    ["Waiting for null conditions", { conditions: null }, { state: "Waiting" }],
    [
      "Ready without a status when the Promise has no pipeline",
      undefined,
      { state: "Ready" },
      { configurePipelines: [] },
    ],

    [
      "old Kratix: Working while the pipelines run",
      { ...conditions(oldRunning), message: "Pending" },
      { state: "Working", message: "The pipelines are running.", since: at },
    ],
    [
      "old Kratix: Working with the name of the pipeline from the Job",
      conditions(oldRunning),
      { state: "Working", message: 'Pipeline "instance" is running.' },
      { jobs: [job(undefined)] },
    ],
    [
      "old Kratix: Failed when the Job failed",
      conditions(oldRunning),
      {
        state: "Failed",
        message: expect.stringContaining('Pipeline "instance" failed. Ask the platform team'),
      },
      { jobs: [job("Failed", backoff)] },
    ],
    [
      "old Kratix: Failed with the message of the Job",
      conditions(oldRunning),
      { state: "Failed", message: 'Pipeline "instance" failed: no quota' },
      { jobs: [job("Failed", "no quota")] },
    ],
    [
      "old Kratix: Failed with the message of the container",
      conditions(oldRunning),
      { state: "Failed", message: "timescaledb needs version 17 or older." },
      { jobs: [job("Failed", backoff)], pods: [pod] },
    ],
    [
      "old Kratix: Failed when the Job exceeded its deadline",
      conditions(oldRunning),
      { state: "Failed", message: 'Pipeline "instance" took too long.' },
      { jobs: [job("Failed", "Job was active longer than specified deadline")] },
    ],
    [
      "old Kratix: Ready with the message of the author",
      { ...conditions(oldDone), message: "At orders:5432" },
      { state: "Ready", message: "At orders:5432" },
    ],
    [
      "old Kratix: Ready with the default message",
      { ...conditions(oldDone), message: "Resource requested" },
      { state: "Ready" },
    ],
    [
      "old Kratix: Ready when an earlier run failed",
      conditions(oldDone),
      { state: "Ready" },
      { jobs: [job("Failed", backoff)] },
    ],
    [
      "old Kratix: needs attention when no Destination matches",
      conditions(oldDone),
      { state: "NeedsAttention", message: expect.stringContaining("No Destination") },
      {
        works: [object("Work", {}, conditions(condition("Scheduled", "False", "UnscheduledWorkloadGroups")))],
      },
    ],
    [
      "old Kratix: Ready when the Work is scheduled",
      conditions(oldDone),
      { state: "Ready" },
      {
        works: [
          object("Work", {}, conditions(condition("Scheduled", "True"), condition("Misscheduled", "False"))),
        ],
      },
    ],
    [
      "old Kratix: needs attention when the Destination no longer matches",
      conditions(oldDone),
      { state: "NeedsAttention" },
      {
        works: [
          object("Work", {}, conditions(condition("Scheduled", "True"), condition("Misscheduled", "True"))),
        ],
      },
    ],
    [
      "Waiting when the Promise lacks requirements",
      conditions(condition("PromiseAvailable", "False", "PromiseRequirementsNotInstalled")),
      { state: "Waiting", reason: "PromiseRequirementsNotInstalled" },
    ],

    [
      "current Kratix: Working while the pipelines run",
      conditions(running),
      { state: "Working", reason: "PipelinesInProgress" },
    ],
    [
      "current Kratix: Working with the name of the pipeline",
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
      "current Kratix: Failed by the condition",
      conditions(failed),
      { state: "Failed", message: 'Pipeline "instance" failed.' },
    ],
    [
      "current Kratix: Failed with the message of the pipeline",
      {
        ...conditions(failed),
        kratix: { workflows: { pipelines: [{ name: "instance", phase: "Failed", message: "no quota" }] } },
      },
      { state: "Failed", reason: "ConfigureWorkflowFailed", message: 'Pipeline "instance" failed: no quota' },
    ],
    [
      "newest Kratix: reads the pipelines of the named workflow",
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
      "current Kratix: held for approval when a pipeline is suspended",
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
      "current Kratix: Working while Works are pending",
      conditions(done, condition("WorksSucceeded", "Unknown", "WorksPending")),
      { state: "Working", reason: "WorksPending" },
    ],
    [
      "current Kratix: Failed when Works fail",
      conditions(done, condition("WorksSucceeded", "False", "WorksFailing", "bucket is gone")),
      { state: "Failed", message: "bucket is gone" },
    ],
    [
      "current Kratix: needs attention when Works are misplaced",
      conditions(done, condition("WorksSucceeded", "False", "WorksMisplaced")),
      { state: "NeedsAttention" },
    ],
    [
      "current Kratix: Ready when the Works succeeded",
      conditions(done, condition("WorksSucceeded", "True"), condition("Reconciled", "True")),
      { state: "Ready", since: at },
    ],
    [
      "Working when Reconciled is stale and a workflow runs",
      conditions(running, condition("Reconciled", "True")),
      { state: "Working" },
    ],
    [
      "Ready when Reconciled is the only condition and true",
      conditions(condition("Reconciled", "True")),
      { state: "Ready" },
    ],
    [
      "Working when Reconciled is the only condition and false",
      conditions(condition("Reconciled", "False", "Pending")),
      { state: "Working" },
    ],
    [
      "Failed when the health check fails",
      { ...conditions(done), healthStatus: { state: "unhealthy" } },
      { state: "Failed" },
    ],
    [
      "needs attention when the health check reports a degraded state",
      { ...conditions(done), healthStatus: { state: "degraded" } },
      { state: "NeedsAttention" },
    ],
    [
      "follows a Ready condition of the author",
      conditions(done, condition("Ready", "False", "Booting", "Booting")),
      { state: "Working", message: "Booting" },
    ],

    [
      "Working when the observed generation is older",
      { ...conditions(done), observedGeneration: 1 },
      { state: "Working", reason: "NewGeneration" },
      {},
      { generation: 2 },
    ],
    [
      "Ready when the Kratix version observes no generation",
      conditions(done),
      { state: "Ready" },
      {},
      { generation: 2 },
    ],
    [
      "Paused with the pause label",
      conditions(done),
      { state: "Paused" },
      {},
      { labels: { "kratix.io/paused": "true" } },
    ],
    [
      "Removing while it is being deleted",
      conditions(done),
      { state: "Removing", since: at },
      {},
      { deletionTimestamp: at },
    ],
    [
      "Failed when the delete workflow failed",
      conditions(condition("DeleteWorkflowCompleted", "False", "DeleteWorkflowFailed")),
      { state: "Failed" },
      {},
      { deletionTimestamp: at },
    ],
    [
      "old Kratix: Failed when the Job of the delete pipeline failed",
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
      ["old Kratix: Working before the write", undefined, { state: "Working", reason: "WriteNotReported" }],
      ["old Kratix: Ready with a version ID", { versionID: "abc" }, { state: "Ready" }],
      [
        "current Kratix: Ready when the write succeeded",
        conditions(condition("WriteSucceeded", "True")),
        { state: "Ready" },
      ],
      [
        "current Kratix: Working when it is only scheduled",
        conditions(condition("ScheduleSucceeded", "True"), condition("Ready", "False")),
        { state: "Working" },
      ],
      [
        "current Kratix: Failed when the write failed",
        conditions(condition("WriteSucceeded", "False", "WriteFailed", "denied")),
        { state: "Failed", message: "Writing to Destination east failed: denied" },
      ],
      [
        "old Kratix: needs attention when it is misscheduled",
        conditions(condition("Misscheduled", "True")),
        { state: "NeedsAttention" },
      ],
      [
        "current Kratix: needs attention when a written file is misplaced",
        { versionID: "abc" },
        { state: "NeedsAttention" },
        { labels: { "kratix.io/misplaced": "true" } },
      ],
      ["Removing while it is being deleted", undefined, { state: "Removing" }, { deletionTimestamp: at }],
    ];
  it.each(rows)("%s", (_, status, expected, metadata = {}) => {
    const placement = object("WorkPlacement", metadata, status, { targetDestinationName: "east" });
    expect(computeWorkPlacementHealth(placement)).toMatchObject(expected);
  });
});
