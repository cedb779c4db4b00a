import { describe, expect, it } from "vitest";
import type { Identity } from "#lib/auth/types";
import type { RefreshStep, SyncReport } from "#lib/gitops/types";
import { readApiError } from "#lib/kubernetes/transport/api-error";
import type { TimelineStep } from "#lib/request/types";
import { askAgent, readRefreshRight } from "#lib/server/resources/agents";
import { readResourceSync, type SyncedResource } from "#lib/server/resources/resource-sync";
import { createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const application = {
  ...{ cluster: "local", group: "argoproj.io", version: "v1alpha1", kind: "Application" },
  ...{ plural: "applications", namespace: "argocd", name: "requests" },
};
const step: RefreshStep = { object: application, annotation: "argocd.argoproj.io/refresh", value: "normal" };
const report: SyncReport = {
  agent: "Argo CD",
  cluster: "local",
  phase: "succeeded",
  source: application,
  health: "Degraded",
  ask: { steps: [step], underWay: false },
};
const busy: SyncReport = { ...report, ask: { steps: [step], underWay: true } };
const MAY_PATCH = "patch applications argocd";

interface Situation {
  granted?: string[];
  /** Whether the portal's own account has the right. */
  own?: boolean;
  /** The HTTP status of the API server's response to the patch. */
  patch?: number;
}

/** A portal whose cluster responds to reviews and patches, and the requests that were sent to it. */
function setUp({ granted = [MAY_PATCH], own = true, patch = 200 }: Situation = {}) {
  const portal = createFakePortal({ types: [], granted });
  const sent: unknown[] = [];
  const local = portal.clusters.get("local");
  if (!local) throw new Error("The portal has no cluster.");
  local.client.request = async (method, path, options) => {
    if (method === "POST") return { status: { allowed: own } };
    if (patch !== 200) throw readApiError("local", patch, { kind: "Status", message: "no" });
    sent.push([method, path, options?.contentType, options?.body]);
    return undefined;
  };
  return { portal, sent };
}

describe("readRefreshRight", () => {
  it.each<[string, SyncReport | undefined, Situation, object | undefined]>([
    [
      "allows a refresh to a person who may patch the Application",
      report,
      {},
      { agent: "Argo CD", allowed: true, reason: "", underWay: false },
    ],
    ["returns nothing without an agent", undefined, {}, undefined],
    ["returns nothing for an agent without an object", { ...report, ask: undefined }, {}, undefined],
    [
      "names the missing permission of the person",
      report,
      { granted: [] },
      {
        allowed: false,
        reason: expect.stringContaining('"patch" applications.argoproj.io "requests" in namespace argocd'),
      },
    ],
    [
      "names the missing permission of the portal's account",
      report,
      { own: false },
      { allowed: false, reason: expect.stringContaining("The portal's account can't ask Argo CD") },
    ],
    [
      "refuses a second refresh while the first is under way",
      busy,
      {},
      { allowed: false, underWay: true, reason: expect.stringContaining("has not answered yet") },
    ],
    [
      "refuses a refresh when the cluster of the agent is unknown",
      {
        ...report,
        ask: { steps: [{ ...step, object: { ...application, cluster: "gone" } }], underWay: false },
      },
      {},
      { allowed: false, reason: expect.stringContaining("gone") },
    ],
  ])("%s", async (_reason, of, situation, expected) => {
    const right = await readRefreshRight(setUp(situation).portal, ana, of);
    if (expected) expect(right).toMatchObject(expected);
    else expect(right).toBeUndefined();
  });
});

describe("askAgent", () => {
  it("patches exactly one annotation", async () => {
    const { portal, sent } = setUp();
    await askAgent(portal, ana, report);
    expect(sent).toEqual([
      [
        "PATCH",
        "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/requests",
        "application/merge-patch+json",
        { metadata: { annotations: { "argocd.argoproj.io/refresh": "normal" } } },
      ],
    ]);
  });

  it.each<[string, SyncReport | undefined, Situation, object]>([
    ["there is no agent", undefined, {}, { code: "conflict" }],
    ["the person has no permission", report, { granted: [] }, { code: "forbidden" }],
    ["a refresh is under way", busy, {}, { code: "conflict", suggestion: expect.stringContaining("Wait") }],
    [
      "the API server refuses the portal's account",
      report,
      { patch: 403 },
      { code: "forbidden", detail: expect.stringMatching(/^The portal's account can't ask Argo CD/) },
    ],
    [
      "the Application no longer exists",
      report,
      { patch: 404 },
      { code: "conflict", detail: "The Application argocd/requests, by which Argo CD works, is gone." },
    ],
    ["the cluster is unreachable", report, { patch: 503 }, { code: "cluster-unavailable" }],
  ])("writes nothing and reports the error when %s", async (_reason, of, situation, error) => {
    const { portal, sent } = setUp(situation);
    await expect(askAgent(portal, ana, of)).rejects.toMatchObject(error);
    expect(sent).toEqual([]);
  });
});

describe("readResourceSync", () => {
  const widget = makeType("demo.test", "Widget");
  const object = makeObject(widget, "orders");
  const reference = {
    cluster: "local",
    group: "demo.test",
    version: "v1",
    kind: "Widget",
    namespace: "team-a",
    name: "orders",
  };
  const listed: SyncReport = {
    ...report,
    blocked: "secret-thing.yaml: yaml: line 3",
    objects: [{ ...reference, state: "equal" }],
  };
  const read = (granted: string[], more: Partial<SyncedResource> = {}, reports = [listed]) => {
    const { portal } = setUp({ granted });
    portal.sync.list = () => reports;
    const resource = { reference, object, file: undefined, fileIsKnown: true, requests: [], ...more };
    return readResourceSync(portal, ana, resource);
  };

  it("names the Application to everyone, and its details only to a person who may read it", async () => {
    const seen = await read(["get applications argocd"]);
    expect(seen).toMatchObject({
      state: "failed",
      source: { name: "requests", readable: true },
      health: "Degraded",
    });
    expect(seen?.message).toContain("secret-thing.yaml");
    const hidden = await read([]);
    expect(hidden).toMatchObject({ state: "failed", source: { name: "requests", readable: false } });
    expect(hidden?.message).toContain("Application argocd/requests");
    expect(hidden).not.toHaveProperty("health");
    expect(JSON.stringify(hidden)).not.toContain("secret-thing");
  });

  it("returns nothing when neither Git nor an agent is known", async () => {
    expect(await read([], { fileIsKnown: false }, [])).toBeUndefined();
  });

  it("reports a merged change as waiting until the agent sees it", async () => {
    const equal = { ...listed, blocked: undefined };
    expect(await read([MAY_PATCH], {}, [equal])).toMatchObject({ state: "in-step" });
    const pullRequest = { provider: "local", number: 1, url: "", state: "merged" as const };
    const step: TimelineStep = {
      key: "synced",
      label: "Synced",
      status: "current",
      message: "Not picked up yet.",
    };
    const requests = [
      { pullRequest: { ...pullRequest, number: 2, state: "open" as const }, timeline: [] },
      { pullRequest, timeline: [step] },
    ];
    const seen = await read([MAY_PATCH], { requests }, [equal]);
    expect(seen).toMatchObject({ state: "waiting", agent: "Argo CD", message: "Not picked up yet." });
    expect(seen?.refresh).toMatchObject({ allowed: true });
    const done = [{ pullRequest, timeline: [{ ...step, status: "done" as const }] }, ...requests];
    expect(await read([MAY_PATCH], { requests: done }, [equal])).toMatchObject({ state: "in-step" });
  });
});
