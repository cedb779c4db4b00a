import { describe, expect, it } from "vitest";
import { isJobOf, latestJob, latestRuns, type PipelineJob, parsePipelineJob } from "#lib/kratix/pipeline-job";
import { isWorkOf } from "#lib/kratix/work";
import type { KubernetesObject, ObjectMeta } from "#lib/kubernetes/types";

const request = object("example.com/v1", "Widget", {
  name: "orders",
  namespace: "team-a",
  uid: "request-1",
  labels: { "kratix.io/promise-name": "widget" },
});
const labels = { "kratix.io/promise-name": "widget", "kratix.io/resource-name": "orders" };
const annotations = {
  "kratix.io/job-resource-name": "orders",
  "kratix.io/job-resource-namespace": "team-a",
  "kratix.io/job-resource-kind": "Widget",
  "kratix.io/job-resource-api-version": "example.com/v1",
};
const owner = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  name: "orders",
  uid: "request-1",
  controller: true,
};

function object(
  apiVersion: string,
  kind: string,
  metadata: Partial<ObjectMeta>,
  status?: unknown,
): KubernetesObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name: "x",
      uid: "u",
      resourceVersion: "1",
      creationTimestamp: "2026-11-20T10:00:00Z",
      ...metadata,
    },
    status,
  };
}

describe("isJobOf", () => {
  const rows: [reason: string, metadata: Partial<ObjectMeta>, mine: boolean][] = [
    [
      "current Kratix: true for annotations in any namespace",
      { namespace: "pipelines", labels, annotations },
      true,
    ],
    [
      "current Kratix: false for the same name in another namespace",
      {
        namespace: "pipelines",
        labels,
        annotations: { ...annotations, "kratix.io/job-resource-namespace": "team-b" },
      },
      false,
    ],
    [
      "current Kratix: false for another kind with the same name",
      { labels, annotations: { ...annotations, "kratix.io/job-resource-kind": "Gadget" } },
      false,
    ],
    [
      "current Kratix: true for another version of the API",
      {
        labels,
        annotations: { ...annotations, "kratix.io/job-resource-api-version": "example.com/v1beta1" },
      },
      true,
    ],
    [
      "current Kratix: false for the same kind of another group",
      { labels, annotations: { ...annotations, "kratix.io/job-resource-api-version": "other.com/v1" } },
      false,
    ],
    [
      "old Kratix: true for an owner reference",
      { namespace: "team-a", labels, ownerReferences: [owner] },
      true,
    ],
    [
      "old Kratix: false for an owner reference to a deleted request of that name",
      { namespace: "team-a", labels, ownerReferences: [{ ...owner, uid: "request-0" }] },
      false,
    ],
    ["old Kratix: true for labels in its namespace", { namespace: "team-a", labels }, true],
    ["old Kratix: false for labels in another namespace", { namespace: "team-b", labels }, false],
    [
      "false for a Job of the Promise",
      { namespace: "team-a", labels: { ...labels, "kratix.io/work-type": "promise" } },
      false,
    ],
    ["false for a Job without labels", { namespace: "team-a" }, false],
  ];
  it.each(rows)("%s", (_, metadata, mine) => {
    expect(isJobOf(object("batch/v1", "Job", metadata), request)).toBe(mine);
  });
});

describe("isWorkOf", () => {
  const rows: [reason: string, metadata: Partial<ObjectMeta>, mine: boolean][] = [
    ["true in its namespace", { namespace: "team-a", labels }, true],
    ["false in another namespace", { namespace: "team-b", labels }, false],
    [
      "true in the pipeline namespace with a label for the namespace",
      { namespace: "pipelines", labels: { ...labels, "kratix.io/resource-namespace": "team-a" } },
      true,
    ],
    [
      "false for another Promise",
      { namespace: "team-a", labels: { ...labels, "kratix.io/promise-name": "gadget" } },
      false,
    ],
    ["false without labels", { namespace: "team-a" }, false],
  ];
  it.each(rows)("%s", (_, metadata, mine) => {
    expect(isWorkOf(object("platform.kratix.io/v1alpha1", "Work", metadata), request)).toBe(mine);
  });
});

describe("parsePipelineJob", () => {
  const rows: [reason: string, status: unknown, expected: object][] = [
    [
      "Running before a condition",
      { active: 1, startTime: "2026-11-20T10:00:01Z" },
      { phase: "Running", since: "2026-11-20T10:00:01Z" },
    ],
    ["Running without a status", undefined, { phase: "Running" }],
    [
      "Succeeded when it is complete",
      { conditions: [{ type: "Complete", status: "True" }] },
      { phase: "Succeeded" },
    ],
    [
      "ignores a condition that is not true",
      { conditions: [{ type: "Failed", status: "False" }] },
      { phase: "Running" },
    ],
    [
      "Failed with a FailureTarget condition of Kubernetes 1.31",
      {
        conditions: [
          { type: "FailureTarget", status: "True", message: "early" },
          { type: "Failed", status: "True", message: "no quota" },
        ],
      },
      { phase: "Failed", message: "no quota" },
    ],
    [
      "Suspended for a newer run",
      { conditions: [{ type: "Suspended", status: "True" }] },
      { phase: "Suspended" },
    ],
  ];
  it.each(rows)("%s", (_, status, expected) => {
    expect(parsePipelineJob(object("batch/v1", "Job", { labels }, status))).toMatchObject(expected);
  });

  it.each(["kratix.io/workflow-action", "kratix.io/work-action"])("reads the action from %s", (label) => {
    expect(parsePipelineJob(object("batch/v1", "Job", { labels: { [label]: "delete" } })).action).toBe(
      "delete",
    );
  });
});

describe("newest run", () => {
  const run = (
    name: string,
    createdAt: string,
    phase: PipelineJob["phase"],
    pipeline = "configure",
  ): PipelineJob => ({
    name,
    namespace: "team-a",
    pipeline,
    action: "configure",
    phase,
    createdAt,
  });

  it("is the latest Job and prefers one that runs among Jobs of the same second", () => {
    const jobs = [
      run("first", "2026-11-20T10:00:00Z", "Failed"),
      run("b", "2026-11-20T10:01:00Z", "Succeeded"),
      run("c", "2026-11-20T10:01:00Z", "Running", "wait"),
    ];
    expect(latestJob(jobs, "configure")?.name).toBe("c");
    expect(latestJob(jobs, "delete")).toBeUndefined();
  });

  it("is listed for each pipeline in the order of the pipelines", () => {
    const jobs = [
      run("new", "2026-11-20T10:02:00Z", "Succeeded"),
      run("old", "2026-11-20T10:00:00Z", "Failed"),
      run("wait", "2026-11-20T10:01:00Z", "Running", "wait"),
    ];
    expect(latestRuns(jobs).map(({ name }) => name)).toEqual(["new", "wait"]);
  });
});
