import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { matchRoute } from "#lib/api/route-match";
import { MEMORY_BUDGETS, MEMORY_KINDS, type MemoryKind, type MemoryUse } from "#lib/server/memory";
import { shared } from "#lib/server/shared";

interface Metrics {
  registry: Registry;
  requests: Counter<"method" | "route" | "status">;
  duration: Histogram<"method" | "route">;
  streams: Gauge;
  entries: Gauge;
  clusterLive: Gauge<"cluster">;
  memoryItems: Gauge<"kind">;
  memoryBytes: Gauge<"kind">;
}

function metrics(): Metrics {
  return shared("metrics", createMetrics);
}

function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const budgets = new Gauge({
    name: "vitrine_memory_budget_bytes",
    help: "The most that a kind of things may need in memory, as JSON.",
    labelNames: ["kind"],
    registers,
  });
  for (const kind of MEMORY_KINDS) budgets.set({ kind }, MEMORY_BUDGETS[kind] * 2 ** 20);
  return {
    registry,
    requests: new Counter({
      name: "vitrine_http_requests_total",
      help: "Answers of the HTTP API.",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    duration: new Histogram({
      name: "vitrine_http_request_duration_seconds",
      help: "Time until the answer's headers.",
      labelNames: ["method", "route"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    streams: new Gauge({ name: "vitrine_event_streams", help: "Open event streams.", registers }),
    entries: new Gauge({ name: "vitrine_catalog_entries", help: "Offers in the catalog.", registers }),
    clusterLive: new Gauge({
      name: "vitrine_cluster_live",
      help: "1 when the cluster answers and its caches are current.",
      labelNames: ["cluster"],
      registers,
    }),
    memoryItems: new Gauge({
      name: "vitrine_memory_items",
      help: "Things of a kind in memory.",
      labelNames: ["kind"],
      registers,
    }),
    memoryBytes: new Gauge({
      name: "vitrine_memory_bytes",
      help: "Their size as JSON, estimated from a sample.",
      labelNames: ["kind"],
      registers,
    }),
  };
}

/**
 * Counts an answer. Each label has few values, whatever is sent: the route is a template of the API's description, or
 * `unknown`, and the method is one that the route takes, or `other`, so that made-up methods and addresses and the
 * names of people and objects do not become time series.
 */
export function countRequest({ method, pathname, status, seconds }: AnsweredRequest): void {
  const { requests, duration } = metrics();
  const route = matchRoute(pathname);
  const labels = {
    method: route?.methods.includes(method) ? method : "other",
    route: route?.template ?? "unknown",
  };
  requests.inc({ ...labels, status });
  duration.observe(labels, seconds);
}

interface AnsweredRequest {
  method: string;
  pathname: string;
  status: number;
  /** Until the answer's headers. */
  seconds: number;
}

export function countStreams(open: number): void {
  metrics().streams.set(open);
}

export interface PortalFigures {
  entries: number;
  clusters: readonly { name: string; live: boolean }[];
  memory: Record<MemoryKind, MemoryUse>;
}

/** The Prometheus text format, with the figures as they are now. */
export async function printMetrics(figures: PortalFigures | undefined): Promise<string> {
  const { registry, entries, clusterLive, memoryItems, memoryBytes } = metrics();
  if (figures) {
    entries.set(figures.entries);
    for (const { name, live } of figures.clusters) clusterLive.set({ cluster: name }, live ? 1 : 0);
    for (const kind of MEMORY_KINDS) {
      const { items, bytes } = figures.memory[kind];
      memoryItems.set({ kind }, items);
      memoryBytes.set({ kind }, Math.round(bytes));
    }
  }
  return registry.metrics();
}
