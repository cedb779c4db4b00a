import { describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { createFakePortal, makeObject, makeType } from "#lib/server/fake-portal";
import { followObject } from "#lib/server/object-follower";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const widget = makeType("demo.test", "Widget");
const deployment = makeType("apps", "Deployment");
const pod = makeType("", "Pod");
const whole = makeObject(widget, "orders");
const web = makeObject(deployment, "web", { owner: whole });
const address = { namespace: "team-a", name: "orders" };

/** kro sets no owner reference. */
function madeByKro(object: KubernetesObject, { metadata }: KubernetesObject): KubernetesObject {
  const labels = { "kro.run/instance-id": metadata.uid };
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** Past the first look at what belongs to the object: its watches are open. */
async function follow(objects = [whole, web]) {
  const portal = createFakePortal({
    types: [widget, deployment, pod],
    objects,
    granted: ["list deployments team-a", "list pods team-a"],
  });
  const notify = vi.fn();
  const stop = followObject(portal, ana, widget, address, notify);
  // The object's own, its events', and where it is there those of the kinds it may own.
  await vi.waitFor(() => expect(portal.openWatches()).toBe(objects.length > 0 ? 4 : 2));
  return { portal, notify, stop };
}

describe("followObject", () => {
  it.each([
    ["the object itself", makeObject(widget, "orders", { resourceVersion: "2" })],
    ["what it owns", makeObject(deployment, "web", { owner: whole, resourceVersion: "2" })],
    ["something new that it owns", makeObject(deployment, "worker", { owner: whole })],
    ["something new that kro made of it", madeByKro(makeObject(deployment, "made"), whole)],
  ])("tells of a change of %s", async (_what, object) => {
    const { portal, notify } = await follow();
    await vi.waitFor(() => {
      portal.put(object);
      expect(notify).toHaveBeenCalled();
    });
  });

  it("learns what new parts own, and tells of that too", async () => {
    const { portal, notify } = await follow([whole]);
    portal.put(web);
    await vi.waitFor(() => expect(notify).toHaveBeenCalled());
    await vi.waitFor(() => {
      notify.mockClear();
      portal.put(makeObject(pod, "web-1", { owner: web, resourceVersion: String(performance.now()) }));
      expect(notify).toHaveBeenCalled();
    });
  });

  it("tells of a part that came while it looked for parts", async () => {
    const portal = createFakePortal({
      types: [widget, deployment, pod],
      objects: [whole],
      granted: ["list deployments team-a", "list pods team-a"],
    });
    const notify = vi.fn();
    followObject(portal, ana, widget, address, notify);
    // The look has begun, and knows nothing of this Deployment, nor of what it owns.
    await vi.waitFor(() => expect(portal.openWatches()).toBe(4));
    portal.put(makeObject(pod, "web-1", { owner: web }));
    portal.put(web);
    await vi.waitFor(() => expect(notify).toHaveBeenCalled());
  });

  it("looks for parts a few times when hundreds change at once", async () => {
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
    // One look lists each kind once.
    expect(use.mock.calls.length).toBeLessThan(10);
    expect(notify.mock.calls.length).toBeGreaterThan(500);
  });

  it("tells when an object comes that was not there", async () => {
    const { portal, notify } = await follow([]);
    portal.put(whole);
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it("is silent about others, and once it has ended", async () => {
    const { portal, notify, stop } = await follow();
    portal.put(makeObject(widget, "invoices"));
    portal.put(makeObject(deployment, "other"));
    stop();
    portal.put(makeObject(widget, "orders", { resourceVersion: "3" }));
    expect(notify).not.toHaveBeenCalled();
  });
});
