import { NextRequest } from "next/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { printMetrics } from "#lib/server/metrics";
import { answerUnknown, handle, nameRoute, readBody } from "#lib/server/route";

const TOKEN = "a-token-of-this-test";
const ORIGIN = "http://portal.test";

beforeEach(() => {
  vi.stubEnv("VITRINE_URL", ORIGIN);
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_DEMO_TOKEN", JSON.stringify({ token: TOKEN, user: "bo", name: "Bo", groups: ["a"] }));
  vi.stubEnv("LOG_LEVEL", "silent");
});
afterEach(() => vi.unstubAllEnvs());

const none = { params: Promise.resolve({}) };

function ask(method: string, headers: Record<string, string> = {}, body?: string) {
  return new NextRequest(`${ORIGIN}/api/v1/things/x`, { method, headers, body });
}

describe("handle", () => {
  it("turns away who is not signed in, without running the handler", async () => {
    const handler = vi.fn(async () => ({}));
    const response = await handle(handler)(ask("GET"), none);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "unauthenticated" });
    expect(handler).not.toHaveBeenCalled();
  });

  it("answers as the person, and nothing keeps the answer", async () => {
    const route = handle(async ({ identity }) => ({ user: identity.user, groups: identity.groups }));
    const response = await route(ask("GET", { authorization: `Bearer ${TOKEN}` }), none);
    expect(await response.json()).toEqual({ user: "bo", groups: ["a"] });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("lets a token write from anywhere", async () => {
    const route = handle(async () => ({ done: true }));
    const response = await route(
      ask("POST", { authorization: `Bearer ${TOKEN}`, origin: "https://ci.test" }),
      none,
    );
    expect(response.status).toBe(200);
  });

  it("hides what the handler threw", async () => {
    const route = handle(async () => {
      throw new Error("secret of the house");
    });
    const response = await route(ask("GET", { authorization: `Bearer ${TOKEN}` }), none);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret of the house");
  });

  it("gives the handler the parameters of its route", async () => {
    const route = handle<{ id: string }>(async ({ params }) => ({ id: params.id }));
    const context = { params: Promise.resolve({ id: "x" }) };
    const response = await route(ask("GET", { authorization: `Bearer ${TOKEN}` }), context);
    expect(await response.json()).toEqual({ id: "x" });
    expect(await printMetrics(undefined)).toContain('route="/api/v1/things/{id}"');
  });

  it("answers an unknown address as JSON, to anyone", async () => {
    const response = await answerUnknown(ask("GET"), {
      params: Promise.resolve({ path: ["v1", "things", "x"] }),
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: "not-found",
      detail: expect.stringContaining("/things/x"),
    });
  });
});

describe("nameRoute", () => {
  it.each([
    ["/api/v1/catalog/promise.local.x", { id: "promise.local.x" }, "/api/v1/catalog/{id}"],
    ["/api/v1/requests/r-1/merge", { id: "r-1", action: "merge" }, "/api/v1/requests/{id}/{action}"],
    ["/api/v1/v1/_/v1", { cluster: "v1", group: "_", version: "v1" }, "/api/v1/{cluster}/{group}/{version}"],
    ["/api/v1/catalog/a%20b", { id: "a b" }, "/api/v1/catalog/{id}"],
    ["/api/nowhere/at/all", { path: ["nowhere", "at", "all"] }, "/api/{path}"],
    ["/api/v1/me", {}, "/api/v1/me"],
  ])("%s %j is %s", (path, params, name) => {
    expect(nameRoute(path, params)).toBe(name);
  });
});

describe("readBody", () => {
  const schema = z.object({ spec: z.object({ size: z.number() }) });
  const send = (body: string) => new Request(ORIGIN, { method: "POST", body });

  it("gives what was sent", async () => {
    expect(await readBody(send('{"spec":{"size":3}}'), schema)).toEqual({ spec: { size: 3 } });
  });

  it.each([
    ["it is not JSON", "spec: {}", []],
    ["a field is wrong", '{"spec":{"size":"3"}}', ["/spec/size"]],
    ["there is nothing", "", ["/spec"]],
    ["it is too large", JSON.stringify({ spec: "x".repeat(3_000_000) }), []],
  ])("refuses when %s", async (_why, body, paths) => {
    const error = await readBody(send(body), schema).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "invalid", suggestion: expect.any(String) });
    expect(error.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  });
});
