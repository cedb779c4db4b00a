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
      "current: annotations name it, wherever the Job runs",
      { namespace: "pipelines", labels, annotations },
      true,
    ],
    [
      "current: a namesake in another namespace",
      {
        namespace: "pipelines",
        labels,
        annotations: { ...annotations, "kratix.io/job-resource-namespace": "team-b" },
      },
      false,
    ],
    [
      "current: another kind of the same name",
      { labels, annotations: { ...annotations, "kratix.io/job-resource-kind": "Gadget" } },
      false,
    ],
    [
      "current: read at another version than it was made for",
      {
        labels,
        annotations: { ...annotations, "kratix.io/job-resource-api-version": "example.com/v1beta1" },
      },
      true,
    ],
    [
      "current: the same kind of another group",
      { labels, annotations: { ...annotations, "kratix.io/job-resource-api-version": "other.com/v1" } },
      false,
    ],
    ["old: owned by it", { namespace: "team-a", labels, ownerReferences: [owner] }, true],
    [
      "old: owned by a request of that name which is gone",
      { namespace: "team-a", labels, ownerReferences: [{ ...owner, uid: "request-0" }] },
      false,
    ],
    ["old: labels, in its namespace", { namespace: "team-a", labels }, true],
    ["old: labels, in another namespace", { namespace: "team-b", labels }, false],
    [
      "a Promise's own Job",
      { namespace: "team-a", labels: { ...labels, "kratix.io/work-type": "promise" } },
      false,
    ],
    ["a Job of someone else", { namespace: "team-a" }, false],
  ];
  it.each(rows)("%s", (_, metadata, mine) => {
    expect(isJobOf(object("batch/v1", "Job", metadata), request)).toBe(mine);
  });
});

describe("isWorkOf", () => {
  const rows: [reason: string, metadata: Partial<ObjectMeta>, mine: boolean][] = [
    ["in its namespace", { namespace: "team-a", labels }, true],
    ["of a namesake elsewhere", { namespace: "team-b", labels }, false],
    [
      "in the pipelines' namespace, saying whose it is",
      { namespace: "pipelines", labels: { ...labels, "kratix.io/resource-namespace": "team-a" } },
      true,
    ],
    [
      "of another Promise",
      { namespace: "team-a", labels: { ...labels, "kratix.io/promise-name": "gadget" } },
      false,
    ],
    ["without labels", { namespace: "team-a" }, false],
  ];
  it.each(rows)("%s", (_, metadata, mine) => {
    expect(isWorkOf(object("platform.kratix.io/v1alpha1", "Work", metadata), request)).toBe(mine);
  });
});

describe("parsePipelineJob", () => {
  const rows: [reason: string, status: unknown, expected: object][] = [
    [
      "no condition yet",
      { active: 1, startTime: "2026-11-20T10:00:01Z" },
      { phase: "Running", since: "2026-11-20T10:00:01Z" },
    ],
    ["no status at all", undefined, { phase: "Running" }],
    ["complete", { conditions: [{ type: "Complete", status: "True" }] }, { phase: "Succeeded" }],
    [
      "a condition that is not true counts for nothing",
      { conditions: [{ type: "Failed", status: "False" }] },
      { phase: "Running" },
    ],
    [
      "failed, with Kubernetes 1.31's FailureTarget before it",
      {
        conditions: [
          { type: "FailureTarget", status: "True", message: "early" },
          { type: "Failed", status: "True", message: "no quota" },
        ],
      },
      { phase: "Failed", message: "no quota" },
    ],
    [
      "stopped for a newer run",
      { conditions: [{ type: "Suspended", status: "True" }] },
      { phase: "Suspended" },
    ],
  ];
  it.each(rows)("%s", (_, status, expected) => {
    expect(parsePipelineJob(object("batch/v1", "Job", { labels }, status))).toMatchObject(expected);
  });

  it.each(["kratix.io/workflow-action", "kratix.io/work-action"])("knows the action from %s", (label) => {
    expect(parsePipelineJob(object("batch/v1", "Job", { labels: { [label]: "delete" } })).action).toBe(
      "delete",
    );
  });
});

describe("the newest run", () => {
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

  it("decides, and of two made in one second the one that is not over", () => {
    const jobs = [
      run("first", "2026-11-20T10:00:00Z", "Failed"),
      run("b", "2026-11-20T10:01:00Z", "Succeeded"),
      run("c", "2026-11-20T10:01:00Z", "Running", "wait"),
    ];
    expect(latestJob(jobs, "configure")?.name).toBe("c");
    expect(latestJob(jobs, "delete")).toBeUndefined();
  });

  it("stands for its pipeline, in the order the pipelines run", () => {
    const jobs = [
      run("new", "2026-11-20T10:02:00Z", "Succeeded"),
      run("old", "2026-11-20T10:00:00Z", "Failed"),
      run("wait", "2026-11-20T10:01:00Z", "Running", "wait"),
    ];
    expect(latestRuns(jobs).map(({ name }) => name)).toEqual(["new", "wait"]);
  });
});
