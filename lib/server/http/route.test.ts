import { NextRequest } from "next/server";
import { encode } from "next-auth/jwt";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { PortalError } from "#lib/errors";
import {
  answerOpenly,
  answerUnknown,
  type DeclaredInput,
  handleDeclared,
  handleSigned,
} from "#lib/server/http/route";
import { printMetrics } from "#lib/server/metrics";
import { sessionEnds } from "#lib/server/session/session-ends";

const TOKEN = "a-token-of-this-test";
const SECRET = "0123456789abcdef0123456789abcdef";
const ORIGIN = "http://portal.test";

beforeEach(() => {
  vi.stubEnv("VITRINE_URL", ORIGIN);
  vi.stubEnv("VITRINE_SECRET", SECRET);
  vi.stubEnv("VITRINE_DEMO_PEOPLE", JSON.stringify([{ user: "ana", name: "Ana" }]));
  vi.stubEnv("VITRINE_DEMO_TOKEN", JSON.stringify({ token: TOKEN, user: "bo", name: "Bo", groups: ["a"] }));
  vi.stubEnv("VITRINE_GUEST", JSON.stringify({ user: "guest", name: "Guest" }));
  vi.stubEnv("VITRINE_LIMITS", JSON.stringify({ anonymous: SLOW, write: SLOW }));
  vi.stubEnv("LOG_LEVEL", "silent");
});
afterEach(() => vi.unstubAllEnvs());

/** Refills so slowly that a slow test run does not change the counts. */
const SLOW = { burst: 100, perSecond: 0.001 };
const BO = { authorization: `Bearer ${TOKEN}` };
const JSON_BODY = { "content-type": "application/json" };
const none = { params: Promise.resolve({}) };

/** Creates a route for a test from its handler. */
function handle<P extends Record<string, string> = Record<never, string>>(
  run: (input: DeclaredInput<P>) => Promise<object>,
  options: { limit?: "preview" } = {},
) {
  return handleDeclared<P>({ summary: "A route of this test", answer: z.object({}), ...options }, run);
}

function ask(method: string, headers: Record<string, string> = {}, body?: string) {
  return new NextRequest(`${ORIGIN}/api/v1/things/x`, { method, headers, body });
}

describe("handleSigned", () => {
  it("counts refused calls of an address alone", async () => {
    const route = handleSigned("POST /api/v1/webhooks/{repository}", async ({ headers }) => {
      if (headers.get("x-good") === null) throw new PortalError("forbidden", { detail: "Not signed." });
      return new Response(null, { status: 202 });
    });
    const send = async (headers: Record<string, string>, from = "192.0.2.1") => {
      const request = ask("POST", { "x-vitrine-client": from, ...headers }, "{}");
      return (await route(request, { params: Promise.resolve({ repository: "x" }) })).status;
    };
    const repeat = (times: number, headers: Record<string, string>) =>
      Promise.all(Array.from({ length: times }, () => send(headers)));
    expect(new Set(await repeat(2 * SLOW.burst, { "x-good": "yes" }))).toEqual(new Set([202]));
    expect(new Set(await repeat(SLOW.burst, {}))).toEqual(new Set([403]));
    expect(await send({})).toBe(429);
    expect(await send({ "x-good": "yes" })).toBe(202);
    expect(await send({}, "192.0.2.2")).toBe(403);
  });
});

describe("handle", () => {
  it("refuses a person who is not signed in without running the handler", async () => {
    const handler = vi.fn(async () => ({}));
    const response = await handle(handler)(ask("GET"), none);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "unauthenticated" });
    expect(handler).not.toHaveBeenCalled();
  });

  it("answers as the signed-in person with a response that is not cached", async () => {
    const route = handle(async ({ identity }) => ({ user: identity.user, groups: identity.groups }));
    const response = await route(ask("GET", { authorization: `Bearer ${TOKEN}` }), none);
    expect(await response.json()).toEqual({ user: "bo", groups: ["a"] });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("accepts a write with a token from any origin", async () => {
    const route = handle(async () => ({ done: true }));
    const response = await route(
      ask("POST", { authorization: `Bearer ${TOKEN}`, origin: "https://ci.test" }),
      none,
    );
    expect(response.status).toBe(200);
  });

  it("hides the error that the handler throws", async () => {
    const route = handle(async () => {
      throw new Error("secret of the house");
    });
    const response = await route(ask("GET", { authorization: `Bearer ${TOKEN}` }), none);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret of the house");
  });

  it("passes the route parameters to the handler", async () => {
    const route = handle<{ id: string }>(async ({ params }) => ({ id: params.id }));
    const context = { params: Promise.resolve({ id: "x" }) };
    const response = await route(ask("GET", { authorization: `Bearer ${TOKEN}` }), context);
    expect(await response.json()).toEqual({ id: "x" });
  });

  it("passes the parsed inputs that the route declares to the handler and answers with the declared status", async () => {
    const declaration = {
      summary: "A route of this test",
      query: z.object({ size: z.coerce.number() }),
      headers: z.object({ "x-key": z.string() }),
      body: z.object({ name: z.string() }),
      status: 201,
      answer: z.unknown(),
    } as const;
    const route = handleDeclared(declaration, async ({ query, headers, body }) => ({ query, headers, body }));
    const send = (url: string, body: string) =>
      route(
        new NextRequest(url, { method: "POST", headers: { ...BO, ...JSON_BODY, "x-key": "k" }, body }),
        none,
      );
    const response = await send(`${ORIGIN}/api/v1/things?size=3&other=x`, '{"name":"a","other":1}');
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      query: { size: 3 },
      headers: { "x-key": "k" },
      body: { name: "a" },
    });
    const refused = await send(`${ORIGIN}/api/v1/things?size=many`, '{"name":"a"}');
    expect(refused.status).toBe(422);
    expect((await refused.json()).errors).toMatchObject([{ path: "/size" }]);
  });

  it("answers with all digits of an integer", async () => {
    const route = handle(async () => ({ id: 9007199254740993n }));
    const response = await route(ask("GET", { authorization: `Bearer ${TOKEN}` }), none);
    expect(await response.text()).toBe('{"id":9007199254740993}');
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  it("answers a write when Next passes no route parameters", async () => {
    const route = handle(async () => {
      throw new PortalError("invalid", { detail: "The size is invalid." });
    });
    const request = ask("POST", { ...BO, "content-type": "application/json" });
    const response: Response = await Reflect.apply(route, undefined, [
      request,
      { params: Promise.resolve(undefined) },
    ]);
    expect(response.status).toBe(422);
  });

  it("sets its own request ID in the answer and ignores the one of the client", async () => {
    const route = handle(async () => ({}));
    const response = await route(ask("GET", { ...BO, "x-request-id": "evil\tname" }), none);
    expect(response.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    const refused = await route(ask("GET"), none);
    expect((await refused.json()).requestId).toBe(refused.headers.get("x-request-id"));
  });

  it("answers HEAD with the headers of GET and cancels the body", async () => {
    const cancel = vi.fn();
    const route = handle(async () => {
      const body = new ReadableStream({ cancel });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    });
    const response = await route(ask("HEAD", BO), none);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.body).toBeNull();
    expect(cancel).toHaveBeenCalled();
  });

  it("aborts the signal of a handler when the session ends", async () => {
    const signals: AbortSignal[] = [];
    const route = handle(async ({ signal }) => {
      signals.push(signal);
      return {};
    });
    const startedAt = Math.floor(Date.now() / 1_000);
    const sign = (sid: string) =>
      encode({ token: { sub: "ana", via: "demo", sid, startedAt }, secret: SECRET, maxAge: 60 });
    await route(ask("GET", { cookie: `vitrine.session=${await sign("mine")}` }), none);
    await route(ask("GET", { cookie: `vitrine.session=${await sign("other")}` }), none);
    sessionEnds().end({ id: "mine", startedAt });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    const again = await route(ask("GET", { cookie: `vitrine.session=${await sign("mine")}` }), none);
    expect(again.status).toBe(401);
  });

  it("counts calls by the route templates of the API, so that unknown paths add no metrics", async () => {
    const route = handle(async () => ({}));
    const call = (method: string, path: string) => route(new NextRequest(ORIGIN + path, { method }), none);
    const count = async () => (await printMetrics(undefined)).split("\n").length;
    await call("GET", "/api/v1/made-up/secret-name");
    const before = await count();
    for (let number = 0; number < 50; number += 1) await call("GET", `/api/v1/made-up-${number}/secret-name`);
    expect(await count()).toBe(before);
    await call("GET", "/api/v1/requests/secret-name");
    await call("PURGE", "/api/v1/me");
    const metrics = await printMetrics(undefined);
    expect(metrics).toContain('route="/api/v1/requests/{id}"');
    expect(metrics).toContain('method="other"');
    expect(metrics).not.toMatch(/secret-name|made-up|PURGE/);
  });

  it("answers an unknown path with a JSON error without a session", async () => {
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

describe("rate limits", () => {
  const post = (route: ReturnType<typeof handle>) => route(ask("POST", BO, "{}"), none);

  it("refuse a person who writes too often and set Retry-After", async () => {
    const handler = vi.fn(async () => ({}));
    const route = handle(handler);
    const answers: Response[] = [];
    for (let call = 0; call < 101; call += 1) answers.push(await post(route));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(handler).toHaveBeenCalledTimes(101 - refused.length);
    expect(refused[0]?.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    expect(await refused[0]?.json()).toMatchObject({ code: "too-many-requests", status: 429 });
  });

  it("do not count reads as writes, and have a separate limit for previews", async () => {
    expect((await handle(async () => ({}))(ask("GET", BO), none)).status).toBe(200);
    expect((await post(handle(async () => ({}), { limit: "preview" }))).status).toBe(200);
  });

  it("refuse a guest at one address, and not a guest at another address", async () => {
    const token = { sub: "guest", via: "guest", sid: "g", startedAt: Math.floor(Date.now() / 1_000) };
    const cookie = `vitrine.session=${await encode({ token, secret: SECRET, maxAge: 60 })}`;
    const route = handle(async () => ({}));
    const write = async (address: string) => {
      const headers = {
        cookie,
        origin: ORIGIN,
        "content-type": "application/json",
        "x-vitrine-client": address,
      };
      return (await route(ask("POST", headers, "{}"), none)).status;
    };
    const statuses: number[] = [];
    for (let call = 0; call < 101; call += 1) statuses.push(await write("10.0.1.1"));
    expect([statuses[0], statuses.at(-1), await write("10.0.1.2")]).toEqual([200, 429, 200]);
  });

  it("refuse an address that guesses tokens, and no other address", async () => {
    const route = handle(async () => ({}));
    const guess = (address: string) =>
      route(ask("GET", { authorization: "Bearer guess", "x-vitrine-client": address }), none);
    const statuses: number[] = [];
    for (let call = 0; call < 101; call += 1) statuses.push((await guess("10.0.0.7")).status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect((await guess("10.0.0.8")).status).toBe(401);
  });

  it("refuse an address that calls the open routes too often", async () => {
    const route = answerOpenly(async () => ({}));
    const statuses: number[] = [];
    for (let call = 0; call < 101; call += 1)
      statuses.push((await route(ask("GET", { "x-vitrine-client": "10.0.0.9" }), none)).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
