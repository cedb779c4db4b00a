import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Discovery } from "#lib/kubernetes/discovery/discovery";
import {
  createFakeClock,
  type FakeApi,
  type FakeClock,
  startFakeApi,
} from "#lib/kubernetes/testing/fake-api";
import type { Freshness, ResourceType } from "#lib/kubernetes/types";
import { createInformerFactory, type InformerFactory } from "#lib/kubernetes/watch/informer-factory";

const widget = { cluster: "fake", group: "demo.dev", kind: "Widget", plural: "widgets", namespaced: true };
const request = { group: "demo.dev", kind: "Widget" };
const object = (name: string) => ({ metadata: { name, namespace: "team", uid: name, resourceVersion: "1" } });

let api: FakeApi;
let clock: FakeClock;
let factory: InformerFactory;
/** The types that discovery found, preferred version first. Undefined until discovery has run. */
let served: ResourceType[] | undefined;
let freshness: Freshness;
let listeners: Set<() => void>;
let invalidated: number;

beforeEach(async () => {
  api = await startFakeApi();
  clock = createFakeClock();
  listeners = new Set();
  invalidated = 0;
  serve([{ ...widget, version: "v1" }]);
  factory = createInformerFactory({
    client: api.client,
    discovery: fakeDiscovery(),
    clock,
    onListenerError: () => {},
    idleGrace: 1_000,
  });
});

afterEach(async () => {
  factory.close();
  await api.close();
});

function serve(
  resources: ResourceType[] | undefined,
  fresh: Freshness = { state: "live", asOf: "now" },
): void {
  served = resources;
  freshness = fresh;
  for (const listener of listeners) listener();
}

function fakeDiscovery(): Discovery {
  return {
    all: () => served ?? [],
    findByKind: ({ version, kind }) =>
      served?.find((one) => one.kind === kind && (version ?? one.version) === one.version),
    findByPlural: () => undefined,
    hasLoaded: () => served !== undefined,
    whenLoaded: () => Promise.resolve(),
    freshness: () => freshness,
    invalidate: () => {
      invalidated += 1;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {},
  };
}

/** Responds to the next list with these objects, and returns the path of the list. */
async function answerList(...names: string[]): Promise<string> {
  const list = await api.next();
  list.answer(200, { metadata: { resourceVersion: "5" }, items: names.map(object) });
  (await api.next()).open();
  return list.path;
}

describe("shared informers", () => {
  it("list once for equal requests, and separately for another selection", async () => {
    const [one, two] = [factory.informer(request), factory.informer({ ...request })];
    await answerList("a");
    await Promise.all([one.whenSynced(), two.whenSynced()]);
    expect(one.list()).toBe(two.list());
    expect(api.waiting()).toBe(0);
    factory.informer({ ...request, labelSelector: "app" });
    expect(await answerList()).toBe("/apis/demo.dev/v1/widgets");
    expect(factory.running()).toHaveLength(2);
  });

  it("record how their watches do", async () => {
    const one = factory.informer(request);
    (await api.next()).answer(403, { kind: "Status", code: 403, reason: "Forbidden", message: "no" });
    await vi.waitFor(() => expect(one.freshness().state).toBe("away"));
    expect(factory.figures()).toMatchObject([
      { request, objects: 0, lists: 0, failures: 1, lastFailure: { message: expect.any(String) } },
    ]);
    clock.advance(60_000);
    await answerList("a");
    await one.whenSynced();
    expect(factory.figures()).toMatchObject([
      { resource: { plural: "widgets" }, objects: 1, lists: 1, failures: 1, changedAt: expect.any(String) },
    ]);
  });

  it("serve one namespace from the informer of all, and only its objects", async () => {
    const all = factory.informer(request);
    await answerList("a");
    await vi.waitFor(() => expect(all.freshness().state).toBe("live"));
    const [team, other] = ["team", "other"].map((namespace) => factory.informer({ ...request, namespace }));
    expect(api.waiting()).toBe(0);
    expect(factory.running()).toHaveLength(1);
    expect([team?.list(), other?.list(), other?.list("team")]).toEqual([all.list(), [], []]);
    expect(team?.get("team", "a")).toBe(all.get("team", "a"));
    expect(other?.get("team", "a")).toBeUndefined();
    const heard: string[] = [];
    for (const one of [team, other]) one?.subscribe(({ type }) => heard.push(type));
    expect(heard.filter((type) => type === "added")).toHaveLength(1);
    all.close();
    clock.advance(1_000);
    expect(factory.running()).toHaveLength(1);
  });

  it("watch one namespace while the informer of all has no list", async () => {
    factory.informer(request);
    const refused = await api.next();
    factory.informer({ ...request, namespace: "team" });
    expect(await answerList()).toBe("/apis/demo.dev/v1/namespaces/team/widgets");
    refused.answer(403, { kind: "Status", reason: "Forbidden" });
  });

  it("end only the subscriptions of the handle that is closed", async () => {
    const [one, two] = [factory.informer(request), factory.informer(request)];
    await answerList("a");
    const told = { one: 0, two: 0 };
    one.subscribe(() => {
      told.one += 1;
    });
    two.subscribe(() => {
      told.two += 1;
    });
    await vi.waitFor(() => expect(one.freshness().state).toBe("live"));
    one.close();
    const before = { ...told };
    serve([]);
    expect(told.one).toBe(before.one);
    expect(told.two).toBeGreaterThan(before.two);
  });

  it("stop some time after the last handle is closed", async () => {
    const informer = factory.informer(request);
    await answerList("a");
    await informer.whenSynced();
    informer.close();
    informer.close();
    clock.advance(999);
    const again = factory.informer(request);
    expect(again.list()).toHaveLength(1);
    clock.advance(5_000);
    expect(factory.running()).toHaveLength(1);
    again.close();
    clock.advance(1_000);
    expect(factory.running()).toHaveLength(0);
    factory.informer(request);
    expect(await answerList()).toBe("/apis/demo.dev/v1/widgets");
  });
});

describe("informer of a kind", () => {
  it("is not synced before discovery has loaded, and reports the reason", () => {
    serve(undefined, { state: "away", error: "no answer", code: "cluster-unavailable" });
    const informer = factory.informer(request);
    expect(informer.hasSynced()).toBe(false);
    expect(informer.freshness()).toMatchObject({ state: "away", error: "no answer" });
  });

  it("is synced and empty while the kind is not served, and follows when that changes", async () => {
    serve([]);
    const informer = factory.informer(request);
    expect([informer.hasSynced(), informer.list(), informer.resource.plural]).toEqual([true, [], ""]);
    serve([{ ...widget, version: "v1" }]);
    await answerList("a");
    await vi.waitFor(() => expect(informer.list()).toHaveLength(1));
    expect(informer.resource.plural).toBe("widgets");
    const types: string[] = [];
    informer.subscribe(({ type }) => types.push(type));
    serve([]);
    expect(informer.list()).toEqual([]);
    expect(types.at(-1)).toBe("deleted");
  });

  it("keeps its version while it is served, and keeps its objects when it moves to the next one", async () => {
    const informer = factory.informer(request);
    await answerList("a");
    await vi.waitFor(() => expect(informer.list()).toHaveLength(1));
    serve([
      { ...widget, version: "v2" },
      { ...widget, version: "v1" },
    ]);
    expect([informer.resource.version, api.waiting()]).toEqual(["v1", 0]);
    serve([{ ...widget, version: "v2" }]);
    expect(informer.list()).toHaveLength(1);
    expect(await answerList("a")).toBe("/apis/demo.dev/v2/widgets");
    expect(informer.resource.version).toBe("v2");
  });

  it("makes discovery read again when its list answers 404", async () => {
    factory.informer(request);
    (await api.next()).answer(404, { kind: "Status", reason: "NotFound" });
    await vi.waitFor(() => expect(invalidated).toBe(1));
  });
});
