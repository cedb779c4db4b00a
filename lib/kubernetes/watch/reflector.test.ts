import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createFakeClock,
  type FakeApi,
  type FakeClock,
  type FakeStream,
  startFakeApi,
} from "#lib/kubernetes/testing/fake-api";
import type { Selection } from "#lib/kubernetes/watch/object-list";
import { runReflector } from "#lib/kubernetes/watch/reflector";

const resource = {
  cluster: "fake",
  group: "demo.dev",
  version: "v1",
  kind: "Widget",
  plural: "widgets",
  namespaced: true,
};

const object = (name: string, resourceVersion: string) => ({
  apiVersion: "demo.dev/v1",
  kind: "Widget",
  metadata: {
    name,
    namespace: "team",
    uid: name,
    resourceVersion,
    creationTimestamp: "2026-11-20T09:00:00Z",
  },
});
const list = (resourceVersion: string, items: unknown[] = [], token?: string) => ({
  metadata: { resourceVersion, continue: token },
  items,
});
const status = (code: number, reason: string) => ({ kind: "Status", code, reason, message: reason });

/** The watchdog's timers: for a requested watch, and for an open one. */
const OPENING = 10_000;
const IDLE = 90_000;

let api: FakeApi;
let clock: FakeClock;
let stop: AbortController;
/** The calls of the sink, without repeated "live". */
let told: string[];

beforeEach(async () => {
  api = await startFakeApi();
  clock = createFakeClock();
  stop = new AbortController();
  told = [];
});

afterEach(async () => {
  stop.abort();
  await api.close();
});

function start(selection: Selection = {}): Promise<void> {
  const sink = {
    replace: (objects: readonly { metadata: { name: string } }[]) =>
      told.push(`replace ${objects.map(({ metadata }) => metadata.name).join(",")}`),
    upsert: ({ metadata }: { metadata: { name: string } }) => told.push(`upsert ${metadata.name}`),
    remove: ({ metadata }: { metadata: { name: string } }) => told.push(`remove ${metadata.name}`),
    live: () => {
      if (told.at(-1) !== "live") told.push("live");
    },
    away: (error: { code: string }) => told.push(`away ${error.code}`),
  };
  return runReflector({ client: api.client, resource, selection, clock }, sink, stop.signal);
}

/** After the first list, with an open watch. */
async function startWatching(): Promise<FakeStream> {
  void start();
  (await api.next()).answer(200, list("10"));
  const watch = await openNext();
  await vi.waitFor(() => expect(clock.pending()).toEqual([IDLE]));
  told.length = 0;
  return watch;
}

async function openNext(): Promise<FakeStream> {
  const request = await api.next();
  expect(request.query.get("watch")).toBe("true");
  return request.open();
}

/** Waits until the reflector waits for its next attempt; returns the milliseconds until then. */
async function waitForBackoff(): Promise<number> {
  await vi.waitFor(() => {
    expect(clock.pending()).toHaveLength(1);
    expect([OPENING, IDLE]).not.toContain(clock.pending()[0]);
  });
  return clock.pending()[0] ?? 0;
}

describe("reflector list", () => {
  it("is read in pages, passed on as a whole, and then watched from its resource version", async () => {
    void start({ namespace: "team", labelSelector: "a=b", fieldSelector: "metadata.name=x" });
    const first = await api.next();
    expect(first.path).toBe("/apis/demo.dev/v1/namespaces/team/widgets");
    expect(Object.fromEntries(first.query)).toEqual({
      limit: "500",
      labelSelector: "a=b",
      fieldSelector: "metadata.name=x",
    });
    expect(first.headers.authorization).toBe("Bearer fake-token");
    first.answer(200, list("10", [object("a", "1")], "next"));
    const second = await api.next();
    expect(second.query.get("continue")).toBe("next");
    expect(told).toEqual([]);
    second.answer(200, list("10", [object("b", "2")]));
    const watch = await api.next();
    expect(told).toEqual(["replace a,b", "live"]);
    expect(Object.fromEntries(watch.query)).toEqual({
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion: "10",
      timeoutSeconds: "450",
      labelSelector: "a=b",
      fieldSelector: "metadata.name=x",
    });
  });

  it("restarts without pages when its snapshot expires between two pages", async () => {
    void start();
    (await api.next()).answer(200, list("10", [object("a", "1")], "next"));
    (await api.next()).answer(410, status(410, "Expired"));
    const again = await api.next();
    expect([again.query.get("limit"), again.query.get("continue")]).toEqual([null, null]);
    again.answer(200, list("12", [object("b", "2")]));
    expect((await api.next()).query.get("resourceVersion")).toBe("12");
    expect(told).toEqual(["replace b", "live"]);
  });

  it("requests only metadata when that is enough", async () => {
    void start({ metadataOnly: true });
    const request = await api.next();
    expect(request.headers.accept).toBe("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    request.answer(
      200,
      list("10", [{ ...object("a", "1"), apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata" }]),
    );
    expect((await api.next()).headers.accept).toBe(
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
    );
    expect(told).toEqual(["replace a", "live"]);
  });

  it("is dropped after the stop", async () => {
    const done = start();
    const request = await api.next();
    stop.abort();
    request.answer(200, list("10", [object("a", "1")]));
    await done;
    expect(told).toEqual([]);
  });

  it("reports a refusal and retries with a delay", async () => {
    void start();
    (await api.next()).answer(403, status(403, "Forbidden"));
    expect(await waitForBackoff()).toBe(750);
    expect(told).toEqual(["away forbidden"]);
    clock.advance(750);
    (await api.next()).answer(200, list("10"));
    await api.next();
    expect(told.at(-1)).toBe("live");
  });

  it("waits as long as Retry-After requires", async () => {
    void start();
    (await api.next()).answer(429, status(429, "TooManyRequests"), { "retry-after": "7" });
    expect(await waitForBackoff()).toBe(7_000);
    expect(told).toEqual(["away cluster-unavailable"]);
  });

  it("reports an answer that is not from Kubernetes as an error", async () => {
    void start();
    (await api.next()).answer(200, "<html>Sign in</html>");
    await waitForBackoff();
    expect(told).toEqual(["away cluster-unavailable"]);
  });
});

describe("reflector watch", () => {
  it("sends events, and resumes at the last bookmark after the server ends it", async () => {
    const watch = await startWatching();
    watch.send({ type: "ADDED", object: object("a", "11") });
    watch.send({ type: "MODIFIED", object: object("a", "12") });
    watch.send({ type: "DELETED", object: object("a", "13") });
    watch.send({ type: "BOOKMARK", object: { kind: "Widget", metadata: { resourceVersion: "20" } } });
    watch.end();
    const next = await api.next();
    expect(next.query.get("resourceVersion")).toBe("20");
    expect(told).toEqual(["upsert a", "live", "upsert a", "live", "remove a", "live"]);
  });

  it.each([
    [
      "an ERROR event",
      async (watch: FakeStream) => watch.send({ type: "ERROR", object: status(410, "Expired") }),
    ],
    [
      "HTTP status 410",
      async (watch: FakeStream) => {
        watch.send({ type: "BOOKMARK", object: { metadata: { resourceVersion: "11" } } });
        watch.end();
        (await api.next()).answer(410, status(410, "Expired"));
      },
    ],
  ])(
    "lists again at once without reporting an outage when its version expires by %s",
    async (_how, expire) => {
      await expire(await startWatching());
      const again = await api.next();
      expect(again.query.get("watch")).toBeNull();
      again.answer(200, list("30", [object("b", "25")]));
      expect((await api.next()).query.get("resourceVersion")).toBe("30");
      expect(told.filter((line) => line !== "live")).toEqual(["replace b"]);
    },
  );

  it("backs off when its version expires again right after the new list", async () => {
    const watch = await startWatching();
    watch.send({ type: "ERROR", object: status(410, "Expired") });
    (await api.next()).answer(200, list("30"));
    (await openNext()).send({ type: "ERROR", object: status(410, "Expired") });
    expect(await waitForBackoff()).toBe(75);
    expect(told.at(-1)).toBe("away conflict");
  });

  it.each([
    ["a truncated line", '{"type":"MODIFIED","obj'],
    ["a line that is not JSON", "<html>\n"],
    ["an event of an unknown type", '{"type":"MOVED","object":{}}\n'],
    ["an object without a name", '{"type":"ADDED","object":{"metadata":{}}}\n'],
  ])("reports %s, and resumes after the last good event", async (_what, text) => {
    const watch = await startWatching();
    watch.send({ type: "ADDED", object: object("a", "11") });
    watch.sendText(text);
    watch.end();
    const wait = await waitForBackoff();
    expect(told.at(-1)).toBe("away cluster-unavailable");
    clock.advance(wait);
    expect((await api.next()).query.get("resourceVersion")).toBe("11");
  });

  it("reopens at its last version without reporting an outage when it is idle", async () => {
    await startWatching();
    clock.advance(89_999);
    expect(api.waiting()).toBe(0);
    clock.advance(1);
    expect((await api.next()).query.get("resourceVersion")).toBe("10");
    expect(told).toEqual([]);
  });

  it("stays open while events arrive", async () => {
    const watch = await startWatching();
    clock.advance(60_000);
    watch.send({ type: "ADDED", object: object("a", "11") });
    await vi.waitFor(() => expect(told).toContain("upsert a"));
    clock.advance(60_000);
    expect(clock.pending()).toEqual([30_000]);
  });

  it("is abandoned when it is not accepted in time", async () => {
    void start();
    (await api.next()).answer(200, list("10"));
    await api.next();
    clock.advance(10_000);
    await vi.waitFor(() => expect(told.at(-1)).toBe("away cluster-unavailable"));
  });

  it("backs off when it ends at once again and again", async () => {
    void start();
    (await api.next()).answer(200, list("10"));
    (await openNext()).end();
    expect(await waitForBackoff()).toBe(75);
    expect(told.at(-1)).toBe("away cluster-unavailable");
    clock.advance(75);
    (await openNext()).end();
    await vi.waitFor(() => expect(clock.pending()).toEqual([150]));
  });

  it("resumes at once without reporting an outage when its connection breaks", async () => {
    const watch = await startWatching();
    watch.send({ type: "ADDED", object: object("a", "11") });
    await vi.waitFor(() => expect(told).toContain("upsert a"));
    watch.drop();
    expect((await api.next()).query.get("resourceVersion")).toBe("11");
    expect(told).toEqual(["upsert a", "live"]);
  });

  it("reports an unreachable server at once, retries with growing delays, and resumes without a new list", async () => {
    const watch = await startWatching();
    watch.send({ type: "ADDED", object: object("a", "11") });
    await vi.waitFor(() => expect(told).toContain("upsert a"));
    await api.stopListening();
    const waits: number[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      waits.push(await waitForBackoff());
      clock.advance(waits.at(-1) ?? 0);
      await vi.waitFor(() => expect(told.filter((line) => line.startsWith("away"))).toHaveLength(tries + 2));
    }
    expect(waits).toEqual([75, 150, 300, 600, 1_200, 1_500, 1_500]);
    await api.startListening();
    clock.advance(await waitForBackoff());
    const again = await api.next();
    expect(again.query.get("resourceVersion")).toBe("11");
    again.open();
    await vi.waitFor(() => expect(told.at(-1)).toBe("live"));
  });
});
