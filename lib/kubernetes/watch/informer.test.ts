import { beforeEach, describe, expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import { createFakeClock } from "#lib/kubernetes/testing/fake-api";
import type { InformerEvent, KubernetesObject } from "#lib/kubernetes/types";
import { createInformerCache, type InformerCache } from "#lib/kubernetes/watch/informer";

const resource = {
  cluster: "fake",
  group: "demo.dev",
  version: "v1",
  kind: "Widget",
  plural: "widgets",
  namespaced: true,
};

function build(
  name: string,
  resourceVersion: string,
  { namespace = "team", uid = name } = {},
): KubernetesObject {
  const metadata = { name, namespace, uid, resourceVersion, creationTimestamp: "2026-11-20T09:00:00Z" };
  return { apiVersion: "demo.dev/v1", kind: "Widget", metadata };
}

let cache: InformerCache;
let errors: unknown[];
const clock = createFakeClock();
const gone = new PortalError("cluster-unavailable", { detail: "gone" });

beforeEach(() => {
  errors = [];
  cache = createInformerCache({ resource, clock, onListenerError: (error) => errors.push(error) });
});

/** The events that a new listener receives, as short lines. */
function listen(): string[] {
  const lines: string[] = [];
  cache.subscribe((event) => lines.push(describeEvent(event)));
  return lines;
}

function describeEvent(event: InformerEvent<KubernetesObject>): string {
  if (event.type === "synced") return "synced";
  if (event.type === "freshness") return event.freshness.state;
  const { name, resourceVersion } = event.object.metadata;
  const before = event.type === "updated" ? ` was ${event.previous.metadata.resourceVersion}` : "";
  return `${event.type} ${name}@${resourceVersion}${before}`;
}

describe("list", () => {
  it("sends events only for differences from the known objects", () => {
    cache.sink.replace([build("same", "1"), build("changed", "1"), build("gone", "1"), build("remade", "1")]);
    const lines = listen();
    lines.length = 0;
    cache.sink.replace([
      build("same", "1"),
      build("changed", "2"),
      build("new", "3"),
      build("remade", "4", { uid: "other" }),
    ]);
    expect(lines).toEqual([
      "deleted gone@1",
      "updated changed@2 was 1",
      "added new@3",
      "deleted remade@1",
      "added remade@4",
    ]);
  });

  it("makes the cache synced once", async () => {
    const lines = listen();
    expect(cache.hasSynced()).toBe(false);
    cache.sink.replace([build("a", "1")]);
    cache.sink.replace([build("a", "1")]);
    await cache.whenSynced();
    expect(cache.hasSynced()).toBe(true);
    expect(lines).toEqual(["connecting", "added a@1", "synced"]);
  });
});

describe("informer events", () => {
  const rows: [why: string, act: () => void, expected: string[]][] = [
    ["send a new object", () => cache.sink.upsert(build("b", "2")), ["added b@2"]],
    ["send a change", () => cache.sink.upsert(build("a", "2")), ["updated a@2 was 1"]],
    ["omit a known object", () => cache.sink.upsert(build("a", "1")), []],
    [
      "send every object without a resource version",
      () => cache.sink.upsert(build("a", "")),
      ["updated a@ was 1"],
    ],
    ["send the last state of a deleted object", () => cache.sink.remove(build("a", "3")), ["deleted a@3"]],
    ["omit the deletion of an unknown object", () => cache.sink.remove(build("x", "3")), []],
    [
      "distinguish objects of one name in different namespaces",
      () => cache.sink.remove(build("a", "3", { namespace: "other" })),
      [],
    ],
  ];
  it.each(rows)("%s", (_why, act, expected) => {
    cache.sink.replace([build("a", "1")]);
    const lines = listen();
    lines.length = 0;
    act();
    expect(lines).toEqual(expected);
  });

  it("are sent after the store has changed", () => {
    cache.subscribe((event) => {
      if (event.type === "added") expect(cache.get("team", "a")).toBe(event.object);
      if (event.type === "deleted") expect(cache.list()).toEqual([]);
    });
    cache.sink.upsert(build("a", "1"));
    cache.sink.remove(build("a", "1"));
    expect(errors).toEqual([]);
  });
});

describe("subscription", () => {
  it("replays all objects, then synced, then the freshness", () => {
    cache.sink.replace([build("a", "1"), build("b", "2")]);
    cache.sink.live();
    expect(listen()).toEqual(["added a@1", "added b@2", "synced", "live"]);
  });

  it("sends each object once when it starts during a change", () => {
    let late: string[] | undefined;
    cache.subscribe((event) => {
      if (event.type === "added" && !late) late = listen();
    });
    cache.sink.replace([build("a", "1"), build("b", "2")]);
    expect(late).toEqual(["added a@1", "added b@2", "synced", "connecting"]);
  });

  it("calls a listener once per subscription, and ends each separately", () => {
    let told = 0;
    const listener = () => {
      told += 1;
    };
    const end = cache.subscribe(listener);
    cache.subscribe(listener);
    told = 0;
    cache.sink.upsert(build("a", "1"));
    end();
    cache.sink.upsert(build("b", "1"));
    expect(told).toBe(3);
  });

  it("ends at once during a change", () => {
    const lines: string[] = [];
    const end = cache.subscribe((event) => {
      lines.push(describeEvent(event));
      if (event.type === "added") end();
    });
    cache.sink.replace([build("a", "1"), build("b", "2")]);
    expect(lines).toEqual(["connecting", "added a@1"]);
  });

  it("still calls the other listeners when one throws", () => {
    cache.subscribe((event) => {
      if (event.type === "added") throw new Error("mine");
    });
    const lines = listen();
    cache.sink.upsert(build("a", "1"));
    expect(lines).toContain("added a@1");
    expect(errors).toEqual([new Error("mine")]);
  });
});

describe("freshness", () => {
  it("keeps the objects and the time of the last update while the cluster is unreachable", () => {
    cache.sink.replace([build("a", "1")]);
    cache.sink.live();
    const asOf = new Date(clock.now()).toISOString();
    clock.advance(30_000);
    cache.sink.away(gone);
    expect(cache.freshness()).toEqual({ state: "away", asOf, error: "gone", code: "cluster-unavailable" });
    expect(cache.list()).toHaveLength(1);
  });

  it("sends an event only when its state or its error changes", () => {
    const lines = listen();
    lines.length = 0;
    for (const step of [
      cache.sink.live,
      cache.sink.live,
      () => cache.sink.away(gone),
      () => cache.sink.away(gone),
    ])
      step();
    cache.sink.away(new PortalError("forbidden", { detail: "no" }));
    expect(lines).toEqual(["live", "away", "away"]);
  });
});

describe("reads", () => {
  it("list one namespace or all, and return the same list while nothing changes", () => {
    cache.sink.replace([build("a", "1"), build("b", "1", { namespace: "other" })]);
    expect(cache.list("other").map(({ metadata }) => metadata.name)).toEqual(["b"]);
    expect(cache.list("nowhere")).toEqual([]);
    expect(cache.list()).toHaveLength(2);
    expect(cache.list()).toBe(cache.list());
    const before = cache.list();
    cache.sink.upsert(build("c", "1"));
    expect(before).toHaveLength(2);
    expect(cache.list()).toHaveLength(3);
  });

  it("wait for the first list until the signal is aborted", async () => {
    await expect(cache.whenSynced(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    const stop = new AbortController();
    const waiting = cache.whenSynced(stop.signal);
    stop.abort(new Error("later"));
    await expect(waiting).rejects.toThrow("later");
  });
});
