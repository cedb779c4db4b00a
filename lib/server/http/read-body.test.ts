import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { LIMITS } from "#lib/manifest/limits";
import { readBody, readText } from "#lib/server/http/read-body";

const JSON_TYPE = { "content-type": "application/json" };
const schema = z.object({ spec: z.object({ size: z.number() }) });

function send(body: BodyInit, headers: Record<string, string> = JSON_TYPE): Request {
  return new Request("http://portal.test", { method: "POST", body, headers, duplex: "half" } as RequestInit);
}

/** A body without a stated length. It creates each chunk when it is read. */
function pour(piece: Uint8Array, onPull: () => void = () => undefined): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      onPull();
      controller.enqueue(piece);
    },
  });
}

describe("readBody", () => {
  it("returns the parsed body", async () => {
    expect(await readBody(send('{"spec":{"size":3}}'), schema)).toEqual({ spec: { size: 3 } });
  });

  it("keeps all digits of an integer", async () => {
    const open = z.object({ spec: z.unknown() });
    expect(await readBody(send('{"spec":{"id":9007199254740993}}'), open)).toEqual({
      spec: { id: 9007199254740993n },
    });
    await expect(readBody(send('{"spec":{"__proto__":9007199254740993}}'), open)).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it.each<[why: string, body: BodyInit, paths: string[], headers?: Record<string, string>]>([
    ["the body is not JSON", "spec: {}", []],
    ["a field is invalid", '{"spec":{"size":"3"}}', ["/spec/size"]],
    ["the body is empty", "", ["/spec"]],
    ["the body is too large", JSON.stringify({ spec: "x".repeat(LIMITS.bodyBytes) }), []],
    ["the body is nested too deeply for the parser", "[".repeat(1_000) + "]".repeat(1_000), []],
    ["the body has too many values", `[${"1,".repeat(LIMITS.nodes)}1]`, []],
    ["the content type is not JSON", '{"spec":{"size":3}}', [], { "content-type": "text/plain" }],
    [
      "the charset is not UTF-8",
      '{"spec":{"size":3}}',
      [],
      { "content-type": "application/json;charset=utf-16" },
    ],
    ["the body is not UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22]), []],
    ["a key is `__proto__`", '{"spec":{"size":3,"__proto__":{"admin":true}}}', []],
    [
      "a key is an escaped `__proto__`",
      String.raw`{"spec":{"size":3,"\u005f_pr\u006Fto_\u005F" : {"admin":true}}}`,
      [],
    ],
  ])("refuses the body when %s", async (_why, body, paths, headers) => {
    const error = await readBody(send(body, headers), schema).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "invalid", suggestion: expect.any(String) });
    expect(error.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  it("accepts text that contains `__proto__`", async () => {
    const open = z.object({ values: z.record(z.string(), z.unknown()) });
    const body = JSON.stringify({ values: { note: '"__proto__": 1', a: "__proto__", my__proto__: 1 } });
    expect(await readBody(send(body), open)).toEqual(JSON.parse(body));
  });

  it("accepts the keys `constructor` and `prototype` as data", async () => {
    const open = z.object({ values: z.record(z.string(), z.unknown()) });
    const body = '{"values":{"constructor":{"prototype":{"admin":true}}}}';
    expect(await readBody(send(body), open)).toEqual(JSON.parse(body));
    expect({}).not.toHaveProperty("admin");
  });
});

describe("readText", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("stops reading at the limit when the length is not declared", async () => {
    const pulled = vi.fn();
    const endless = pour(new Uint8Array(1_000), pulled);
    await expect(readText(send(endless), { limit: 10_000 })).rejects.toMatchObject({
      code: "invalid",
      detail: expect.stringContaining("larger than"),
    });
    expect(pulled.mock.calls.length).toBeLessThan(20);
  });

  it("times out when no body arrives", async () => {
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const reading = expect(readText(send(silent), { limit: 10, deadline: 5_000 })).rejects.toMatchObject({
      code: "invalid",
      detail: expect.stringContaining("5 seconds"),
    });
    await vi.advanceTimersByTimeAsync(5_000);
    await reading;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("refuses a body whose connection breaks", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("reset")),
    });
    await expect(readText(send(broken), { limit: 10 })).rejects.toMatchObject({ code: "invalid" });
  });
});
