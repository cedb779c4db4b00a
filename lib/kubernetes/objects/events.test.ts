import { describe, expect, it } from "vitest";
import { listEvents } from "#lib/kubernetes/objects/events";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import type { KubernetesObject } from "#lib/kubernetes/types";

const object: KubernetesObject = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: {
    name: "orders",
    namespace: "team-a",
    uid: "u",
    resourceVersion: "1",
    creationTimestamp: "2026-11-20T10:00:00Z",
  },
};

const event = (minute: string, reason: string, note: string, count?: number) => ({
  metadata: { name: `${reason}-${minute}`, creationTimestamp: `2026-11-20T10:${minute}:00Z` },
  type: "Normal",
  reason,
  note,
  regarding: { uid: "u" },
  eventTime: `2026-11-20T10:${minute}:00Z`,
  ...(count && { series: { count, lastObservedTime: `2026-11-20T10:${minute}:30Z` } }),
});

function createClient(items: object[]): ClusterClient {
  const body = { apiVersion: "events.k8s.io/v1", kind: "EventList", metadata: {}, items };
  return {
    name: "demo",
    server: "https://demo:6443",
    request: async () => body,
    stream: () => Promise.reject(new Error("No stream is needed.")),
    close: () => {},
  };
}

describe("listEvents", () => {
  it("combines equal events into one with a count", async () => {
    const started = "reconciling resource request with promise revision widgets-v1";
    const events = await listEvents(
      createClient([
        event("01", "ReconcileStarted", started),
        event("05", "ReconcileStarted", started, 3),
        event("03", "PipelineStarted", "Configure Pipeline started: instance"),
        event("04", "ReconcileStarted", started),
      ]),
      object,
    );
    expect(events.map(({ reason, count }) => [reason, count])).toEqual([
      ["ReconcileStarted", 5],
      ["PipelineStarted", 1],
    ]);
    expect(events[0]).toMatchObject({ firstSeen: "2026-11-20T10:01:00Z", lastSeen: "2026-11-20T10:05:30Z" });
  });

  it("keeps events with different messages apart", async () => {
    const events = await listEvents(
      createClient([event("01", "Failed", "no quota"), event("02", "Failed", "no network")]),
      object,
    );
    expect(events).toHaveLength(2);
  });
});
