/** What the portal's own metrics say of it: whether its event loop stood still, and whether it grows. */
import { expect } from "@playwright/test";
import { readJson } from "./http";
import type { Stage } from "./stage";

export interface Metrics {
  text: string;
  /** The portal's own time series, without those that count calls. Node.js has a few more for each kind of its garbage. */
  series: readonly string[];
  /** The method and the route of each kind of call that is counted: `GET /api/v1/catalog`. */
  calls: readonly string[];
  /** The value of the one series of this name; 0 where there is none. */
  value(name: string): number;
}

/** Reads `/api/metrics`. Reading begins a new measurement of the event loop's delay. */
export async function readMetrics({ asNobody }: Pick<Stage, "asNobody">): Promise<Metrics> {
  const { status, text } = await asNobody({ path: "/api/metrics" });
  expect(status).toBe(200);
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return {
    text,
    series: lines
      .filter((line) => line.startsWith("vitrine_") && !COUNTED.some((prefix) => line.startsWith(prefix)))
      .map((line) => line.slice(0, line.lastIndexOf(" "))),
    calls: lines
      .filter((line) => line.startsWith(CALLS))
      .map((line) => `${readLabel(line, "method")} ${readLabel(line, "route")}`),
    value(name) {
      const line = lines.find((candidate) => candidate.startsWith(`${name} `));
      return Number(line?.slice(name.length + 1) ?? 0);
    },
  };
}

const CALLS = "vitrine_http_";
/** Series that begin with their first event, and whose labels come from the contract and the configuration alone. */
const COUNTED = [CALLS, "vitrine_outgoing_", "vitrine_actions_"];
const readLabel = (line: string, name: string) => line.match(`[{,]${name}="([^"]*)"`)?.[1] ?? "";

/**
 * Expects that nobody can make time series without end: each kind of call is a route of the API's description with a
 * method that it takes, or with any other, and nothing else grew.
 */
export async function expectBoundedSeries(stage: Stage, before: Metrics, after: Metrics): Promise<void> {
  const { paths } = readJson(await stage.asNobody({ path: "/api/v1/openapi.json" }));
  const routes: [string, object][] = [
    ...Object.entries<object>(paths),
    ["/api/auth/{action}", { get: {}, post: {} }],
    ["unknown", {}],
  ];
  const known = routes.flatMap(([route, methods]) =>
    [...Object.keys(methods).map((method) => method.toUpperCase()), "HEAD", "OPTIONS", "other"].map(
      (method) => `${method} ${route}`,
    ),
  );
  const unknown = after.calls.filter((call) => !known.includes(call));
  expect([...new Set(unknown)], "calls with time series").toEqual([]);
  expect(after.series, "time series that count no calls").toEqual(before.series);
}

/**
 * Milliseconds that no input may keep the event loop for. lib/request/plan/blocking.test.ts holds the same in processor
 * time, for inputs that one could make up. The portal's histogram counts the 10 ms between two looks as well:
 * https://nodejs.org/api/perf_hooks.html#perf_hooksmonitoreventloopdelayoptions
 */
export const LONGEST_BLOCK = 50;
const RESOLUTION = 10;
/** Machines have other things to do, and collect garbage: what blocks does so each time that it is tried alone. */
const TRIES = 20;

/**
 * The least time, in milliseconds, for which the event loop stood still while `attack` went on; of up to twenty tries,
 * of which the first good one is enough. What the machine itself keeps the process from running is measured for the
 * same while without the attack, and taken off.
 */
export async function measureBlock(stage: Stage, attack: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES && least > LONGEST_BLOCK; attempt += 1) {
    const started = performance.now();
    const lag = await measureLag(stage, attack);
    const took = performance.now() - started;
    const machine = lag > LONGEST_BLOCK ? await measureLag(stage, () => askFor(stage, took)) : 0;
    least = Math.min(least, lag - machine);
  }
  return least;
}

async function measureLag(stage: Stage, action: () => Promise<unknown>): Promise<number> {
  await readMetrics(stage);
  await action();
  return (await readMetrics(stage)).value("nodejs_eventloop_lag_max_seconds") * 1_000 - RESOLUTION;
}

/** Asks whether the portal is alive, one call after another, for so many milliseconds. */
async function askFor({ asNobody }: Pick<Stage, "asNobody">, milliseconds: number): Promise<void> {
  for (const end = performance.now() + milliseconds; performance.now() < end; )
    await asNobody({ path: "/api/healthz" });
}
