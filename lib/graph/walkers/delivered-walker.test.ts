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
    ["is there, in the cluster that is configured", {}, PLACED, { state: "Ready" }],
    ["should be there and is not", {}, undefined, { state: "Missing" }],
    [
      "no cluster is configured for the Destination: never Missing",
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
      "nothing is configured, and it is not here: never Missing",
      { guessed: true },
      undefined,
      { state: "Unknown" },
    ],
    ["nothing is configured, and it is here", { guessed: true }, PLACED, { state: "Ready" }],
    [
      "nothing is configured, and one of its name was here before: that is another object",
      { guessed: true },
      "2026-11-01T10:00:00Z",
      { state: "Unknown" },
    ],
    [
      "Kratix has not written it yet",
      { cluster: undefined, written: { state: "Working" } },
      undefined,
      { message: expect.stringContaining("Kratix is writing this resource") },
    ],
    [
      "Kratix could not write it",
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
});
