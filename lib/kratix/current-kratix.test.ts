import { describe, expect, it } from "vitest";
import { findParentRequest } from "#lib/kratix/compound-promise";
import { currentRuns, latestRuns, parsePipelineJob } from "#lib/kratix/pipeline-job";
import { parsePromise } from "#lib/kratix/promise";
import { computePromiseHealth, describePromiseTrouble } from "#lib/kratix/promise-health";
import { computeRequestHealth, type RequestEvidence } from "#lib/kratix/request-health";
import type { Health, KubernetesObject, ObjectMeta } from "#lib/kubernetes/types";

const AT = "2026-11-20T10:00:00Z";
const NOW = Date.parse("2026-11-20T10:30:00Z");

function object(metadata: Partial<ObjectMeta>, status: unknown): KubernetesObject {
  const own = { name: "orders", namespace: "team-a", uid: "u", resourceVersion: "1", creationTimestamp: AT };
  return { apiVersion: "example.com/v1", kind: "Widget", metadata: { ...own, ...metadata }, status };
}

const condition = (type: string, status: string, reason: string, message = "") => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: AT,
});

const done = condition("ConfigureWorkflowCompleted", "True", "PipelinesExecutedSuccessfully");
const running = condition("ConfigureWorkflowCompleted", "False", "PipelinesInProgress");
const failed = condition(
  "ConfigureWorkflowCompleted",
  "False",
  "ConfigureWorkflowFailed",
  "A Configure Pipeline has failed: instance",
);
const unavailable = condition(
  "PromiseAvailable",
  "False",
  "PromiseRequirementsNotInstalled",
  "Promise Requirements are not installed",
);

interface Pipeline {
  name: string;
  phase: string;
  message?: string;
  attempts?: number;
  nextRetryAt?: string;
  lastTransitionTime?: string;
}

const status = (conditions: object[], pipelines: Pipeline[], more: object = {}) => ({
  conditions,
  kratix: { workflows: { pipelines } },
  ...more,
});

const job = (pipeline: string, phase: string | undefined, creationTimestamp = AT): KubernetesObject =>
  object(
    {
      name: `run-${pipeline}`,
      creationTimestamp,
      labels: { "kratix.io/pipeline-name": pipeline, "kratix.io/workflow-action": "configure" },
    },
    { conditions: phase ? [condition(phase, "True", "BackoffLimitExceeded", "no quota")] : [] },
  );

type Row = [
  why: string,
  status: unknown,
  expected: Partial<Health>,
  evidence?: RequestEvidence,
  metadata?: Partial<ObjectMeta>,
];

const deleting = { deletionTimestamp: AT };

const REQUESTS: Row[] = [
  [
    "Waiting for a scheduled retry, with its time, number and message",
    status(
      [running],
      [
        {
          name: "instance",
          phase: "Suspended",
          attempts: 3,
          nextRetryAt: "2026-11-20T10:42:00Z",
          message: "no quota",
        },
      ],
    ),
    { state: "Waiting", message: 'Pipeline "instance" waits for retry 3 at 10:42 UTC: no quota' },
  ],
  [
    "shows the date of a retry on another day",
    status(
      [running],
      [{ name: "instance", phase: "Suspended", attempts: 1, nextRetryAt: "2026-11-21T00:05:00Z" }],
    ),
    { message: 'Pipeline "instance" waits for retry 1 at 00:05 UTC on 2026-11-21.' },
  ],
  [
    "held for approval with the steps to release a suspended pipeline",
    status([running], [{ name: "approve", phase: "Suspended", message: "Ana must agree" }]),
    {
      state: "HeldForApproval",
      message:
        "Ana must agree. To release it, remove the label kratix.io/workflow-suspended from the request in the cluster, or ask the platform team.",
    },
  ],
  [
    "Ready while the workflow of the Promise runs again",
    status([done, unavailable], [{ name: "instance", phase: "Succeeded" }], { message: "Pending" }),
    { state: "Ready" },
  ],
  [
    "Waiting for the workflow of the Promise before Kratix starts",
    status([unavailable], []),
    {
      state: "Waiting",
      message: 'Kratix is waiting until the Promise serves requests again. Pipeline "install" is running.',
    },
    { promise: { health: { state: "Working", message: 'Pipeline "install" is running.' }, lacking: [] } },
  ],
  [
    "Waiting for the missing requirements of the Promise",
    status([unavailable], []),
    { state: "Waiting", message: "Kratix is waiting for what the Promise needs: Promise redis v1.2.0." },
    { promise: { health: { state: "Waiting" }, lacking: ["Promise redis v1.2.0"] } },
  ],
  [
    "Waiting for a change during the workflow of the Promise",
    status([done, unavailable], [], { observedGeneration: 1 }),
    { state: "Waiting" },
    {},
    { generation: 2 },
  ],
  [
    "Working during a retry while the condition still reports the failure",
    status([failed], [{ name: "instance", phase: "Running", lastTransitionTime: "2026-11-20T10:20:00Z" }]),
    { state: "Working", message: 'Pipeline "instance" is running.', since: "2026-11-20T10:20:00Z" },
    { jobs: [job("instance", "Failed")] },
  ],
  [
    "Working during a rerun that reset the pipelines",
    status(
      [failed],
      [
        { name: "network", phase: "Running" },
        { name: "instance", phase: "Pending" },
      ],
    ),
    { state: "Working", message: 'Pipeline "network" is running.' },
    { jobs: [job("instance", "Failed")] },
  ],
  [
    "Working in a rerun before the first pipeline starts",
    status([failed], [{ name: "instance", phase: "Pending" }]),
    { state: "Working" },
    { jobs: [job("instance", "Failed")] },
  ],
  [
    "Failed for a pipeline that failed in the current run",
    status([failed], [{ name: "instance", phase: "Failed", message: "no quota" }]),
    { state: "Failed", message: 'Pipeline "instance" failed: no quota' },
  ],
  [
    "Failed with the message of the delete pipeline",
    status(
      [
        condition(
          "DeleteWorkflowCompleted",
          "False",
          "DeleteWorkflowFailed",
          "The Delete Pipeline has failed",
        ),
      ],
      [{ name: "cleanup", phase: "Failed", message: "the bucket is not empty" }],
    ),
    { state: "Failed", message: 'Pipeline "cleanup" failed: the bucket is not empty' },
    {},
    deleting,
  ],
  [
    "Failed by the delete pipeline before its condition is written",
    status(
      [done],
      [{ name: "cleanup", phase: "Failed", message: "in use", lastTransitionTime: "2026-11-20T10:01:00Z" }],
    ),
    { state: "Failed", message: 'Pipeline "cleanup" failed: in use' },
    {},
    deleting,
  ],
  [
    "Removing while the delete pipeline waits for a retry",
    status(
      [
        condition(
          "DeleteWorkflowCompleted",
          "False",
          "DeleteWorkflowSuspended",
          "The delete workflow is suspended",
        ),
      ],
      [
        {
          name: "cleanup",
          phase: "Suspended",
          attempts: 2,
          nextRetryAt: "2026-11-20T10:42:00Z",
          message: "in use",
        },
      ],
    ),
    { state: "Removing", message: 'Pipeline "cleanup" waits for retry 2 at 10:42 UTC: in use' },
    {},
    deleting,
  ],
  [
    "Removing when a configure pipeline failed before the deletion",
    status([failed], [{ name: "instance", phase: "Failed", lastTransitionTime: "2026-11-20T09:00:00Z" }]),
    { state: "Removing" },
    {},
    deleting,
  ],
  [
    "Failed with the message of the health check instead of that of the author",
    status([done], [], {
      message: "Your database is ready",
      healthStatus: {
        state: "unhealthy",
        healthRecords: [
          { state: "healthy", lastRun: 1_795_168_800, details: "fine" },
          {
            state: "unhealthy",
            lastRun: Date.parse("2026-11-20T10:12:00Z") / 1000,
            details: { message: "port 5432 is closed" },
          },
        ],
      },
    }),
    {
      state: "Failed",
      since: "2026-11-20T10:12:00.000Z",
      message: "The health check failed at 10:12 UTC: port 5432 is closed",
    },
  ],
  [
    "shows details of a health check in another format",
    status([done], [], {
      healthStatus: { state: "degraded", healthRecords: [{ state: "degraded", details: { replicas: 1 } }] },
    }),
    { state: "NeedsAttention", message: 'The health check reports a degraded state: {"replicas":1}' },
  ],
  [
    "Unknown for a health check with an unknown state",
    status([done], [], { healthStatus: { state: "unknown", healthRecords: [] } }),
    { state: "Unknown", message: "The health check reports an unknown state." },
  ],
  [
    "Ready with a message for a dry run",
    status([done, condition("WorksSucceeded", "Unknown", "WorksPending")], [], {
      message: "Dry run executed",
    }),
    { state: "Ready", message: "This is a dry run: Kratix ran the pipelines and delivered nothing." },
    {},
    { labels: { "kratix.io/dry-run": "true" } },
  ],
  [
    "needs attention for a condition of the author",
    status([done, condition("Degraded", "True", "DiskFull", "the disk is full")], []),
    { state: "NeedsAttention", message: "the disk is full" },
  ],
];

describe("health of a request of the current Kratix", () => {
  it.each(REQUESTS)("%s", (_why, of, expected, evidence, metadata = {}) => {
    expect(computeRequestHealth(object(metadata, of), { now: NOW, ...evidence })).toMatchObject(expected);
  });
});

describe("currentRuns", () => {
  const runs = latestRuns([job("network", undefined), job("instance", "Failed")].map(parsePipelineJob));
  const names = (pipelines: Parameters<typeof currentRuns>[1]) =>
    currentRuns(runs, pipelines).map(({ pipeline }) => pipeline);

  it("leaves out the Job of a pipeline that is Pending again", () => {
    expect(names([{ name: "instance", phase: "Pending" }])).toEqual(["network"]);
  });

  it("leaves out the Job that ended before its pipeline started again", () => {
    expect(names([{ name: "instance", phase: "Running", since: "2026-11-20T10:10:00Z" }])).toEqual([
      "network",
    ]);
  });

  it("keeps all Jobs when the Kratix version records no pipelines", () => {
    expect(names([])).toHaveLength(2);
  });
});

const promise = (conditions: object[], pipelines: Pipeline[], more: object = {}) =>
  object(
    { name: "widgets", namespace: undefined },
    { status: "Unavailable", ...status(conditions, pipelines, more) },
  );

describe("computePromiseHealth", () => {
  const notAvailable = condition(
    "Available",
    "False",
    "PromiseUnavailable",
    "Cannot fulfil resource requests",
  );
  const rows: [why: string, promise: KubernetesObject, expected: Partial<Health>][] = [
    [
      "Working while its workflow runs",
      promise([notAvailable, done], [{ name: "install", phase: "Running" }]),
      { state: "Working", message: 'Pipeline "install" is running.' },
    ],
    [
      "Failed with the message of its pipeline",
      promise(
        [notAvailable, failed],
        [{ name: "install", phase: "Failed", message: "no chart", lastTransitionTime: AT }],
      ),
      { state: "Failed", message: 'Pipeline "install" failed: no chart', since: AT },
    ],
    [
      "Failed by the condition without a pipeline",
      promise([notAvailable, failed], []),
      { state: "Failed", message: "A Configure Pipeline has failed: instance" },
    ],
    [
      "held for approval when its workflow is suspended",
      promise([notAvailable], [{ name: "install", phase: "Suspended", message: "approve the chart" }]),
      { state: "HeldForApproval", message: expect.stringContaining("from the Promise in the cluster") },
    ],
    [
      "Waiting for a required Promise",
      promise(
        [notAvailable, condition("RequirementsFulfilled", "False", "RequirementsNotAvailable", "not yet")],
        [],
      ),
      { state: "Waiting", reason: "RequirementsNotAvailable", message: "not yet" },
    ],
    [
      "Ready when it is available",
      promise([condition("Available", "True", "PromiseAvailable", "Ready to fulfil resource requests")], []),
      { state: "Ready" },
    ],
    ["Ready by the status text of an old Kratix", object({}, { status: "Available" }), { state: "Ready" }],
  ];
  it.each(rows)("%s", (_why, of, expected) => {
    expect(computePromiseHealth(of, NOW)).toMatchObject(expected);
  });

  it("describes the failure, its start and the owner on a card", () => {
    const health: Health = { state: "Failed", message: 'Pipeline "install" failed: no chart', since: AT };
    expect(describePromiseTrouble({ health, available: false }, "team-platform", NOW)).toBe(
      'New requests wait until the platform team has fixed this offer. Since 10:00 UTC: Pipeline "install" failed: no chart. Ask team-platform.',
    );
  });

  it("describes the unfinished change of an available Promise on a card", () => {
    const health: Health = { state: "Failed", message: 'Pipeline "install" failed: no chart', since: AT };
    expect(describePromiseTrouble({ health, available: true }, "", NOW)).toBe(
      'The platform\'s last change of this offer is not finished. Since 10:00 UTC: Pipeline "install" failed: no chart. Ask the platform team.',
    );
    const running: Health = { state: "Working", message: 'Pipeline "install" is running.' };
    expect(describePromiseTrouble({ health: running, available: true }, "", NOW)).toBe(
      'The platform is updating this offer. Pipeline "install" is running.',
    );
  });
});

describe("required Promises", () => {
  const rows: [sentence: string, state: string][] = [
    ["Requirement installed", "installed"],
    ["Requirement not installed", "missing"],
    ["Requirement not installed at the specified version", "other-version"],
    ["Requirement not available", "unavailable"],
    ["Requirement state unknown", "unknown"],
    ["Requirement under review", "unknown"],
  ];
  it.each(rows)("reads '%s' as %s", (state, expected) => {
    const needing = {
      ...object({}, { requiredPromises: [{ name: "redis", version: "v1", state }] }),
      spec: { requiredPromises: [{ name: "redis", version: "v1" }] },
    };
    expect(parsePromise(needing).requiredPromises[0]?.state).toBe(expected);
  });
});

describe("findParentRequest", () => {
  const rows: [why: string, labels: Record<string, string>, expected: unknown][] = [
    [
      "reads the current labels",
      {
        "kratix.io/parent-promise-name": "apps",
        "kratix.io/parent-resource-name": "shop",
        "kratix.io/parent-resource-namespace": "team-b",
      },
      { promise: "apps", name: "shop", namespace: "team-b" },
    ],
    [
      "reads the older labels in the namespace of the component",
      { "kratix.io/component-of-promise-name": "apps", "kratix.io/component-of-resource-name": "shop" },
      { promise: "apps", name: "shop", namespace: "team-a" },
    ],
    ["finds no parent of an independent request", { "kratix.io/promise-name": "widgets" }, undefined],
  ];
  it.each(rows)("%s", (_why, labels, expected) => {
    expect(findParentRequest(object({ labels }, {}))).toEqual(expected);
  });
});
