import { type Backoff, createBackoff } from "#lib/async/backoff";
import { type Clock, waitFor } from "#lib/async/clock";
import { type PortalError, toPortalError } from "#lib/errors";
import {
  isExpired,
  isKubernetesApiError,
  KubernetesApiError,
  noAnswer,
} from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { listObjects, type Selection } from "#lib/kubernetes/watch/object-list";
import { openWatch, type WatchEvent } from "#lib/kubernetes/watch/watch-stream";
import { startWatchdog, type Watchdog } from "#lib/kubernetes/watch/watchdog";

/** Where a reflector puts what it sees. */
export interface ReflectorSink {
  /** This is the whole truth. */
  replace(objects: readonly KubernetesObject[]): void;
  upsert(object: KubernetesObject): void;
  remove(object: KubernetesObject): void;
  /** The API server was heard: what the sink has is the truth of this moment. */
  live(): void;
  /** What the sink has may be out of date from now on. */
  away(error: PortalError): void;
}

export interface ReflectorConfig {
  client: ClusterClient;
  resource: ResourceType;
  selection: Selection;
  clock: Clock;
}

/** The API server ends a watch itself after 5 to 10 minutes, not all at once, so that none hangs for ever. */
const MIN_WATCH_SECONDS = 300;
/** A watch that lived this long, or brought something, was a good one. */
const HEALTHY_WATCH = 5_000;
/** Milliseconds until a watch must be accepted. */
const OPEN_PATIENCE = 10_000;
/** The API server sends a bookmark every 60 to 75 s; a server without bookmarks merely gets the watch opened anew. */
const IDLE_PATIENCE = 90_000;

/** What one reflector remembers between its tries. */
interface Position {
  /** The watch continues from here; absent: list first. */
  resourceVersion: string | undefined;
  /** True when it expired since the last good watch. */
  expired: boolean;
}

/**
 * Keeps the sink equal to the API server's objects until the signal aborts; never throws.
 * It lists in pages, watches from the list's resource version, and resumes a watch that ended where it ended. It lists
 * anew only when that version is too old (410) or the server refuses it. As client-go's reflector does.
 */
export async function runReflector(
  config: ReflectorConfig,
  sink: ReflectorSink,
  signal: AbortSignal,
): Promise<void> {
  const position: Position = { resourceVersion: undefined, expired: false };
  const backoff = createBackoff(config.clock);
  while (!signal.aborted) {
    try {
      position.resourceVersion ??= await list(config, sink, signal);
      await watch(config, sink, signal, position);
      position.expired = false;
      backoff.reset();
    } catch (error) {
      if (!signal.aborted) await waitFor(config.clock, judge(error, sink, position, backoff), signal);
    }
  }
}

/** Decides from where to go on after a failure, and how many milliseconds to wait before. */
function judge(error: unknown, sink: ReflectorSink, position: Position, backoff: Backoff): number {
  if (!canResume(error)) position.resourceVersion = undefined;
  if (isExpired(error) && !position.expired) {
    // The way of the world after a quiet hour or a restart: listing anew at once repairs it, nobody need know.
    position.expired = true;
    return 0;
  }
  sink.away(toPortalError(error));
  const asked = isKubernetesApiError(error) ? (error.retryAfterSeconds ?? 0) : 0;
  return Math.max(asked * 1_000, backoff.next(isRefused(error)));
}

/** No answer, or not now: the same watch is worth another try. What was answered otherwise needs a new list. */
function canResume(error: unknown): boolean {
  return isKubernetesApiError(error) && [0, 429, 503].includes(error.httpStatus);
}

/** The server understood and said no. A resource that is not found may just have come, or its reflector is stopped. */
function isRefused(error: unknown): boolean {
  if (!isKubernetesApiError(error)) return true;
  return error.code !== "cluster-unavailable" && ![404, 410].includes(error.httpStatus);
}

async function list(config: ReflectorConfig, sink: ReflectorSink, signal: AbortSignal): Promise<string> {
  const { items, resourceVersion } = await listObjects(config.client, config.resource, {
    ...config.selection,
    signal,
  });
  // A list that arrives after the stop must not fill a sink that nobody empties any more.
  signal.throwIfAborted();
  sink.replace(items);
  sink.live();
  return resourceVersion;
}

/**
 * Watches until the stream ends, by the server, a lost connection or long silence: each of them may be resumed.
 * Throws when the watch is not accepted, ends at once without a word, or sends an ERROR event or what cannot be read.
 */
async function watch(config: ReflectorConfig, sink: ReflectorSink, signal: AbortSignal, position: Position) {
  const { clock, client } = config;
  const started = clock.now();
  const watchdog = startWatchdog(clock, OPEN_PATIENCE, signal);
  try {
    const events = await open(config, position, watchdog);
    sink.live();
    watchdog.hear(IDLE_PATIENCE);
    const heard = await consume(events, sink, position, watchdog);
    if (!heard && clock.now() - started < HEALTHY_WATCH) throw endedAtOnce(client);
  } finally {
    watchdog.stop();
  }
}

async function open(config: ReflectorConfig, position: Position, watchdog: Watchdog) {
  const { client, resource, selection, clock } = config;
  try {
    return await openWatch(client, resource, {
      ...selection,
      resourceVersion: position.resourceVersion ?? "",
      timeoutSeconds: Math.round(MIN_WATCH_SECONDS * (1 + clock.random())),
      signal: watchdog.signal,
    });
  } catch (error) {
    throw watchdog.bit() ? noAnswer(client.name, client.server, { code: "ETIMEDOUT" }) : error;
  }
}

/** Delivers the events until the stream ends; true when there was one. */
async function consume(
  events: AsyncIterable<WatchEvent>,
  sink: ReflectorSink,
  position: Position,
  watchdog: Watchdog,
): Promise<boolean> {
  let heard = false;
  try {
    for await (const event of events) {
      watchdog.signal.throwIfAborted();
      watchdog.hear(IDLE_PATIENCE);
      heard = true;
      deliver(event, sink, position);
    }
    sink.live();
  } catch (error) {
    if (watchdog.signal.aborted) return heard;
    if (!isKubernetesApiError(error) || !LOST_CONNECTION.has(error.reason)) throw error;
    // The peer closed it: all it sent until now has arrived. A connection that timed out does not say so.
    if (error.reason !== "ETIMEDOUT") sink.live();
  }
  return heard;
}

const LOST_CONNECTION = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT"]);

function deliver(event: WatchEvent, sink: ReflectorSink, position: Position): void {
  if (event.type === "upsert") sink.upsert(event.object);
  if (event.type === "remove") sink.remove(event.object);
  position.resourceVersion = event.resourceVersion;
  sink.live();
}

function endedAtOnce(client: ClusterClient): KubernetesApiError {
  return new KubernetesApiError("cluster-unavailable", {
    detail: `The cluster ${client.name} ends each watch as soon as it begins.`,
    suggestion: "If it stays, check what stands between the portal and the API server, a proxy for example.",
    httpStatus: 0,
    reason: "WatchEndedAtOnce",
  });
}
