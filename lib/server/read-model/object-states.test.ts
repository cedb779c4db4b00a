import { describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { resolveScope } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { createFakePortal, type FakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";

const person = (user: string): Identity => ({ user, name: user, email: "", groups: [], via: "demo" });
const [ana, bo] = [person("ana"), person("bo")];
const widget = makeType("demo.test", "Widget");
const deployment = makeType("apps", "Deployment");
const types = [widget, deployment];
const granted = ["list deployments team-a"];

const withReady = (object: KubernetesObject, status: "True" | "False"): KubernetesObject => ({
  ...object,
  status: { conditions: [{ type: "Ready", status, message: `Ready is ${status}.` }] },
});
const orders = withReady(makeObject(widget, "orders"), "True");
/** A part that its controller reports as failed, or as complete. */
function web(isFailed: boolean, resourceVersion: string): KubernetesObject {
  const conditions = isFailed
    ? [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: "No quota." }]
    : [{ type: "Available", status: "True" }];
  return {
    ...makeObject(deployment, "web", { owner: orders, resourceVersion }),
    spec: { replicas: 1 },
    status: { replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, conditions },
  };
}

function setUp(objects = [orders, web(false, "1")]) {
  const portal = createFakePortal({ types, objects, offers: [widget], granted });
  const changes: string[] = [];
  const states = objectStatesOf(portal);
  states.subscribe(({ object }) => changes.push(object.metadata.name));
  const walks = vi.spyOn(portal.parts, "use");
  const read = (identity = ana, object = orders) => states.read(identity, object, widget);
  return { portal, changes, walks, read };
}

/** The kinds that were looked through, once for each walk. */
const countWalks = (walks: { mock: { calls: Parameters<FakePortal["parts"]["use"]>[] } }) =>
  walks.mock.calls.filter(([{ type }]) => type.kind === "Deployment").length;

describe("read", () => {
  it("derives the health of an object once for all people with the same access", async () => {
    const { walks, read } = setUp();
    expect(await read(ana)).toMatchObject({ health: { state: "Ready" } });
    await read(ana);
    expect(await read(bo)).toMatchObject({ health: { state: "Ready" } });
    expect(countWalks(walks)).toBe(1);
  });

  it("shows a part only to people who may see it", async () => {
    const { portal, read } = setUp([orders, web(true, "1")]);
    portal.rules.review = async (_cluster, { user }, { verb, resource }) => ({
      allowed: user === "ana" && `${verb} ${resource}` === "list deployments",
    });
    expect((await read(ana)).cause?.reference.name).toBe("web");
    expect((await read(bo)).cause).toBeUndefined();
    expect((await read(ana)).cause?.reference.name, "and still to the first").toBe("web");
  });

  it("derives it again for a person who lost an access", async () => {
    const { portal, read } = setUp([orders, web(true, "1")]);
    expect((await read()).cause?.reference.name).toBe("web");
    portal.rules.review = async () => ({ allowed: false });
    expect((await read()).cause).toBeUndefined();
  });

  it("shows a change of a part at once to whoever asks after it", async () => {
    const { portal, read } = setUp();
    await read();
    portal.put(web(true, "2"));
    expect((await read()).cause?.reference.name).toBe("web");
    portal.put(web(false, "3"));
    expect((await read(bo)).cause).toBeUndefined();
  });

  it("shows a change of the object at once", async () => {
    const { read } = setUp();
    await read();
    const failed = withReady(makeObject(widget, "orders", { resourceVersion: "2" }), "False");
    expect((await read(ana, failed)).health.state).not.toBe("Ready");
  });
});

describe("subscribe", () => {
  it("tells of a part that changes the health, derived once for all", async () => {
    const { portal, changes, walks, read } = setUp();
    await read(ana);
    await read(bo);
    walks.mockClear();
    portal.put(web(true, "2"));
    await vi.waitFor(() => expect(changes).toEqual(["orders"]));
    expect(countWalks(walks)).toBe(1);
    expect((await read()).cause?.reference.name).toBe("web");
    expect((await read(bo)).cause?.reference.name).toBe("web");
    expect(countWalks(walks)).toBe(1);
  });

  it("is silent about a change that leaves the health as it is", async () => {
    const { portal, changes, walks, read } = setUp();
    await read();
    walks.mockClear();
    portal.put(web(false, "2"));
    portal.put(withReady(makeObject(widget, "orders", { resourceVersion: "2" }), "True"));
    await vi.waitFor(() => expect(countWalks(walks)).toBeGreaterThan(0));
    portal.put(web(true, "3"));
    await vi.waitFor(() => expect(changes).toEqual(["orders"]));
  });

  it("is silent about parts of objects that nobody looks at", async () => {
    const { portal, changes, walks } = setUp();
    portal.parts.use(resolveScope(deployment, "team-a"));
    walks.mockClear();
    portal.put(web(true, "2"));
    portal.put(makeObject(widget, "new"));
    await vi.waitFor(() => expect(changes).toEqual(["new"]));
    expect(countWalks(walks)).toBe(0);
  });
});
