import "server-only";
import { createServer } from "node:http";
import { readConfig } from "#lib/config/config";
import { PortalError } from "#lib/errors";
import { answerProblem } from "#lib/server/http/problem";
import { describeError, log } from "#lib/server/log";
import { readReadiness } from "#lib/server/probes/readiness";
import { readMetrics } from "#lib/server/status";

export async function answerMetrics(): Promise<Response> {
  return new Response(await readMetrics(), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
  });
}

export async function answerReadiness(): Promise<Response> {
  const readiness = readReadiness();
  const status = readiness.ready ? 200 : 503;
  return Response.json(readiness, { status, headers: { "cache-control": "no-store" } });
}

export async function answerHealth(): Promise<Response> {
  return new Response("ok\n");
}

/** Where metrics and readiness have a port of their own, the portal's address has neither. Throws `not-found`. */
export function requirePublicProbes(): void {
  if (readConfig().probePort === undefined) return;
  throw new PortalError("not-found", { detail: "Metrics and readiness have their own port." });
}

const PROBES: Record<string, () => Promise<Response>> = {
  "/api/healthz": answerHealth,
  "/api/readyz": answerReadiness,
  "/api/metrics": answerMetrics,
};

/**
 * Answers probes at the configured port, if there is one: what is about the process itself need not be reachable from
 * where people are. Lives as long as the process.
 */
export function openProbeServer(): void {
  const { probePort } = readConfig();
  if (probePort === undefined) return;
  const server = createServer(async ({ method = "", url = "" }, answer) => {
    const response = await answerProbe(method, url).catch((error: unknown) =>
      answerProblem(error, { method, path: url }),
    );
    answer.writeHead(response.status, Object.fromEntries(response.headers));
    answer.end(method === "HEAD" ? undefined : await response.text());
  });
  server.on("error", (error) =>
    log().fatal({ error: describeError(error) }, "The port for probes cannot be used."),
  );
  server.listen(probePort);
  server.unref();
}

async function answerProbe(method: string, url: string): Promise<Response> {
  const probe = PROBES[url.split("?", 1)[0] ?? ""];
  if (!probe) throw new PortalError("not-found", { detail: "This address is not a probe." });
  if (method === "GET" || method === "HEAD") return probe();
  throw new PortalError("method-not-allowed", {
    detail: "A probe accepts only GET.",
    suggestion: "Send GET.",
  });
}
