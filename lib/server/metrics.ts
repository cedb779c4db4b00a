import "server-only";
import { totalmem } from "node:os";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { matchRoute } from "#lib/api/route-match";
import { ERROR_CODES, type ErrorCode } from "#lib/errors";
import type { Freshness } from "#lib/kubernetes/types";
import { MEMORY_BUDGETS, MEMORY_KINDS, type MemoryKind, type MemoryUse } from "#lib/server/memory";
import { shared } from "#lib/server/shared";

/** The clusters' watches, by how current they are. */
const WATCH_STATES = ["connecting", "live", "away"] as const satisfies readonly Freshness["state"][];

export const REQUEST_STATES = ["open", "approved", "merged", "closed"] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

function metrics() {
  return shared("metrics", createMetrics);
}

function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    ...createApiMetrics([registry]),
    ...createNeighbourMetrics([registry]),
    ...createFigureMetrics([registry]),
  };
}

function createApiMetrics(registers: Registry[]) {
  const problems = new Counter({
    name: "vitrine_problems_total",
    help: "Refusals and failures of the HTTP API, by the code of the problem.",
    labelNames: ["code"],
    registers,
  });
  for (const code of ERROR_CODES) problems.inc({ code }, 0);
  const actions = new Counter({
    name: "vitrine_actions_total",
    help: "Lines of the audit.",
    labelNames: ["action", "result"],
    registers,
  });
  return {
    problems,
    actions,
    deliveries: new Counter({
      name: "vitrine_event_deliveries_total",
      help: "Attempts to deliver an event to a webhook of the configuration.",
      labelNames: ["receiver", "result"],
      registers,
    }),
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
  };
}

/** What the portal notes of its calls to clusters, Git hosts and identity providers. Names come from the configuration. */
function createNeighbourMetrics(registers: Registry[]) {
  return {
    outgoing: new Counter({
      name: "vitrine_outgoing_calls_total",
      help: "Calls to clusters, Git hosts and identity providers. The status `none` is a call without an answer.",
      labelNames: ["neighbour", "name", "call", "status"],
      registers,
    }),
    outgoingDuration: new Histogram({
      name: "vitrine_outgoing_call_duration_seconds",
      help: "Time until the headers of the answer of a neighbour.",
      labelNames: ["neighbour", "name", "call"],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
      registers,
    }),
    quotaRemaining: new Gauge({
      name: "vitrine_git_host_quota_remaining",
      help: "Calls that the Git host still allows the account of the last call.",
      labelNames: ["name"],
      registers,
    }),
    quotaLimit: new Gauge({
      name: "vitrine_git_host_quota_limit",
      help: "Calls that the Git host allows that account in its period.",
      labelNames: ["name"],
      registers,
    }),
    clusterLive: new Gauge({
      name: "vitrine_cluster_live",
      help: "1 when the cluster answers and its caches are current.",
      labelNames: ["cluster"],
      registers,
    }),
    watches: new Gauge({
      name: "vitrine_watches",
      help: "Watches of a cluster, by how current they are.",
      labelNames: ["cluster", "state"],
      registers,
    }),
    gitReachable: new Gauge({
      name: "vitrine_git_reachable",
      help: "1 when the portal can read the target branch of the repository.",
      labelNames: ["repository"],
      registers,
    }),
  };
}

function createFigureMetrics(registers: Registry[]) {
  const budgets = new Gauge({
    name: "vitrine_memory_budget_bytes",
    help: "The most that a kind of things may need in memory, as JSON.",
    labelNames: ["kind"],
    registers,
  });
  for (const kind of MEMORY_KINDS) budgets.set({ kind }, MEMORY_BUDGETS[kind] * 2 ** 20);
  return {
    entries: new Gauge({ name: "vitrine_catalog_entries", help: "Offers in the catalog.", registers }),
    requestStates: new Gauge({
      name: "vitrine_requests",
      help: "Requests by state. An approved one is open and waits for its merge.",
      labelNames: ["state"],
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
    memoryLimit: new Gauge({
      name: "vitrine_memory_limit_bytes",
      help: "The memory that the process can use: the limit of its container, or that of the machine.",
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

/** Counts a refusal or failure of the HTTP API. */
export function countProblem(code: ErrorCode): void {
  metrics().problems.inc({ code });
}

/** Counts a line of the audit. An action that is the method of a call, which strangers can make up, counts as `other`. */
export function countAction(action: string, result: string): void {
  metrics().actions.inc({ action: /^[a-z-]+$/.test(action) ? action : "other", result });
}

/** How an attempt to deliver an event ended. A dropped event is never sent again. */
export const DELIVERY_RESULTS = ["delivered", "retried", "dropped"] as const;

/** Counts an attempt to deliver an event. The receiver is a host of the configuration. */
export function countDelivery(receiver: string, result: (typeof DELIVERY_RESULTS)[number], by = 1): void {
  metrics().deliveries.inc({ receiver, result }, by);
}

export function countStreams(open: number): void {
  metrics().streams.set(open);
}

/** Counts a call to a neighbour, with the seconds until the headers of its answer. */
export function countOutgoing(labels: OutgoingLabels, seconds: number): void {
  const { status, ...known } = labels;
  const { outgoing, outgoingDuration } = metrics();
  outgoing.inc({ ...known, status });
  outgoingDuration.observe(known, seconds);
}

interface OutgoingLabels {
  neighbour: string;
  name: string;
  call: string;
  status: number | "none";
}

/** Notes how many calls a Git host still allows. */
export function noteQuota(name: string, { remaining, limit }: { remaining: number; limit: number }): void {
  metrics().quotaRemaining.set({ name }, remaining);
  metrics().quotaLimit.set({ name }, limit);
}

export interface PortalFigures {
  entries: number;
  clusters: readonly { name: string; live: boolean; watches: readonly Freshness["state"][] }[];
  repositories: readonly { name: string; reachable: boolean }[];
  requests: Record<RequestState, number>;
  memory: Record<MemoryKind, MemoryUse>;
}

/** The Prometheus text format, with the figures as they are now. */
export async function printMetrics(figures: PortalFigures | undefined): Promise<string> {
  const { registry, memoryLimit } = metrics();
  memoryLimit.set(Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()));
  if (figures) setFigures(figures);
  return registry.metrics();
}

function setFigures({ entries, clusters, repositories, requests, memory }: PortalFigures): void {
  const all = metrics();
  all.entries.set(entries);
  for (const { name: cluster, live, watches } of clusters) {
    all.clusterLive.set({ cluster }, live ? 1 : 0);
    for (const state of WATCH_STATES) {
      all.watches.set({ cluster, state }, watches.filter((one) => one === state).length);
    }
  }
  for (const { name, reachable } of repositories) {
    all.gitReachable.set({ repository: name }, reachable ? 1 : 0);
  }
  for (const state of REQUEST_STATES) all.requestStates.set({ state }, requests[state]);
  for (const kind of MEMORY_KINDS) {
    const { items, bytes } = memory[kind];
    all.memoryItems.set({ kind }, items);
    all.memoryBytes.set({ kind }, Math.round(bytes));
  }
}
