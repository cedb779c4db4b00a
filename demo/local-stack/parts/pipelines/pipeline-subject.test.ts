import { describe, expect, it } from "vitest";
import { pipelinePodSchema } from "#demo/local-stack/parts/pipelines/pipeline-pod";
import { describeFailedStep, findSubject } from "#demo/local-stack/parts/pipelines/pipeline-subject";
import type { Manifest } from "#demo/platform/cluster";

const promise = { apiVersion: "platform.kratix.io/v1alpha1", kind: "Promise", name: "widgets" };
const request = { apiVersion: "demo.test/v1", kind: "Widget", name: "orders", namespace: "team-a" };

const job = (metadata: object): Manifest => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "run", ...metadata },
});

const annotations = ({
  apiVersion,
  kind,
  name,
  namespace = "",
}: typeof promise & { namespace?: string }) => ({
  "kratix.io/job-resource-api-version": apiVersion,
  "kratix.io/job-resource-kind": kind,
  "kratix.io/job-resource-name": name,
  "kratix.io/job-resource-namespace": namespace,
});

describe("findSubject", () => {
  const { namespace: _, ...owner } = request;
  it.each([
    ["a Job in another namespace without an owner", { annotations: annotations(request) }, request],
    ["a cluster-scoped Promise", { annotations: annotations(promise) }, promise],
    [
      "a Job of an older Kratix",
      { ownerReferences: [{ ...owner, uid: "1" }] },
      { ...owner, namespace: "pipelines" },
    ],
    ["a Job without a subject", {}, undefined],
  ])("finds the subject of %s", (_why, metadata, expected) => {
    expect(findSubject(job(metadata), "pipelines")).toEqual(expected);
  });
});

describe("describeFailedStep", () => {
  const pod = pipelinePodSchema.parse({
    metadata: {
      name: "p",
      namespace: "pipelines",
      uid: "1",
      labels: { "kratix.io/pipeline-name": "install" },
    },
    spec: { containers: [{ name: "status-writer" }] },
  });
  const time = "2026-11-20T14:00:00.000Z";
  const step = { name: "chart", exitCode: 1, message: "No chart.", startedAt: time, finishedAt: time };

  it.each([
    ["creates the event of a request in its namespace", request, "team-a"],
    [
      "creates the event of a Promise in the namespace default, as the API server requires",
      promise,
      "default",
    ],
  ])("%s", (_what, regarding, namespace) => {
    expect(describeFailedStep(pod, regarding, step)).toMatchObject({
      metadata: { namespace },
      regarding,
      eventTime: "2026-11-20T14:00:00.000000Z",
      note: "Pipeline install, step chart: No chart.",
    });
  });
});
