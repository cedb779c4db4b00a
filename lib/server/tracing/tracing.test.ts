/** One call of the API is one trace at a real OTLP receiver, with its calls to real servers. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { NextRequest } from "next/server";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { handleDeclared } from "#lib/server/http/route";
import { watchCalls } from "#lib/server/outgoing/call-watch";
import { findTracing, inSpan, openTracing } from "#lib/server/tracing/tracing";

const TOKEN = "a-token-of-this-test";
const SECRET = "hunter2-in-a-name";
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

const attribute = z.object({
  key: z.string(),
  value: z.object({
    stringValue: z.string().optional(),
    intValue: z.union([z.number(), z.string()]).optional(),
  }),
});
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attribute),
});
const sent = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

let bodies: string[];
let called: http.IncomingHttpHeaders[];
let receiver: http.Server;
let neighbour: http.Server;

const addressOf = (server: http.Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function listen(handler: http.RequestListener): Promise<http.Server> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

beforeAll(async () => {
  [bodies, called] = [[], []];
  vi.stubEnv("VITRINE_URL", "http://portal.test");
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_DEMO_TOKEN", JSON.stringify({ token: TOKEN, user: "bo", name: "Bo" }));
  receiver = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  neighbour = await listen((request, response) => {
    called.push(request.headers);
    response.end("{}");
  });
});

afterAll(() => {
  vi.unstubAllEnvs();
  receiver.close();
  neighbour.close();
});

it("loads nothing while no endpoint is named, or where the SDK is disabled", async () => {
  await openTracing({});
  await openTracing({ OTEL_SDK_DISABLED: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://x" });
  expect(findTracing()).toBeUndefined();
  expect(await inSpan("plan", async () => 1)).toBe(1);
});

it("writes one trace with the call, its steps and its calls to Git and the cluster", async () => {
  const endpoint = addressOf(receiver);
  // The exporter reads it from the environment.
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
  await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  const tracing = findTracing();
  if (!tracing) throw new Error("Traces are off.");
  const { host } = new URL(addressOf(neighbour));
  const kinds = ["git", "cluster"] as const;
  let next = 0;
  let afterwards: Promise<unknown> = Promise.resolve();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  watchCalls(
    (called) => (called === host ? { kind: kinds[next++ % 2] ?? "git", name: "n" } : undefined),
    [tracing.calls],
  );
  const route = handleDeclared({ summary: "Submit", answer: z.object({}) }, async () =>
    inSpan("plan", async () => {
      await fetch(`${addressOf(neighbour)}/repos/${SECRET}`);
      await new Promise((resolve) => http.get(`${addressOf(neighbour)}/api/v1/${SECRET}`, resolve));
      // A loop that goes on after the answer, with the context of the call.
      afterwards = ended.then(() => fetch(addressOf(neighbour)));
      return {};
    }),
  );
  const request = new NextRequest("http://portal.test/api/v1/requests", {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, traceparent: `00-${TRACE}-${PARENT}-01` },
  });
  const response = await route(request, { params: Promise.resolve({}) });
  end();
  await afterwards;
  expect(called).toHaveLength(3);
  await tracing.close();

  const spans = bodies
    .flatMap((body) => sent.parse(JSON.parse(body)).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  const find = (name: string) => spans.find((one) => one.name === name);
  const [call, plan] = [find("POST /api/v1/requests"), find("plan")];
  expect(spans.map(({ name }) => name).sort()).toEqual([
    "POST /api/v1/requests",
    "cluster read",
    "git read",
    "plan",
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  expect(call?.parentSpanId).toBe(PARENT);
  expect(plan?.parentSpanId).toBe(call?.spanId);
  for (const name of ["git read", "cluster read"]) expect(find(name)?.parentSpanId).toBe(plan?.spanId);
  const id = call?.attributes.find(({ key }) => key === "vitrine.request_id")?.value.stringValue;
  expect(id).toBe(response.headers.get("x-request-id"));
  expect(called[0]?.traceparent).toContain(TRACE);
  expect(bodies.join()).not.toContain(SECRET);
  expect(bodies.join()).not.toContain(TOKEN);
});
