import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { LIMITS } from "#lib/manifest/limits";
import { readBody, readText } from "#lib/server/http/read-body";

const JSON_TYPE = { "content-type": "application/json" };
const schema = z.object({ spec: z.object({ size: z.number() }) });

function send(body: BodyInit, headers: Record<string, string> = JSON_TYPE): Request {
  return new Request("http://portal.test", { method: "POST", body, headers, duplex: "half" } as RequestInit);
}

/** A body whose length nobody states, in pieces that are made as they are read. */
function pour(piece: Uint8Array, onPull: () => void = () => undefined): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      onPull();
      controller.enqueue(piece);
    },
  });
}

describe("readBody", () => {
  it("gives what was sent", async () => {
    expect(await readBody(send('{"spec":{"size":3}}'), schema)).toEqual({ spec: { size: 3 } });
  });

  it("keeps the digits of a whole number", async () => {
    const open = z.object({ spec: z.unknown() });
    expect(await readBody(send('{"spec":{"id":9007199254740993}}'), open)).toEqual({
      spec: { id: 9007199254740993n },
    });
    await expect(readBody(send('{"spec":{"__proto__":9007199254740993}}'), open)).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it.each<[why: string, body: BodyInit, paths: string[], headers?: Record<string, string>]>([
    ["it is not JSON", "spec: {}", []],
    ["a field is wrong", '{"spec":{"size":"3"}}', ["/spec/size"]],
    ["there is nothing", "", ["/spec"]],
    ["it is too large", JSON.stringify({ spec: "x".repeat(LIMITS.bodyBytes) }), []],
    ["it nests deeper than the parser is safe", "[".repeat(1_000) + "]".repeat(1_000), []],
    ["it has too many values", `[${"1,".repeat(LIMITS.nodes)}1]`, []],
    ["a form says that it is something else", '{"spec":{"size":3}}', [], { "content-type": "text/plain" }],
    [
      "it is in another charset",
      '{"spec":{"size":3}}',
      [],
      { "content-type": "application/json;charset=utf-16" },
    ],
    ["it is not UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22]), []],
    ["a key would become a prototype", '{"spec":{"size":3,"__proto__":{"admin":true}}}', []],
    [
      "its letters are escaped",
      String.raw`{"spec":{"size":3,"\u005f_pr\u006Fto_\u005F" : {"admin":true}}}`,
      [],
    ],
  ])("refuses when %s", async (_why, body, paths, headers) => {
    const error = await readBody(send(body, headers), schema).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "invalid", suggestion: expect.any(String) });
    expect(error.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  it("takes a text that names the prototype", async () => {
    const open = z.object({ values: z.record(z.string(), z.unknown()) });
    const body = JSON.stringify({ values: { note: '"__proto__": 1', a: "__proto__", my__proto__: 1 } });
    expect(await readBody(send(body), open)).toEqual(JSON.parse(body));
  });

  it("takes the keys `constructor` and `prototype` as data", async () => {
    const open = z.object({ values: z.record(z.string(), z.unknown()) });
    const body = '{"values":{"constructor":{"prototype":{"admin":true}}}}';
    expect(await readBody(send(body), open)).toEqual(JSON.parse(body));
    expect({}).not.toHaveProperty("admin");
  });
});

describe("readText", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("stops reading at the limit, though no length is stated", async () => {
    const pulled = vi.fn();
    const endless = pour(new Uint8Array(1_000), pulled);
    await expect(readText(send(endless), { limit: 10_000 })).rejects.toMatchObject({
      code: "invalid",
      detail: expect.stringContaining("larger than"),
    });
    expect(pulled.mock.calls.length).toBeLessThan(20);
  });

  it("ends the wait for a body that does not come", async () => {
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const reading = expect(readText(send(silent), { limit: 10, deadline: 5_000 })).rejects.toMatchObject({
      code: "invalid",
      detail: expect.stringContaining("5 seconds"),
    });
    await vi.advanceTimersByTimeAsync(5_000);
    await reading;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("says that a connection broke", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("reset")),
    });
    await expect(readText(send(broken), { limit: 10 })).rejects.toMatchObject({ code: "invalid" });
  });
});
