import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EVERYTHING, type EventConnection, openEventStream } from "#components/data/event-stream";

/** The browser's EventSource as far as the stream uses it; the test plays the server. */
class FakeSource extends EventTarget {
  onopen: EventConnection["onopen"] = null;
  onmessage: EventConnection["onmessage"] = null;
  onerror: EventConnection["onerror"] = null;
  closed = false;
  url: string;
  constructor(url: string) {
    super();
    this.url = url;
  }
  close() {
    this.closed = true;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const sources: FakeSource[] = [];
  const changed = vi.fn<(topics: readonly string[]) => void>();
  const connection = vi.fn<(state: string) => void>();
  const stream = openEventStream(
    (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source;
    },
    { changed, connection },
  );
  const latest = () => {
    const source = sources.at(-1);
    if (!source) throw new Error("No connection was opened.");
    return source;
  };
  const follow = async (...topics: string[]) => {
    stream.setTopics(new Set(topics));
    await vi.advanceTimersByTimeAsync(30);
  };
  return { stream, sources, latest, changed, connection, follow };
}

describe("openEventStream", () => {
  it("opens one connection for all topics of a page, and reports them as changed when it opens", async () => {
    const { stream, sources, latest, changed, connection, follow } = setUp();
    stream.setTopics(new Set(["catalog"]));
    await follow("catalog", "entry:a");
    expect(sources).toHaveLength(1);
    expect(latest().url).toBe(`/api/v1/stream?topics=${encodeURIComponent("catalog,entry:a")}`);
    latest().onopen?.(new Event("open"));
    expect(connection).toHaveBeenLastCalledWith("live");
    expect(changed).toHaveBeenLastCalledWith(["catalog", "entry:a"]);
    latest().onmessage?.(new MessageEvent("message", { data: '{"topic":"catalog"}' }));
    expect(changed).toHaveBeenLastCalledWith(["catalog"]);
  });

  it("keeps the old connection until the connection with the new topic is open", async () => {
    const { sources, latest, changed, follow } = setUp();
    await follow("catalog");
    latest().onopen?.(new Event("open"));
    await follow("catalog", "status");
    expect(sources.map(({ closed }) => closed)).toEqual([false, false]);
    latest().onopen?.(new Event("open"));
    expect(sources.map(({ closed }) => closed)).toEqual([true, false]);
    expect(changed).toHaveBeenLastCalledWith(["status"]);
  });

  it("does not reconnect for a removed topic", async () => {
    const { sources, latest, follow } = setUp();
    await follow("catalog", "status");
    latest().onopen?.(new Event("open"));
    await follow("catalog");
    expect(sources).toHaveLength(1);
  });

  it("reconnects automatically, and then reports everything as changed", async () => {
    const { sources, latest, changed, connection, follow } = setUp();
    await follow("catalog");
    latest().onopen?.(new Event("open"));
    latest().onerror?.(new Event("error"));
    await vi.advanceTimersByTimeAsync(400);
    expect(sources).toHaveLength(2);
    latest().onopen?.(new Event("open"));
    expect(changed).toHaveBeenLastCalledWith([EVERYTHING]);
    expect(connection).not.toHaveBeenCalledWith("away");
  });

  it("reports a long outage, and retries with growing delays", async () => {
    const { sources, latest, connection, follow } = setUp();
    await follow("catalog");
    for (let second = 0; second < 60; second += 1) {
      if (!latest().closed) latest().onerror?.(new Event("error"));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(connection).toHaveBeenLastCalledWith("away");
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.length).toBeLessThan(15);
  });

  it("retries at once when the browser is online again", async () => {
    const { stream, sources, latest, follow } = setUp();
    await follow("catalog");
    for (let failures = 0; failures < 8; failures += 1) {
      latest().onerror?.(new Event("error"));
      await vi.advanceTimersByTimeAsync(15_000);
    }
    latest().onerror?.(new Event("error"));
    const before = sources.length;
    stream.hurry();
    expect(sources.length).toBe(before + 1);
  });

  it("detects a silent connection without heartbeats", async () => {
    const { sources, latest, follow } = setUp();
    await follow("catalog");
    latest().onopen?.(new Event("open"));
    await vi.advanceTimersByTimeAsync(40_000);
    latest().dispatchEvent(new Event("heartbeat"));
    await vi.advanceTimersByTimeAsync(40_000);
    expect(sources).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(sources).toHaveLength(2);
  });

  it.each(["", "{", "null", '{"topic":1}'])("ignores the message %j", async (data) => {
    const { latest, changed, follow } = setUp();
    await follow("catalog");
    latest().onopen?.(new Event("open"));
    changed.mockClear();
    latest().onmessage?.(new MessageEvent("message", { data }));
    expect(changed).not.toHaveBeenCalled();
  });

  it("leaves no timer after it is closed", async () => {
    const { stream, latest, follow } = setUp();
    await follow("catalog");
    latest().onopen?.(new Event("open"));
    stream.close();
    expect(latest().closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
