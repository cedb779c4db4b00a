import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { shared } from "#lib/server/shared";

interface Metrics {
  registry: Registry;
  requests: Counter<"method" | "route" | "status">;
  duration: Histogram<"method" | "route">;
  streams: Gauge;
  entries: Gauge;
  clusterLive: Gauge<"cluster">;
}

function metrics(): Metrics {
  return shared("metrics", createMetrics);
}

function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
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
  };
}

/** @param route with the names of its parameters, so that no name of a person or an object is a label. */
export function countRequest(method: string, route: string, status: number, seconds: number): void {
  const { requests, duration } = metrics();
  requests.inc({ method, route, status });
  duration.observe({ method, route }, seconds);
}

export function countStreams(open: number): void {
  metrics().streams.set(open);
}

export interface PortalFigures {
  entries: number;
  clusters: readonly { name: string; live: boolean }[];
}

/** The Prometheus text format, with the figures as they are now. */
export async function printMetrics(figures: PortalFigures | undefined): Promise<string> {
  const { registry, entries, clusterLive } = metrics();
  if (figures) {
    entries.set(figures.entries);
    for (const { name, live } of figures.clusters) clusterLive.set({ cluster: name }, live ? 1 : 0);
  }
  return registry.metrics();
}
