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

/** The target of a reflector's results. */
export interface ReflectorSink {
  /** Replaces all objects. */
  replace(objects: readonly KubernetesObject[]): void;
  upsert(object: KubernetesObject): void;
  remove(object: KubernetesObject): void;
  /** The API server responded: the sink's content is correct at this moment. */
  live(): void;
  /** The sink's content may be out of date from now on. */
  away(error: PortalError): void;
}

export interface ReflectorConfig {
  client: ClusterClient;
  resource: ResourceType;
  selection: Selection;
  clock: Clock;
}

/** Watches end after 5 to 10 minutes, at different times, so that none hangs forever. */
const MIN_WATCH_SECONDS = 300;
/** A watch that lived this long, or delivered an event, counts as healthy. */
const HEALTHY_WATCH = 5_000;
/** Milliseconds until the server must accept a watch. */
const OPEN_PATIENCE = 10_000;
/** The API server sends a bookmark every 60 to 75 s. Without bookmarks, the watch is simply opened again. */
const IDLE_PATIENCE = 90_000;

/** A reflector's state between attempts. */
interface Position {
  /** The watch continues from here; absent: list first. */
  resourceVersion: string | undefined;
  /** True when it expired after the last healthy watch. */
  expired: boolean;
}

/**
 * Keeps the sink equal to the API server's objects until the signal aborts; never throws. Lists in pages,
 * watches from the list's resource version, and resumes an ended watch at its last version. Lists again only
 * when that version is too old (410) or the server refuses it. As client-go's reflector.
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

/** Decides where to continue after a failure, and how many milliseconds to wait. */
function judge(error: unknown, sink: ReflectorSink, position: Position, backoff: Backoff): number {
  if (!canResume(error)) position.resourceVersion = undefined;
  if (isExpired(error) && !position.expired) {
    // A 410 after a quiet hour or a restart is expected: list again without reporting an outage.
    position.expired = true;
    return 0;
  }
  sink.away(toPortalError(error));
  const asked = isKubernetesApiError(error) ? (error.retryAfterSeconds ?? 0) : 0;
  return Math.max(asked * 1_000, backoff.next(isRefused(error)));
}

/**
 * Without a response, or with a temporary error, the same watch is tried again. Other responses need a new
 * list.
 */
function canResume(error: unknown): boolean {
  return isKubernetesApiError(error) && [0, 429, 503].includes(error.httpStatus);
}

/**
 * The server refused. A resource that is not found may have just been created, or its reflector is being
 * stopped.
 */
function isRefused(error: unknown): boolean {
  if (!isKubernetesApiError(error)) return true;
  return error.code !== "cluster-unavailable" && ![404, 410].includes(error.httpStatus);
}

async function list(config: ReflectorConfig, sink: ReflectorSink, signal: AbortSignal): Promise<string> {
  const { items, resourceVersion } = await listObjects(config.client, config.resource, {
    ...config.selection,
    signal,
  });
  // A list that arrives after the stop must not fill the sink.
  signal.throwIfAborted();
  sink.replace(items);
  sink.live();
  return resourceVersion;
}

/**
 * Watches until the stream ends by the server, a lost connection or a long time without data; all of these
 * can be resumed. Throws when the watch is not accepted, ends at once without data, or sends an ERROR event
 * or invalid data.
 */
async function watch(config: ReflectorConfig, sink: ReflectorSink, signal: AbortSignal, position: Position) {
  const { clock, client } = config;
  const started = clock.now();
  const watchdog = startWatchdog(clock, OPEN_PATIENCE, signal);
  try {
    const events = await open(config, position, watchdog);
    sink.live();
    watchdog.reset(IDLE_PATIENCE);
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
    throw watchdog.hasExpired() ? noAnswer(client.name, client.server, { code: "ETIMEDOUT" }) : error;
  }
}

/** Delivers the events until the stream ends; true if there was one. */
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
      watchdog.reset(IDLE_PATIENCE);
      heard = true;
      deliver(event, sink, position);
    }
    sink.live();
  } catch (error) {
    if (watchdog.signal.aborted) return heard;
    if (!isKubernetesApiError(error) || !LOST_CONNECTION.has(error.reason)) throw error;
    // The peer closed the connection, so all its data has arrived. A timeout does not guarantee that.
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
    suggestion: "If the problem persists, check proxies between the portal and the API server.",
    httpStatus: 0,
    reason: "WatchEndedAtOnce",
  });
}
