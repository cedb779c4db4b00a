import { describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { resolveReference, resolveScope } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { buildObjectSteps } from "#lib/server/stream/object-follower";
import { createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const widget = makeType("demo.test", "Widget");
const deployment = makeType("apps", "Deployment");
const pod = makeType("", "Pod");
const whole = makeObject(widget, "orders");
const web = makeObject(deployment, "web", { owner: whole });
const events = makeType("events.k8s.io", "Event");
const orders = resolveReference(widget, "team-a", "orders");
const types = [widget, deployment, pod, events];
const granted = ["list deployments team-a", "list pods team-a", "list events team-a"];

/** kro sets no owner reference. */
function madeByKro(object: KubernetesObject, { metadata }: KubernetesObject): KubernetesObject {
  const labels = { "kro.run/instance-id": metadata.uid };
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** Follows the object and waits until the watches for its parts are open. */
async function follow(objects = [whole, web]) {
  const portal = createFakePortal({ types, objects, granted });
  const notify = vi.fn();
  const stop = buildObjectSteps(portal, ana, orders, notify);
  // One watch for the object, one for its events and, if the object exists, two for the kinds it may own and one for
  // the metadata of its own kind.
  await vi.waitFor(() => expect(portal.openWatches()).toHaveLength(objects.length > 0 ? 5 : 2));
  return { portal, notify, stop };
}

describe("buildObjectSteps", () => {
  it.each([
    ["the object itself", makeObject(widget, "orders", { resourceVersion: "2" })],
    ["an owned object", makeObject(deployment, "web", { owner: whole, resourceVersion: "2" })],
    ["a new owned object", makeObject(deployment, "worker", { owner: whole })],
    ["a new object that kro created for it", madeByKro(makeObject(deployment, "made"), whole)],
  ])("notifies about a change of %s", async (_what, object) => {
    const { portal, notify } = await follow();
    await vi.waitFor(() => {
      portal.put(object);
      expect(notify).toHaveBeenCalled();
    });
  });

  it("follows what new parts own", async () => {
    const { portal, notify } = await follow([whole]);
    portal.put(web);
    await vi.waitFor(() => expect(notify).toHaveBeenCalled());
    await vi.waitFor(() => {
      notify.mockClear();
      portal.put(makeObject(pod, "web-1", { owner: web, resourceVersion: String(performance.now()) }));
      expect(notify).toHaveBeenCalled();
    });
  });

  it("notifies about a part that is created during the search for parts", async () => {
    const portal = createFakePortal({ types, objects: [whole], granted });
    const notify = vi.fn();
    buildObjectSteps(portal, ana, orders, notify);
    // The walk has started and does not know this Deployment or its Pods yet.
    await vi.waitFor(() => expect(portal.openWatches().length).toBeGreaterThanOrEqual(4));
    portal.put(makeObject(pod, "web-1", { owner: web }));
    portal.put(web);
    await vi.waitFor(() => expect(notify).toHaveBeenCalled());
  });

  it("searches for parts a few times when hundreds of them change at once", async () => {
    const { portal, notify } = await follow();
    await vi.waitFor(() => {
      portal.put(makeObject(deployment, "web", { owner: whole, resourceVersion: String(performance.now()) }));
      expect(notify).toHaveBeenCalled();
    });
    const use = vi.spyOn(portal.parts, "use");
    for (let index = 0; index < 500; index += 1) {
      portal.put(makeObject(deployment, "web", { owner: whole, resourceVersion: `n${index}` }));
    }
    portal.put(makeObject(pod, "last", { owner: web }));
    await vi.waitFor(() => expect(use).toHaveBeenCalled());
    // One walk lists each kind once.
    expect(use.mock.calls.length).toBeLessThan(10);
    expect(notify.mock.calls.length).toBeGreaterThan(500);
  });

  it("notifies when a missing object is created", async () => {
    const { portal, notify } = await follow([]);
    portal.put(whole);
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it.each([
    [
      "is silent about parts that the person may not see",
      ["list deployments team-a"],
      makeObject(pod, "new", { owner: web }),
      0,
    ],
    [
      "notifies about a part that the person may read by name",
      ["list deployments team-a", "get pods team-a"],
      makeObject(pod, "new", { owner: web }),
      1,
    ],
  ])("%s", async (_what, rights, object, times) => {
    const portal = createFakePortal({ types, objects: [whole, web], granted: rights });
    // Another follower watches the Pods of the namespace.
    portal.parts.use(resolveScope(pod, "team-a"));
    const notify = vi.fn();
    buildObjectSteps(portal, ana, orders, notify);
    await vi.waitFor(() => expect(portal.parts.find(resolveScope(deployment, "team-a"))).toBeDefined());
    const review = vi.spyOn(portal.rules, "review");
    portal.put(object);
    await vi.waitFor(() =>
      expect(review).toHaveBeenCalledWith(
        "local",
        expect.anything(),
        expect.objectContaining({ verb: "get" }),
      ),
    );
    // The response of the last review arrives a few microtasks later.
    await new Promise(setImmediate);
    expect(notify).toHaveBeenCalledTimes(times);
  });

  const event = (name: string) => ({
    ...makeObject(events, name),
    regarding: { kind: "Widget", name: "orders" },
  });
  it.each([
    ["notifies about the object's events", granted, 1],
    ["is silent about events that the person may not list", ["list deployments team-a"], 0],
  ])("%s", async (_what, rights, times) => {
    const portal = createFakePortal({ types, objects: [whole], granted: rights });
    const notify = vi.fn();
    buildObjectSteps(portal, ana, orders, notify);
    await vi.waitFor(() => expect(portal.parts.find(resolveScope(deployment, "team-a"))).toBeDefined());
    portal.put(event("one"));
    portal.put({ ...event("two"), regarding: { kind: "Widget", name: "invoices" } });
    expect(notify).toHaveBeenCalledTimes(times);
  });

  it("opens one watch of events for all objects of a namespace", async () => {
    const portal = createFakePortal({ types: [widget, events], granted });
    const informer = vi.spyOn(portal.clusters.get("local")?.informers ?? { informer: () => {} }, "informer");
    for (const name of ["one", "two", "three"]) {
      buildObjectSteps(portal, ana, resolveReference(widget, "team-a", name), () => {});
    }
    await vi.waitFor(() => expect(informer.mock.calls.length).toBeGreaterThan(3));
    const asked = informer.mock.calls
      .map((call) => JSON.stringify(call))
      .filter((call) => call.includes("Event"));
    expect(new Set(asked).size).toBe(1);
  });

  it("is silent about other objects, and after it is stopped", async () => {
    const { portal, notify, stop } = await follow();
    portal.put(makeObject(widget, "invoices"));
    portal.put(makeObject(deployment, "other"));
    stop();
    portal.put(makeObject(widget, "orders", { resourceVersion: "3" }));
    expect(notify).not.toHaveBeenCalled();
  });
});
