import { describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createFakePortal, makeObject, makeType } from "#lib/server/fake-portal";
import { followTopic } from "#lib/server/topics";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const widget = makeType("demo.test", "Widget");
const secret = makeType("", "Secret");
const types = [widget, secret];
const ORDERS = "resource:local/demo.test/v1/widgets/team-a/orders";

describe("followTopic", () => {
  it.each([
    ["no topic", "weather", [], "invalid"],
    ["an address that is none", "resource:local/widgets", [], "invalid"],
    ["a kind that is not served", "resource:local/demo.test/v1/gadgets/team-a/x", [], "not-found"],
    ["a cluster that is not there", "resource:else/demo.test/v1/widgets/team-a/x", [], "not-found"],
    ["an object that the person may not read", ORDERS, ["get widgets team-b"], "forbidden"],
    [
      "a Secret, whatever the person's rights",
      "resource:local/_/v1/secrets/team-a/key",
      ["get secrets team-a"],
      "forbidden",
    ],
    ["an offer that is not there", "resources:crd.local.nothing", [], "not-found"],
    ["a request where no repository is", "request:requests-1", [], "git-unavailable"],
  ])("refuses %s, and watches nothing for it", async (_what, topic, granted, code) => {
    const portal = createFakePortal({ types, granted });
    await expect(followTopic(portal, ana, topic, () => {})).rejects.toMatchObject({ code });
    expect(portal.openWatches()).toBe(0);
  });

  it.each(["catalog", "status", "requests", "resources", "entry:crd.local.later"])(
    "follows %s, which anyone may",
    async (topic) => {
      const stop = await followTopic(createFakePortal({ types }), ana, topic, () => {});
      expect(stop).not.toThrow();
    },
  );

  it("is silent about what is there when it starts, as whoever asks has just read that", async () => {
    const portal = createFakePortal({ types, objects: [makeObject(widget, "orders")], offers: [widget] });
    const notify = vi.fn();
    await followTopic(portal, ana, "resources", notify);
    expect(portal.openWatches()).toBe(1);
    expect(notify).not.toHaveBeenCalled();
    portal.put(makeObject(widget, "orders", { resourceVersion: "2" }));
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it("tells of a resource when an agent's report changes", async () => {
    const portal = createFakePortal({ types, granted: ["get widgets team-a"] });
    const listeners = new Set<() => void>();
    portal.sync.subscribe = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const notify = vi.fn();
    const stop = await followTopic(portal, ana, ORDERS, notify);
    for (const listener of listeners) listener();
    expect(notify).toHaveBeenCalledTimes(1);
    stop();
    expect(listeners.size).toBe(0);
  });

  it("tells of an object that the person may read until it is stopped", async () => {
    const portal = createFakePortal({ types, granted: ["get widgets team-a"] });
    const notify = vi.fn();
    const stop = await followTopic(portal, ana, ORDERS, notify);
    portal.put(makeObject(widget, "orders"));
    expect(notify).toHaveBeenCalledTimes(1);
    stop();
    portal.put(makeObject(widget, "orders", { resourceVersion: "2" }));
    expect(notify).toHaveBeenCalledTimes(1);
  });
});
