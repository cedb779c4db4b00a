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
    ["a part that does not exist yet", undefined, false],
    ["a part without a state of its own", part("v1", "ConfigMap"), true],
    ["a Deployment that is available", deployment(2, "True"), true],
    ["a Deployment that lost its pods", deployment(2, "False"), false],
    ["a Deployment whose status is about the one before", deployment(1, "True"), false],
    ["a Deployment that no controller has seen", part("apps/v1", "Deployment"), false],
    ["a StatefulSet with all its copies", statefulSet(2), true],
    ["a StatefulSet with one of two", statefulSet(1), false],
    ["a StatefulSet that has counted none", statefulSet(), false],
    ["what a provider keeps in another cluster, and says so", remote("True"), true],
    ["what a provider cannot keep there", remote("False"), false],
    ["a composite resource that says so", database("True"), true],
    ["a composite resource that waits for its own parts", database("False"), false],
    ["a composite resource that has said nothing", part("data.demo.vitrine.dev/v1", "Database"), false],
  ])("%s", (_reason, observed, ready) => {
    expect(isReady(observed)).toBe(ready);
  });
});
