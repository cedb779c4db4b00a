import { describe, expect, it } from "vitest";
import type { Manifest } from "#demo/platform/cluster";
import { isReady } from "#demo/platform/composition/readiness";

const part = (apiVersion: string, kind: string, fields: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: "part", generation: 2 },
  ...fields,
});
const deployment = (observedGeneration: number, status: string) =>
  part("apps/v1", "Deployment", {
    status: { observedGeneration, conditions: [{ type: "Available", status }] },
  });
const statefulSet = (readyReplicas?: number) =>
  part("apps/v1", "StatefulSet", {
    spec: { replicas: 2 },
    status: { observedGeneration: 2, readyReplicas },
  });
const database = (status: string) =>
  part("data.demo.vitrine.dev/v1", "Database", { status: { conditions: [{ type: "Ready", status }] } });
const remote = (status: string) =>
  part("kubernetes.crossplane.io/v1alpha2", "Object", {
    status: { conditions: [{ type: "Ready", status }] },
  });

describe("isReady", () => {
  it.each<[string, Manifest | undefined, boolean]>([
    ["is false for a missing part", undefined, false],
    ["is true for a part without a status", part("v1", "ConfigMap"), true],
    ["is true for an available Deployment", deployment(2, "True"), true],
    ["is false for a Deployment that lost its Pods", deployment(2, "False"), false],
    ["is false for a Deployment with an older status", deployment(1, "True"), false],
    ["is false for a Deployment without a status", part("apps/v1", "Deployment"), false],
    ["is true for a StatefulSet with all replicas", statefulSet(2), true],
    ["is false for a StatefulSet with one of two replicas", statefulSet(1), false],
    ["is false for a StatefulSet without ready replicas", statefulSet(), false],
    ["is true for an Object of another cluster that is Ready", remote("True"), true],
    ["is false for an Object of another cluster that is not Ready", remote("False"), false],
    ["is true for a composite resource that is Ready", database("True"), true],
    ["is false for a composite resource that is not Ready", database("False"), false],
    [
      "is false for a composite resource without conditions",
      part("data.demo.vitrine.dev/v1", "Database"),
      false,
    ],
  ])("%s", (_reason, observed, ready) => {
    expect(isReady(observed)).toBe(ready);
  });
});
