import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEventStream } from "#lib/server/stream/event-stream";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(options: { lifetime?: number; heartbeatEvery?: number } = {}) {
  const request = new AbortController();
  const onEnd = vi.fn();
  const stream = createEventStream({ signal: request.signal, ...options });
  stream.onEnd(onEnd);
  const reader = stream.body.getReader();
  const decoder = new TextDecoder();
  const read = async () => {
    const { done, value } = await reader.read();
    return done ? "END" : decoder.decode(value);
  };
  return { stream, read, request, onEnd, cancel: () => reader.cancel() };
}

describe("createEventStream", () => {
  it("sends a first line at once", async () => {
    const { read } = setUp();
    expect(await read()).toBe("retry: 1000\n\n");
  });

  it("sends a change at once, and combines the changes that follow", async () => {
    const { stream, read } = setUp();
    await read();
    stream.send("a", { topic: "a" });
    expect(await read()).toBe('data: {"topic":"a"}\n\n');
    const next = read();
    stream.send("b", { topic: "b" });
    stream.send("c", { topic: "c" });
    await vi.advanceTimersByTimeAsync(30);
    expect(await next).toBe('data: {"topic":"b"}\n\ndata: {"topic":"c"}\n\n');
  });

  it("sends each change once to a waiting reader", async () => {
    const { stream, read } = setUp();
    await read();
    const [first, second] = [read(), read()];
    stream.send("a", { topic: "a" });
    expect(await first).toBe('data: {"topic":"a"}\n\n');
    stream.send("b", { topic: "b" });
    await vi.advanceTimersByTimeAsync(30);
    expect(await second).toBe('data: {"topic":"b"}\n\n');
  });

  it("keeps only the last message per topic for a slow reader", async () => {
    const { stream, read } = setUp();
    for (let round = 0; round < 10_000; round += 1) stream.send("a", { topic: `a ${round}` });
    await vi.advanceTimersByTimeAsync(1_000);
    await read();
    expect(await read()).toBe('data: {"topic":"a 9999"}\n\n');
  });

  it.each<[what: string, sent: (string[] | undefined)[], expected: string[] | undefined]>([
    ["the ids of waiting changes together", [["a"], ["b", "a"]], ["a", "b"]],
    ["no ids where one change may be of any entry", [["a"], undefined, ["b"]], undefined],
    [
      "no ids where there are too many",
      [Array.from({ length: 101 }, (_, index) => `${index}`), ["x"]],
      undefined,
    ],
  ])("sends %s", async (_what, sent, expected) => {
    const { stream, read } = setUp();
    await read();
    stream.send("first", { topic: "first" });
    await read();
    for (const ids of sent) stream.send("requests", { topic: "requests", ...(ids && { ids }) });
    const next = read();
    await vi.advanceTimersByTimeAsync(30);
    const data = { topic: "requests", ...(expected && { ids: expected }) };
    expect(await next).toBe(`data: ${JSON.stringify(data)}\n\n`);
  });

  it("names events that are not changes", async () => {
    const { stream, read } = setUp();
    await read();
    stream.send("x", { topic: "x" }, "refused");
    expect(await read()).toBe('event: refused\ndata: {"topic":"x"}\n\n');
  });

  it("sends heartbeats while nothing changes", async () => {
    const { read } = setUp({ heartbeatEvery: 1_000 });
    await read();
    const beat = read();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await beat).toBe("event: heartbeat\ndata: {}\n\n");
  });

  it.each([
    ["the request is aborted", ({ request }: ReturnType<typeof setUp>) => request.abort()],
    ["the portal stops", ({ stream }: ReturnType<typeof setUp>) => stream.end()],
    ["its lifetime ends", () => vi.advanceTimersByTimeAsync(5_000)],
  ])("ends when %s, and releases everything", async (_why, finish) => {
    const held = setUp({ lifetime: 5_000 });
    const letGo = vi.fn();
    held.stream.onEnd(letGo);
    await held.read();
    await finish(held);
    expect(await held.read()).toBe("END");
    expect(held.onEnd).toHaveBeenCalledTimes(1);
    expect(letGo).toHaveBeenCalledTimes(1);
    held.stream.send("late", {});
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends when nobody reads it", async () => {
    const { stream, onEnd } = setUp({ heartbeatEvery: 1_000 });
    stream.send("a", { topic: "a" });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("continues for a reader that is slow for a moment", async () => {
    const { read, onEnd } = setUp({ heartbeatEvery: 1_000 });
    await vi.advanceTimersByTimeAsync(2_500);
    await read();
    const beat = read();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await beat).toBe("event: heartbeat\ndata: {}\n\n");
    expect(onEnd).not.toHaveBeenCalled();
  });

  it("ends at once for a request that is already aborted", () => {
    const onEnd = vi.fn();
    createEventStream({ signal: AbortSignal.abort() }).onEnd(onEnd);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends when the browser closes it, and releases later subscriptions at once", async () => {
    const { stream, cancel, onEnd } = setUp();
    await cancel();
    const letGo = vi.fn();
    stream.onEnd(letGo);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(letGo).toHaveBeenCalledTimes(1);
  });
});
