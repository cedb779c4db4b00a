import { describe, expect, it } from "vitest";
import { type Composite, parseComposite } from "#lib/crossplane/composite";
import { computeCrossplaneHealth } from "#lib/crossplane/composite-health";
import type { KubernetesObject, ObjectMeta, State } from "#lib/kubernetes/types";

const AT = "2026-11-20T10:00:00Z";

function object(spec: unknown, conditions?: unknown[], metadata: Partial<ObjectMeta> = {}): KubernetesObject {
  const own = { name: "one", uid: "u", resourceVersion: "1", creationTimestamp: AT, ...metadata };
  const status = conditions ? { status: { conditions } } : {};
  return { apiVersion: "shop.dev/v1", kind: "App", metadata: own, spec, ...status };
}

const ref = (kind: string, name: string, rest: object = {}) => ({
  apiVersion: "apps/v1",
  kind,
  name,
  ...rest,
});
const found = (kind: string, name: string, rest: object = {}) => ({
  group: "apps",
  version: "v1",
  kind,
  name,
  ...rest,
});

describe("parseComposite", () => {
  const rows: [why: string, spec: unknown, categories: string[], expected: Composite | undefined][] = [
    [
      "v2: reads parts in the namespace of the composite resource",
      { crossplane: { compositionRef: { name: "app" }, resourceRefs: [ref("Deployment", "web")] } },
      [],
      { role: "composite", references: [found("Deployment", "web")] },
    ],
    [
      "v1: reads parts in any namespace",
      { compositionRef: { name: "app" }, resourceRefs: [ref("Deployment", "web", { namespace: "a" })] },
      [],
      { role: "composite", references: [found("Deployment", "web", { namespace: "a" })] },
    ],
    [
      "v1: reads a claimed composite resource without parts",
      { claimRef: { apiVersion: "shop.dev/v1", kind: "AppClaim", name: "c", namespace: "a" } },
      [],
      { role: "composite", references: [] },
    ],
    [
      "reads a bound claim",
      { compositeDeletePolicy: "Background", resourceRef: ref("XApp", "c-x1") },
      [],
      { role: "claim", references: [found("XApp", "c-x1")] },
    ],
    [
      "reads a claim that is not bound",
      { compositeDeletePolicy: "Background" },
      [],
      { role: "claim", references: [] },
    ],
    [
      "reads a new composite resource by the category of its kind",
      {},
      ["composite"],
      { role: "composite", references: [] },
    ],
    [
      "reads a new claim by the category of its kind",
      undefined,
      ["claim"],
      { role: "claim", references: [] },
    ],
    [
      "leaves out invalid references",
      {
        crossplane: {
          compositionRef: {},
          resourceRefs: [{ kind: "X" }, null, "x", ref("Deployment", "web")],
        },
      },
      [],
      { role: "composite", references: [found("Deployment", "web")] },
    ],
    [
      "ignores references that are not a list",
      { compositionRef: {}, claimRef: {}, resourceRefs: "none" },
      [],
      { role: "composite", references: [] },
    ],
    [
      "ignores another API with a field of that name",
      { resourceRef: ref("Deployment", "web") },
      ["all"],
      undefined,
    ],
    [
      "ignores another API with a list of that name",
      { resourceRefs: [ref("Deployment", "web")] },
      [],
      undefined,
    ],
    ["ignores another API with a field named crossplane", { crossplane: { enabled: true } }, [], undefined],
    ["ignores an object without a spec", undefined, [], undefined],
  ];
  it.each(rows)("%s", (_, spec, categories, expected) => {
    expect(parseComposite(object(spec), { categories })).toEqual(expected);
  });
});

describe("computeCrossplaneHealth", () => {
  const condition = (type: string, status: string, reason = "", message = "") => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: AT,
  });
  const synced = condition("Synced", "True", "ReconcileSuccess");
  const paused = { annotations: { "crossplane.io/paused": "true" } };
  const rows: [
    why: string,
    role: Composite["role"] | undefined,
    object: KubernetesObject,
    state: State,
    message?: string,
  ][] = [
    [
      "Ready when it is synced and ready",
      "composite",
      object({}, [synced, condition("Ready", "True", "Available")]),
      "Ready",
    ],
    [
      "Working while parts are being created",
      "composite",
      object({}, [synced, condition("Ready", "False", "Creating", "Unready resources: web")]),
      "Working",
      "Unready resources: web",
    ],
    [
      "Working for a claim that waits for its composite resource",
      "claim",
      object({}, [synced, condition("Ready", "False", "Waiting", "not yet Ready")]),
      "Working",
      "not yet Ready",
    ],
    [
      "needs attention when it is no longer available",
      undefined,
      object({}, [synced, condition("Ready", "False", "Unavailable", "the disk is full")]),
      "NeedsAttention",
      "the disk is full",
    ],
    [
      "shows the reconcile error instead of the Ready condition",
      "composite",
      object({}, [
        condition("Synced", "False", "ReconcileError", "cannot compose resources: no such field"),
        condition("Ready", "False", "Unavailable", "unready"),
      ]),
      "NeedsAttention",
      "cannot compose resources: no such field",
    ],
    [
      "Paused when Crossplane reports a pause",
      undefined,
      object({}, [condition("Synced", "False", "ReconcilePaused", "Reconciliation is paused")]),
      "Paused",
    ],
    [
      "Paused when the annotation is set",
      "composite",
      object({}, [synced, condition("Ready", "True", "Available")], paused),
      "Paused",
      "The platform team has paused this resource.",
    ],
    [
      "needs attention when the watch is suspended",
      "composite",
      object({}, [
        synced,
        condition("Ready", "True", "Available"),
        condition("Responsive", "False", "WatchCircuitOpen", "too many events"),
      ]),
      "NeedsAttention",
      "too many events",
    ],
    [
      "Removing when the external resource is being deleted",
      undefined,
      object({}, [synced, condition("Ready", "False", "Deleting")]),
      "Removing",
    ],
    [
      "Removing with the error that blocks the deletion",
      undefined,
      object({}, [condition("Synced", "False", "ReconcileError", "in use")], {
        deletionTimestamp: AT,
        finalizers: ["x"],
      }),
      "Removing",
      "in use",
    ],
    [
      "Waiting without a status",
      "composite",
      object({}),
      "Waiting",
      "Crossplane has not started to process this resource yet.",
    ],
    ["Working when it is synced and has no Ready condition", "claim", object({}, [synced]), "Working"],
    [
      "Working when the status has an earlier generation",
      "composite",
      object({}, [{ ...condition("Ready", "True"), observedGeneration: 1 }, synced], { generation: 2 }),
      "Working",
    ],
    [
      "Ready for an object that is not of Crossplane",
      undefined,
      object({}, undefined, paused),
      "Ready",
      "This object reports no status.",
    ],
  ];
  it.each(rows)("%s", (_, role, of, state, message) => {
    const health = computeCrossplaneHealth(of, role);
    expect(health.state).toBe(state);
    if (message !== undefined) expect(health.message).toBe(message);
  });
});
