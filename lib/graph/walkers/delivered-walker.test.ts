import { describe, expect, it } from "vitest";
import type { GraphLoader } from "#lib/graph/types";
import { type DeliveryTarget, loadDelivered } from "#lib/graph/walkers/delivered-walker";
import type { Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

const TYPE: ResourceType = {
  cluster: "platform",
  group: "",
  version: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
  namespaced: true,
};
const delivered = { group: "", version: "v1", kind: "ConfigMap", name: "settings", filepath: "a.yaml" };
const PLACED = "2026-11-20T10:00:00Z";

function createLoader(createdAt?: string): GraphLoader {
  const metadata = { name: "settings", namespace: "default", uid: "u", resourceVersion: "1" };
  const found: KubernetesObject | undefined = createdAt
    ? { apiVersion: "v1", kind: "ConfigMap", metadata: { ...metadata, creationTimestamp: createdAt } }
    : undefined;
  return {
    findType: ({ cluster }) => (cluster === "platform" ? TYPE : undefined),
    get: async () => found,
    list: async () => [],
  };
}

const target: DeliveryTarget = {
  cluster: "platform",
  guessed: false,
  destination: "worker-1",
  written: { state: "Ready", since: PLACED },
  placed: PLACED,
  since: PLACED,
  now: Date.parse(PLACED) + 10 * 60_000,
};

describe("loadDelivered", () => {
  const rows: [
    why: string,
    target: Partial<DeliveryTarget>,
    createdAt: string | undefined,
    Partial<Health>,
  ][] = [
    ["returns Ready for an object in the configured cluster", {}, PLACED, { state: "Ready" }],
    ["returns Missing for a missing object in the configured cluster", {}, undefined, { state: "Missing" }],
    [
      "returns Unknown when no cluster is configured for the Destination",
      { cluster: undefined },
      undefined,
      {
        state: "Unknown",
        reason: "OtherCluster",
        message:
          "Kratix wrote this resource to the state store for Destination worker-1, which is not visible from here.",
      },
    ],
    [
      "returns Unknown when the cluster is guessed and the object is missing",
      { guessed: true },
      undefined,
      { state: "Unknown" },
    ],
    [
      "returns Ready when the cluster is guessed and the object exists",
      { guessed: true },
      PLACED,
      { state: "Ready" },
    ],
    [
      "returns Unknown when the cluster is guessed and the object is older than the delivery",
      { guessed: true },
      "2026-11-01T10:00:00Z",
      { state: "Unknown" },
    ],
    [
      "reports that Kratix is writing the object",
      { cluster: undefined, written: { state: "Working" } },
      undefined,
      { message: expect.stringContaining("Kratix is writing this resource") },
    ],
    [
      "reports why Kratix cannot write the object",
      { cluster: undefined, written: { state: "Failed", reason: "WriteFailed", message: "denied" } },
      undefined,
      {
        state: "Unknown",
        reason: "WriteFailed",
        message: expect.stringContaining("not visible from here. denied"),
      },
    ],
  ];
  it.each(rows)("%s", async (_why, own, createdAt, expected) => {
    const { node } = await loadDelivered(delivered, { ...target, ...own }, createLoader(createdAt));
    expect(node.health).toMatchObject(expected);
  });

  it("returns Unknown for an object in a cluster that the portal never reached", async () => {
    const loader = { ...createLoader(), findType: () => undefined, isUnread: () => true };
    const { node } = await loadDelivered(delivered, target, loader);
    expect(node.health).toEqual({
      state: "Unknown",
      reason: "ClusterUnreachable",
      message: "The portal has not reached the cluster platform yet.",
    });
  });
});
