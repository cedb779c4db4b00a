import { once } from "node:events";
import { createServer } from "node:net";
import { NextRequest } from "next/server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { answerOpenly } from "#lib/server/http/route";
import { answerMetrics, openProbeServer, requirePublicProbes } from "#lib/server/probes/probes";

let port: number;

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

beforeAll(async () => {
  port = await findFreePort();
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("VITRINE_PROBE_PORT", String(port));
  vi.stubEnv("LOG_LEVEL", "silent");
  openProbeServer();
  await vi.waitFor(() => ask("/api/healthz"));
});
afterAll(() => void vi.unstubAllEnvs());

const ask = (path: string, method = "GET") => fetch(`http://127.0.0.1:${port}${path}`, { method });

describe("probe server", () => {
  it.each([
    ["GET", "/api/healthz", 200],
    ["GET", "/api/metrics?x=1", 200],
    ["HEAD", "/api/metrics", 200],
    ["POST", "/api/metrics", 405],
    ["GET", "/api/v1/me", 404],
    ["GET", "/", 404],
  ])("answers %s %s with %i", async (method, path, status) => {
    expect((await ask(path, method)).status).toBe(status);
  });

  it("serves the metrics, which the portal's own port does not", async () => {
    expect(await (await ask("/api/metrics")).text()).toContain("process_cpu_seconds_total");
    const route = answerOpenly(async () => {
      requirePublicProbes();
      return answerMetrics();
    });
    const request = new NextRequest("http://portal.test/api/metrics");
    expect((await route(request, { params: Promise.resolve({}) })).status).toBe(404);
  });
});
