import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { openStream } from "#lib/server/stream/stream";
import { STREAM_LIMITS } from "#lib/server/stream/stream-limits";
import { createFakePortal, makeType } from "#lib/server/testing/fake-portal";

const portal = createFakePortal({ types: [makeType("demo.test", "Widget")] });
vi.mock("#lib/server/portal", () => ({ getPortal: () => portal }));

const person = (user: string): Identity => ({ user, name: user, email: "", groups: [], via: "demo" });

let client: AbortController;
beforeEach(() => {
  client?.abort();
  client = new AbortController();
});

const open = (user = "ana", topics = ["status"]) => openStream(person(user), topics, client.signal);

describe("openStream", () => {
  it("opens a stream that ends with its request and releases everything", async () => {
    const { headers } = open();
    expect(headers.get("content-type")).toContain("text/event-stream");
    expect(portal.streams.size).toBe(1);
    client.abort();
    expect(portal.streams.size).toBe(0);
  });

  it("opens nothing for a request that is already aborted", () => {
    client.abort();
    const { body } = open();
    expect(body).toBeNull();
    expect(portal.streams.size).toBe(0);
  });

  it("ends when its body is cancelled, as for HEAD", async () => {
    await open().body?.cancel();
    expect(portal.streams.size).toBe(0);
  });

  it.each([
    ["no topic", []],
    ["too many topics for one stream", Array.from({ length: 201 }, (_, index) => `entry:${index}`)],
  ])("refuses %s", (_what, topics) => {
    expect(() => open("ana", topics)).toThrow(expect.objectContaining({ code: "invalid" }));
  });

  it("limits the concurrent streams per person", () => {
    for (let count = 0; count < STREAM_LIMITS.streamsPerPerson; count += 1) open();
    const refused = expect.objectContaining({ code: "too-many-requests", status: 429, retryAfter: 10 });
    expect(() => open()).toThrow(refused);
    expect(() => open("bo")).not.toThrow();
    expect(portal.streams.size).toBe(STREAM_LIMITS.streamsPerPerson + 1);
    client.abort();
    client = new AbortController();
    expect(() => open()).not.toThrow();
  });

  it("limits the topics per person over all streams", () => {
    const topics = (from: number) => Array.from({ length: 150 }, (_, index) => `entry:${from + index}`);
    open("ana", topics(0));
    open("ana", topics(150));
    // A browser opens its next stream before it closes the last one.
    expect(() => open("ana", topics(0))).not.toThrow();
    expect(() => open("ana", topics(300))).toThrow(expect.objectContaining({ status: 429 }));
  });
});
