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
      "v2: the parts share the namespace, so that it is not named",
      { crossplane: { compositionRef: { name: "app" }, resourceRefs: [ref("Deployment", "web")] } },
      [],
      { role: "composite", references: [found("Deployment", "web")] },
    ],
    [
      "v1: the parts are anywhere",
      { compositionRef: { name: "app" }, resourceRefs: [ref("Deployment", "web", { namespace: "a" })] },
      [],
      { role: "composite", references: [found("Deployment", "web", { namespace: "a" })] },
    ],
    [
      "v1: claimed, nothing composed yet",
      { claimRef: { apiVersion: "shop.dev/v1", kind: "AppClaim", name: "c", namespace: "a" } },
      [],
      { role: "composite", references: [] },
    ],
    [
      "a claim that is bound",
      { compositeDeletePolicy: "Background", resourceRef: ref("XApp", "c-x1") },
      [],
      { role: "claim", references: [found("XApp", "c-x1")] },
    ],
    [
      "a claim that is not bound yet",
      { compositeDeletePolicy: "Background" },
      [],
      { role: "claim", references: [] },
    ],
    [
      "one that Crossplane has not seen: its kind tells",
      {},
      ["composite"],
      { role: "composite", references: [] },
    ],
    ["a claim that Crossplane has not seen", undefined, ["claim"], { role: "claim", references: [] }],
    [
      "references that are none are left out",
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
      "references that are no list",
      { compositionRef: {}, claimRef: {}, resourceRefs: "none" },
      [],
      { role: "composite", references: [] },
    ],
    ["another API with a field of that name", { resourceRef: ref("Deployment", "web") }, ["all"], undefined],
    ["another API with a list of that name", { resourceRefs: [ref("Deployment", "web")] }, [], undefined],
    ["another API that speaks of Crossplane", { crossplane: { enabled: true } }, [], undefined],
    ["an object without a spec", undefined, [], undefined],
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
    ["it works", "composite", object({}, [synced, condition("Ready", "True", "Available")]), "Ready"],
    [
      "parts are on their way",
      "composite",
      object({}, [synced, condition("Ready", "False", "Creating", "Unready resources: web")]),
      "Working",
      "Unready resources: web",
    ],
    [
      "a claim waits for its composite resource",
      "claim",
      object({}, [synced, condition("Ready", "False", "Waiting", "not yet Ready")]),
      "Working",
      "not yet Ready",
    ],
    [
      "it worked, and does not now",
      undefined,
      object({}, [synced, condition("Ready", "False", "Unavailable", "the disk is full")]),
      "NeedsAttention",
      "the disk is full",
    ],
    [
      "it cannot be reconciled: more telling than that it is not ready",
      "composite",
      object({}, [
        condition("Synced", "False", "ReconcileError", "cannot compose resources: no such field"),
        condition("Ready", "False", "Unavailable", "unready"),
      ]),
      "NeedsAttention",
      "cannot compose resources: no such field",
    ],
    [
      "paused, as Crossplane reports it",
      undefined,
      object({}, [condition("Synced", "False", "ReconcilePaused", "Reconciliation is paused")]),
      "Paused",
    ],
    [
      "paused a moment ago",
      "composite",
      object({}, [synced, condition("Ready", "True", "Available")], paused),
      "Paused",
      "The platform team has paused this resource.",
    ],
    [
      "it is watched no more",
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
      "being deleted outside",
      undefined,
      object({}, [synced, condition("Ready", "False", "Deleting")]),
      "Removing",
    ],
    [
      "what blocks its removal",
      undefined,
      object({}, [condition("Synced", "False", "ReconcileError", "in use")], {
        deletionTimestamp: AT,
        finalizers: ["x"],
      }),
      "Removing",
      "in use",
    ],
    [
      "Crossplane has not looked at it: silence is no health",
      "composite",
      object({}),
      "Waiting",
      "Crossplane has not started to process this resource yet.",
    ],
    ["reconciled, nothing known of its parts", "claim", object({}, [synced]), "Working"],
    [
      "a status of an earlier spec",
      "composite",
      object({}, [{ ...condition("Ready", "True"), observedGeneration: 1 }, synced], { generation: 2 }),
      "Working",
    ],
    [
      "no object of Crossplane",
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
