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
      "reads the kinds of the parts in its own namespace",
      { labels, annotations: annotations() },
      { groupKinds, namespaces: ["team-a"], labels: own },
    ],
    [
      "reads each additional namespace once",
      { labels, annotations: annotations(elsewhere) },
      { groupKinds, namespaces: ["team-a", "b", "c"], labels: own },
    ],
    [
      "reads only the additional namespaces of a cluster-scoped instance",
      { namespace: undefined, labels, annotations: annotations(elsewhere) },
      { groupKinds, namespaces: ["b", "team-a", "c"], labels: own },
    ],
    [
      "reads no kinds before parts exist",
      { labels, annotations: annotations({ "applyset.kubernetes.io/contains-group-kinds": "" }) },
      { groupKinds: [], namespaces: ["team-a"], labels: own },
    ],
    ["returns nothing before kro processes the instance", {}, undefined],
    [
      "ignores an ApplySet of kubectl",
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
      "Waiting without a status",
      undefined,
      { state: "Waiting", message: "kro has not started to process this resource yet." },
    ],
    [
      "Working with the message of the pending condition",
      { state: "IN_PROGRESS", conditions: waits },
      { ...told, state: "Working" },
    ],
    [
      "needs attention with the message of the failed condition",
      { state: "ERROR", conditions: waits },
      { ...told, state: "NeedsAttention" },
    ],
    [
      "needs attention with the state of older versions",
      { state: "FAILED", conditions: waits },
      { ...told, state: "NeedsAttention" },
    ],
    [
      "needs attention when the author defines the conditions",
      { state: "ERROR", conditions: [condition("Online", "True", "Yes", "")] },
      { state: "NeedsAttention", message: "kro could not create all parts of this resource." },
    ],
    [
      "Ready when it is active",
      { state: "ACTIVE", conditions: [condition("Ready", "True", "Ready", "")] },
      { state: "Ready", reason: "Ready" },
    ],
    [
      "Paused when reconciliation is suspended",
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

  it("Removing while it is being deleted in any state", () => {
    const removed = instance(
      { deletionTimestamp: at, finalizers: ["kro.run/finalizer"] },
      { status: { state: "ERROR" } },
    );
    expect(computeInstanceHealth(removed)).toMatchObject({ state: "Removing", since: at });
  });
});
