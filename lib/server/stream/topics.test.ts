import { describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { followTopic } from "#lib/server/stream/topics";
import {
  alterPortal,
  createFakePortal,
  type FakePortal,
  makeObject,
  makeType,
} from "#lib/server/testing/fake-portal";
import { createFakeRepository, makePullRequest } from "#lib/server/testing/fake-repository";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const widget = makeType("demo.test", "Widget");
const region = makeType("demo.test", "Region", false);
const secret = makeType("", "Secret");
const namespace = makeType("", "Namespace", false);
const types = [widget, region, secret, namespace];
const ORDERS = "resource:local/demo.test/v1/widgets/team-a/orders";

function cluster(name: string, type = region): KubernetesObject {
  const { metadata, ...object } = makeObject(type, name);
  const { namespace: _, ...unplaced } = metadata;
  return { ...object, metadata: unplaced };
}
const team = cluster("team-a", namespace);

function follow(portal: FakePortal, topic: string, notify = () => {}, reserveAbsent = () => () => {}) {
  return followTopic(portal, topic, { identity: ana, notify, reserveAbsent });
}

/** Waits for all work that a change starts, except work that uses a timer. */
const settle = () => new Promise<void>((resolve) => void setImmediate(() => setImmediate(resolve)));

/** A repository with one pull request for each namespace. Each requests a Widget. */
function createRepository(...namespaces: string[]) {
  const pulls = namespaces.map((place, index) =>
    makePullRequest(widget, { number: index + 1, namespace: place }),
  );
  const { git, listeners } = createFakeRepository(pulls);
  return {
    git,
    listPullRequests: vi.spyOn(git ?? expect.unreachable(), "listPullRequests"),
    listeners,
    change(number: number) {
      const pull = pulls.find((one) => one.number === number);
      if (pull) pull.updatedAt = `${pull.updatedAt}+`;
      for (const listener of listeners) listener();
    },
  };
}

describe("followTopic", () => {
  it.each([
    ["an unknown topic", "weather", [], "invalid"],
    ["an invalid address", "resource:local/widgets", [], "invalid"],
    ["a kind that is not served", "resource:local/demo.test/v1/gadgets/team-a/x", [], "not-found"],
    ["an unknown cluster", "resource:else/demo.test/v1/widgets/team-a/x", [], "not-found"],
    ["an object that the person may not read", ORDERS, ["get widgets team-b"], "forbidden"],
    [
      "a Secret, even for a person who may read Secrets",
      "resource:local/_/v1/secrets/team-a/key",
      ["get secrets team-a"],
      "forbidden",
    ],
    [
      "a cluster-scoped object with a namespace",
      "resource:local/demo.test/v1/regions/team-a/eu",
      ["get regions team-a"],
      "not-found",
    ],
    [
      "a cluster-scoped object for a person with access only in a namespace",
      "resource:local/demo.test/v1/regions/_/eu",
      ["get regions team-a"],
      "forbidden",
    ],
    [
      "an object in a namespace that does not exist",
      "resource:local/demo.test/v1/widgets/made-up/orders",
      ["get widgets made-up"],
      "not-found",
    ],
    ["an unknown offer", "resources:crd.local.nothing", [], "not-found"],
    ["a request without a repository", "request:requests-1", [], "git-unavailable"],
  ])("refuses %s, and opens no watch", async (_what, topic, granted, code) => {
    const portal = createFakePortal({ types, granted, objects: [team] });
    await expect(follow(portal, topic)).rejects.toMatchObject({ code });
    expect(portal.openWatches().filter((kind) => kind !== "Namespace")).toEqual([]);
  });

  it.each(["catalog", "status", "requests", "resources", "entry:crd.local.later"])(
    "follows %s for everyone",
    async (topic) => {
      const stop = await follow(createFakePortal({ types }), topic);
      expect(stop).not.toThrow();
    },
  );

  it("notifies about a resource when its own sync report changes", async () => {
    const orders = makeObject(widget, "orders");
    const portal = createFakePortal({ types, objects: [team, orders], granted: ["get widgets team-a"] });
    const listeners = new Set<() => void>();
    const applied = { group: "demo.test", kind: "Widget", namespace: "team-a", name: "orders" };
    const report = { agent: "Flux", cluster: "local", phase: "succeeded" as const };
    let reports = [{ ...report, objects: [{ ...applied, state: "equal" as "equal" | "differs" }] }];
    portal.sync.list = () => reports;
    portal.sync.subscribe = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const notify = vi.fn();
    const stop = await follow(portal, ORDERS, notify);
    reports = [...reports, { ...report, objects: [{ ...applied, name: "other", state: "equal" }] }];
    for (const listener of listeners) listener();
    await settle();
    expect(notify).not.toHaveBeenCalled();
    reports = [{ ...report, objects: [{ ...applied, state: "differs" }] }];
    await vi.waitFor(() => {
      for (const listener of listeners) listener();
      expect(notify).toHaveBeenCalled();
    });
    stop();
    // The model of the requests stays: the next page asks for it.
    expect(listeners.size).toBe(1);
  });

  it("notifies about a readable object until it is stopped", async () => {
    const objects = [team, makeObject(widget, "orders")];
    const portal = createFakePortal({ types, objects, granted: ["get widgets team-a"] });
    const notify = vi.fn();
    const stop = await follow(portal, ORDERS, notify);
    portal.put(makeObject(widget, "orders", { resourceVersion: "2" }));
    expect(notify).toHaveBeenCalledTimes(1);
    stop();
    portal.put(makeObject(widget, "orders", { resourceVersion: "3" }));
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it("notifies about a missing object when it is created and changed, and releases its reservation", async () => {
    const portal = createFakePortal({ types, objects: [team], granted: ["get widgets team-a"] });
    const [notify, giveBack] = [vi.fn(), vi.fn()];
    const stop = await follow(portal, ORDERS, notify, () => giveBack);
    portal.put(makeObject(widget, "other"));
    expect(notify).not.toHaveBeenCalled();
    portal.put(makeObject(widget, "orders"));
    expect(notify).toHaveBeenCalledTimes(1);
    expect(giveBack).toHaveBeenCalled();
    portal.put(makeObject(widget, "orders", { resourceVersion: "2" }));
    expect(notify).toHaveBeenCalledTimes(2);
    stop();
  });

  it("opens no watch for a missing object when the person follows too many missing objects", async () => {
    const portal = createFakePortal({ types, objects: [team], granted: ["get widgets team-a"] });
    const full = () => {
      throw new PortalError("not-found", { detail: "too many" });
    };
    await expect(follow(portal, ORDERS, undefined, full)).rejects.toMatchObject({ detail: "too many" });
    expect(portal.openWatches()).not.toContain("Widget");
  });
});

describe("topics of lists", () => {
  it("do not notify about the objects that exist at the start", async () => {
    const portal = createFakePortal({
      types,
      objects: [makeObject(widget, "orders")],
      offers: [widget],
      granted: ["list widgets team-a"],
    });
    const notify = vi.fn();
    await follow(portal, "resources", notify);
    await settle();
    expect(notify).not.toHaveBeenCalled();
    portal.put(makeObject(widget, "orders", { resourceVersion: "2" }));
    await vi.waitFor(() => expect(notify).toHaveBeenCalledTimes(1));
  });

  it.each([
    [
      "a namespace that the person may list, with a notification",
      ["list widgets team-a"],
      makeObject(widget, "new"),
      1,
    ],
    [
      "all namespaces for a person who may list them, with one notification",
      ["list widgets _", "list widgets team-a"],
      makeObject(widget, "new"),
      1,
    ],
    [
      "a namespace that the person may not list, without a notification",
      ["list widgets team-b"],
      makeObject(widget, "new"),
      0,
    ],
    [
      "a cluster-scoped object for a person who may list its kind, with a notification",
      ["list regions _"],
      cluster("eu"),
      1,
    ],
    [
      "a cluster-scoped object for a person who may list only in a namespace, without a notification",
      ["list regions team-a"],
      cluster("eu"),
      0,
    ],
  ])("follow %s", async (_what, granted, object, times) => {
    const portal = createFakePortal({ types, offers: [widget, region], granted });
    const [notify, review] = [vi.fn(), vi.spyOn(portal.rules, "review")];
    await follow(portal, "resources", notify);
    portal.put(object);
    await vi.waitFor(() => expect(review).toHaveBeenCalled());
    await settle();
    expect(notify).toHaveBeenCalledTimes(times);
  });

  it("of requests name those about the object that changed, and are silent about other objects", async () => {
    const { git } = createRepository("team-a", "team-a");
    const portal = createFakePortal({ types, offers: [widget], git, granted: ["list widgets team-a"] });
    const notify = vi.fn();
    await follow(portal, "requests", notify);
    portal.put(makeObject(widget, "other"));
    portal.put(makeObject(widget, "w2"));
    await vi.waitFor(() => expect(notify).toHaveBeenCalled());
    await settle();
    expect(notify.mock.calls).toEqual([[["requests-2"]]]);
  });

  it("do not notify about requests that the person may not see", async () => {
    const repository = createRepository("team-a", "team-b");
    const { git } = repository;
    const portal = createFakePortal({ types, git, granted: ["list widgets team-a"] });
    const notify = vi.fn();
    const stop = await follow(portal, "requests", notify);
    const read = repository.listPullRequests.mock.calls.length;
    repository.change(2);
    await vi.waitFor(() => expect(repository.listPullRequests.mock.calls.length).toBeGreaterThan(read));
    await settle();
    expect(notify).not.toHaveBeenCalled();
    repository.change(1);
    await vi.waitFor(() => expect(notify).toHaveBeenCalledTimes(1));
    stop();
    expect(repository.listeners.size, "only the model of the requests follows the repository").toBe(1);
  });

  it("list the requests once per change for all followers", async () => {
    const repository = createRepository("team-a");
    const { git } = repository;
    const portal = createFakePortal({ types, git, granted: ["list widgets team-a"] });
    const heard = new Set<number>();
    const streams = Array.from({ length: 50 }, (_, index) => index);
    await Promise.all(streams.map((index) => follow(portal, "requests", () => void heard.add(index))));
    const read = repository.listPullRequests.mock.calls.length;
    repository.change(1);
    await vi.waitFor(() => expect(heard.size).toBe(50));
    expect(repository.listPullRequests.mock.calls.length - read).toBe(1);
  });
});

describe("topic of a request", () => {
  it.each([
    ["that does not exist", "request:requests-99", "not-found"],
    ["of another repository", "request:other-1", "not-found"],
    ["that the person may not see", "request:requests-2", "forbidden"],
  ])("refuses a request %s without extra calls to Git", async (_what, topic, code) => {
    const repository = createRepository("team-a", "team-b");
    const { git } = repository;
    const portal = createFakePortal({ types, git, granted: ["list widgets team-a"] });
    const tries = await Promise.allSettled(Array.from({ length: 200 }, () => follow(portal, topic)));
    for (const one of tries) expect(one).toMatchObject({ status: "rejected", reason: { code } });
    expect(repository.listPullRequests).toHaveBeenCalledTimes(1);
    expect(portal.openWatches()).toEqual([]);
  });

  it("is not refused as forbidden while the cluster cannot say what the person may see", async () => {
    const { git } = createRepository("team-a");
    const portal = createFakePortal({ types, git });
    const away = async () => {
      throw new PortalError("cluster-unavailable", { detail: "It is away." });
    };
    const silent = alterPortal(portal, { rules: { ...portal.rules, review: away } });
    await expect(follow(silent, "request:requests-1")).rejects.toMatchObject({ code: "cluster-unavailable" });
  });

  it("notifies about its request, and not about others", async () => {
    const repository = createRepository("team-a", "team-a");
    const { git } = repository;
    const portal = createFakePortal({ types, git, granted: ["list widgets team-a"] });
    const notify = vi.fn();
    await follow(portal, "request:requests-1", notify);
    const read = repository.listPullRequests.mock.calls.length;
    repository.change(2);
    await vi.waitFor(() => expect(repository.listPullRequests.mock.calls.length).toBeGreaterThan(read));
    await settle();
    expect(notify).not.toHaveBeenCalled();
    repository.change(1);
    await vi.waitFor(() => expect(notify).toHaveBeenCalledTimes(1));
  });

  it.each([
    [
      "notifies about the object to a person who may read it",
      ["list widgets team-a", "get widgets team-a"],
      1,
    ],
    ["is silent about the object to a person who may only see the request", ["list widgets team-a"], 0],
  ])("%s", async (_what, granted, times) => {
    const { git } = createRepository("team-a");
    const portal = createFakePortal({ types, git, granted });
    const notify = vi.fn();
    await follow(portal, "request:requests-1", notify);
    portal.put(makeObject(widget, "w1"));
    await settle();
    expect(notify).toHaveBeenCalledTimes(times);
  });
});
