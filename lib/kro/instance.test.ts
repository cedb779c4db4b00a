import { describe, expect, it } from "vitest";
import { computeInstanceHealth, type InstanceParts, parseInstanceParts } from "#lib/kro/instance";
import type { KubernetesObject, ObjectMeta } from "#lib/kubernetes/types";

const at = "2026-11-20T10:00:00Z";

function instance(metadata: Partial<ObjectMeta>, rest: object = {}): KubernetesObject {
  return {
    apiVersion: "web.dev/v1",
    kind: "Site",
    metadata: {
      name: "docs",
      namespace: "team-a",
      uid: "u",
      resourceVersion: "1",
      creationTimestamp: at,
      ...metadata,
    },
    ...rest,
  };
}

const labels = { "applyset.kubernetes.io/id": "applyset-x-v1" };
const annotations = (more: Record<string, string> = {}) => ({
  "applyset.kubernetes.io/tooling": "kro/v0.9.4",
  "applyset.kubernetes.io/contains-group-kinds": "ConfigMap,Deployment.apps,Ingress.networking.k8s.io",
  ...more,
});
const groupKinds = [
  { group: "", kind: "ConfigMap" },
  { group: "apps", kind: "Deployment" },
  { group: "networking.k8s.io", kind: "Ingress" },
];
const own = { "applyset.kubernetes.io/part-of": "applyset-x-v1" };

describe("parseInstanceParts", () => {
  const elsewhere = { "applyset.kubernetes.io/additional-namespaces": "b, team-a,c" };
  const rows: [why: string, metadata: Partial<ObjectMeta>, expected: InstanceParts | undefined][] = [
    [
      "the kinds of its parts, in its own namespace",
      { labels, annotations: annotations() },
      { groupKinds, namespaces: ["team-a"], labels: own },
    ],
    [
      "each further namespace once",
      { labels, annotations: annotations(elsewhere) },
      { groupKinds, namespaces: ["team-a", "b", "c"], labels: own },
    ],
    [
      "of a cluster-scoped one only the further namespaces",
      { namespace: undefined, labels, annotations: annotations(elsewhere) },
      { groupKinds, namespaces: ["b", "team-a", "c"], labels: own },
    ],
    [
      "nothing made of it yet",
      { labels, annotations: annotations({ "applyset.kubernetes.io/contains-group-kinds": "" }) },
      { groupKinds: [], namespaces: ["team-a"], labels: own },
    ],
    ["not looked at by kro yet", {}, undefined],
    [
      "a set that kubectl keeps",
      { labels, annotations: annotations({ "applyset.kubernetes.io/tooling": "kubectl/v1.34" }) },
      undefined,
    ],
  ];
  it.each(rows)("%s", (_, metadata, expected) => {
    expect(parseInstanceParts(instance(metadata))).toEqual(expected);
  });
});

describe("computeInstanceHealth", () => {
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: at,
  });
  const waits = [
    condition("Ready", "False", "NotReady", "see ResourcesReady"),
    condition("GraphResolved", "True", "Resolved", "resolved"),
    condition("ResourcesReady", "False", "NotReady", "deployment is not ready"),
  ];
  const told = { since: at, reason: "NotReady", message: "deployment is not ready" };
  const rows: [why: string, status: object | undefined, expected: object][] = [
    [
      "kro has not looked at it",
      undefined,
      { state: "Waiting", message: "kro has not started to process this resource yet." },
    ],
    [
      "on its way, with what is waited for",
      { state: "IN_PROGRESS", conditions: waits },
      { ...told, state: "Working" },
    ],
    ["failed, with why", { state: "ERROR", conditions: waits }, { ...told, state: "NeedsAttention" }],
    [
      "failed, as older versions say",
      { state: "FAILED", conditions: waits },
      { ...told, state: "NeedsAttention" },
    ],
    [
      "failed while the conditions are its author's own",
      { state: "ERROR", conditions: [condition("Online", "True", "Yes", "")] },
      { state: "NeedsAttention", message: "kro could not create all parts of this resource." },
    ],
    [
      "active",
      { state: "ACTIVE", conditions: [condition("Ready", "True", "Ready", "")] },
      { state: "Ready", reason: "Ready" },
    ],
    [
      "held by its owner",
      {
        state: "ACTIVE",
        conditions: [condition("ResourcesReady", "False", "ReconciliationSuspended", "suspended")],
      },
      { state: "Paused", message: "suspended" },
    ],
  ];
  it.each(rows)("%s", (_, status, expected) => {
    expect(computeInstanceHealth(instance({}, { status }))).toMatchObject(expected);
  });

  it("is being removed, whatever its state", () => {
    const removed = instance(
      { deletionTimestamp: at, finalizers: ["kro.run/finalizer"] },
      { status: { state: "ERROR" } },
    );
    expect(computeInstanceHealth(removed)).toMatchObject({ state: "Removing", since: at });
  });
});
