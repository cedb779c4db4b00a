import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDiscovery, type Discovery } from "#lib/kubernetes/discovery/discovery";
import {
  createFakeClock,
  type FakeApi,
  type FakeClock,
  startFakeApi,
} from "#lib/kubernetes/testing/fake-api";

let api: FakeApi;
let clock: FakeClock;
let discovery: Discovery;
/** The server's response for each path. Any other path gives 404. */
let answers: Record<string, [status: number, body: unknown]>;
let asked: string[];
let faults: unknown[];
let changes: number;

const widgets = {
  resource: "widgets",
  responseKind: { group: "", version: "", kind: "Widget" },
  scope: "Namespaced",
  verbs: ["list", "watch"],
};
const aggregated = (...items: unknown[]) => ({ kind: "APIGroupDiscoveryList", items });
const group = (name: string, ...versions: unknown[]) => ({ metadata: { name }, versions });
const CORE = aggregated({
  metadata: {},
  versions: [
    {
      version: "v1",
      resources: [
        { resource: "nodes", responseKind: { kind: "Node" }, scope: "Cluster", verbs: ["list"] },
        { resource: "bindings", responseKind: { kind: "Binding" }, scope: "Namespaced", verbs: ["create"] },
      ],
    },
  ],
});
const demo = { group: "demo.dev", kind: "Widget" };

beforeEach(async () => {
  api = await startFakeApi();
  clock = createFakeClock();
  answers = {
    "/api": [200, CORE],
    "/apis": [
      200,
      aggregated(
        group("demo.dev", { version: "v2", resources: [widgets] }, { version: "v1", resources: [widgets] }),
      ),
    ],
  };
  asked = [];
  changes = 0;
  void serve();
  faults = [];
  discovery = createDiscovery(api.client, clock, (error) => faults.push(error));
  discovery.subscribe(() => {
    changes += 1;
  });
});

afterEach(async () => {
  discovery.close();
  await api.close();
});

async function serve(): Promise<void> {
  for (;;) {
    const request = await api.next();
    asked.push(request.path);
    const [status, body] = answers[request.path] ?? [404, { kind: "Status", reason: "NotFound" }];
    request.answer(status, body);
  }
}

/** Invalidates and waits for the end of the next round, which sets the timer for the round after it. */
async function readAgain(): Promise<void> {
  await vi.waitFor(() => expect(clock.pending()).toHaveLength(1));
  discovery.invalidate();
  expect(clock.pending()).toEqual([]);
  await vi.waitFor(() => expect(clock.pending()).toHaveLength(1));
}

describe("discovery", () => {
  it("does not report an outage when a listener throws, and continues", async () => {
    const fault = new Error("a listener's own");
    discovery.subscribe(() => {
      throw fault;
    });
    await discovery.whenLoaded();
    await readAgain();
    expect(discovery.freshness().state).toBe("live");
    expect(faults).toEqual([fault]);
    answers["/apis"] = [503, { kind: "Status", message: "away" }];
    await readAgain();
    expect(discovery.freshness().state).toBe("away");
    expect(faults).toHaveLength(2);
  });

  it("finds plural, scope and preferred version, and no kind that is not served", async () => {
    await discovery.whenLoaded();
    expect(discovery.findByKind(demo)).toEqual({
      cluster: "fake",
      group: "demo.dev",
      version: "v2",
      kind: "Widget",
      plural: "widgets",
      namespaced: true,
    });
    expect(discovery.findByKind({ ...demo, version: "v1" })?.version).toBe("v1");
    expect(discovery.findByPlural({ group: "", plural: "nodes" })).toMatchObject({
      kind: "Node",
      version: "v1",
      namespaced: false,
    });
    expect(discovery.findByKind({ ...demo, version: "v3" })).toBeUndefined();
    expect(discovery.findByKind({ group: "", kind: "Binding" })).toBeUndefined();
    expect(discovery.all()).toHaveLength(3);
  });

  it("falls back to one request per version when the server has no aggregated discovery", async () => {
    await discovery.whenLoaded();
    answers = {
      "/api": [200, { kind: "APIVersions", versions: ["v1"] }],
      "/apis": [
        200,
        {
          kind: "APIGroupList",
          groups: [
            { name: "old.dev", versions: [{ version: "v1" }] },
            { name: "down.dev", versions: [{ version: "v1" }] },
          ],
        },
      ],
      "/api/v1": [
        200,
        {
          resources: [
            { name: "nodes", kind: "Node", namespaced: false, verbs: ["list"] },
            { name: "nodes/status", kind: "Node", namespaced: false, verbs: ["list"] },
          ],
        },
      ],
      "/apis/old.dev/v1": [
        200,
        { resources: [{ name: "things", kind: "Thing", namespaced: true, verbs: ["list"] }] },
      ],
      "/apis/down.dev/v1": [503, {}],
    };
    await readAgain();
    expect(discovery.all().map(({ plural }) => plural)).toEqual(["nodes", "things"]);
  });

  it("keeps the kinds of an unavailable extension server", async () => {
    await discovery.whenLoaded();
    answers["/apis"] = [200, aggregated(group("demo.dev", { version: "v2", freshness: "Stale" }))];
    await readAgain();
    expect(discovery.findByKind(demo)?.version).toBe("v2");
    expect(discovery.findByKind({ ...demo, version: "v1" })).toBeUndefined();
  });

  it("keeps custom resources that a starting server omits, until their path answers 404", async () => {
    await discovery.whenLoaded();
    answers["/apis"] = [200, aggregated()];
    answers["/apis/demo.dev/v2"] = [503, { kind: "Status", reason: "ServiceUnavailable" }];
    await readAgain();
    expect(discovery.findByKind(demo)?.version).toBe("v2");
    delete answers["/apis/demo.dev/v2"];
    await readAgain();
    expect(discovery.findByKind(demo)).toBeUndefined();
    expect(discovery.findByKind({ group: "", kind: "Node" })).toBeDefined();
  });

  it.each([
    ["404", 404],
    ["403, which also answers for a path that does not exist", 403],
  ])(
    "keeps a resource that a starting server omits from its group, until its path answers %s",
    async (_, status) => {
      const gadgets = { ...widgets, resource: "gadgets", responseKind: { kind: "Gadget" } };
      const serving = (...resources: unknown[]) =>
        aggregated(group("demo.dev", { version: "v2", resources }));
      answers["/apis"] = [200, serving(widgets, gadgets)];
      await readAgain();
      answers["/apis"] = [200, serving(gadgets)];
      answers["/apis/demo.dev/v2/widgets"] = [503, { kind: "Status", reason: "ServiceUnavailable" }];
      await readAgain();
      expect(discovery.findByKind(demo)?.version).toBe("v2");
      answers["/apis/demo.dev/v2/widgets"] = [status, { kind: "Status" }];
      await readAgain();
      expect(discovery.findByKind(demo)).toBeUndefined();
      expect(discovery.findByKind({ ...demo, kind: "Gadget" })).toBeDefined();
    },
  );

  it("notifies only when something changes", async () => {
    await discovery.whenLoaded();
    const before = changes;
    await readAgain();
    expect(changes).toBe(before);
    answers["/apis"] = [200, aggregated(group("demo.dev", { version: "v2", resources: [widgets] }))];
    await readAgain();
    expect(changes).toBe(before + 1);
  });

  it("reads again soon after the start, because a CRD may have been established just before", async () => {
    await discovery.whenLoaded();
    await vi.waitFor(() => expect(clock.pending()).toEqual([50]));
  });

  it("reads again a few times after an invalidation, because a new CRD takes a moment", async () => {
    await discovery.whenLoaded();
    await readAgain();
    expect(clock.pending()).toEqual([50]);
    answers["/apis"] = [200, aggregated(group("new.dev", { version: "v1", resources: [widgets] }))];
    clock.advance(50);
    await vi.waitFor(() => expect(discovery.findByKind({ group: "new.dev", kind: "Widget" })).toBeDefined());
  });

  it("keeps everything while the server is unreachable, reports the outage, and recovers automatically", async () => {
    await discovery.whenLoaded();
    await api.stopListening();
    discovery.invalidate();
    await vi.waitFor(() =>
      expect(discovery.freshness()).toMatchObject({ state: "away", code: "cluster-unavailable" }),
    );
    expect(discovery.findByKind(demo)).toBeDefined();
    await api.startListening();
    await vi.waitFor(() => {
      clock.advance(2_000);
      expect(discovery.freshness().state).toBe("live");
    });
  });
});
