import { createBackoff } from "#lib/async/backoff";
import { type Clock, orAborted, waitFor } from "#lib/async/clock";
import { callListeners } from "#lib/async/listeners";
import { toPortalError } from "#lib/errors";
import {
  mergeServedVersions,
  readServedVersions,
  type ServedResource,
  type ServedVersion,
} from "#lib/kubernetes/discovery/discovery-document";
import { malformedAnswer } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import type { Freshness, ResourceType } from "#lib/kubernetes/types";

/**
 * What the API server serves, as last known. All reads are synchronous; a kind that is not served is
 * `undefined`.
 */
export interface Discovery {
  /** Every version of every resource that can be listed, preferred versions first within a group. */
  all(): readonly ResourceType[];
  /** Without a version, the preferred one. */
  findByKind(type: { group: string; version?: string; kind: string }): ResourceType | undefined;
  findByPlural(type: { group: string; version?: string; plural: string }): ResourceType | undefined;
  /** False before the first successful read; nothing is known until then. */
  hasLoaded(): boolean;
  whenLoaded(signal?: AbortSignal): Promise<void>;
  freshness(): Freshness;
  /** Reads again now, because something changed or the connection failed. */
  invalidate(): void;
  /** Called when what is served, or the freshness, has changed. Returns unsubscribe. */
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** A newly established CRD appears in the discovery document after this delay: read again. */
const LOOK_AGAIN = [50, 100, 200, 500, 1_000, 3_000];
/** Extension servers appear and disappear without an event. */
const REFRESH_EVERY = 60_000;

/**
 * Reads discovery now, after each invalidation, and every minute; never throws. `onListenerError` gets errors
 * of listeners, which do not concern the cluster.
 */
export function createDiscovery(
  client: ClusterClient,
  clock: Clock,
  onListenerError?: (error: unknown) => void,
): Discovery {
  const closed = new AbortController();
  const backoff = createBackoff(clock);
  const listeners = new Set<() => void>();
  let versions: ServedVersion[] = [];
  let index = indexResources(client.name, versions);
  let freshness: Freshness = { state: "connecting" };
  // A CRD established just before this read can still be missing from the document.
  let lookAgain: number[] = [...LOOK_AGAIN];
  let wake = new AbortController();
  let resolveLoaded = () => {};
  const loaded = new Promise<void>((resolve) => {
    resolveLoaded = resolve;
  });

  function accept(next: ServedVersion[]): void {
    const before = JSON.stringify(versions);
    const wasLive = freshness.state === "live";
    versions = next;
    freshness = { state: "live", asOf: new Date(clock.now()).toISOString() };
    resolveLoaded();
    if (JSON.stringify(versions) !== before) index = indexResources(client.name, versions);
    else if (wasLive) return;
    callListeners(listeners, onListenerError);
  }

  function reject(error: unknown): void {
    const { detail, code } = toPortalError(
      isShapeError(error) ? malformedAnswer(client.name, "discovery", error) : error,
    );
    const asOf = freshness.state === "connecting" ? undefined : freshness.asOf;
    const known = freshness.state === "away" && freshness.error === detail;
    freshness = { state: "away", asOf, error: detail, code };
    if (!known) callListeners(listeners, onListenerError);
  }

  async function refresh(): Promise<number> {
    try {
      const read = await readServedVersions(client, closed.signal);
      const { versions: merged, unsure } = await mergeServedVersions(client, versions, read, closed.signal);
      accept(merged);
      backoff.reset();
      if (unsure && lookAgain.length === 0) lookAgain = [...LOOK_AGAIN];
      return lookAgain.shift() ?? REFRESH_EVERY;
    } catch (error) {
      if (!closed.signal.aborted) reject(error);
      return backoff.next(false);
    }
  }

  async function run(): Promise<void> {
    while (!closed.signal.aborted) {
      wake = new AbortController();
      const wait = await refresh();
      await waitFor(clock, wait, AbortSignal.any([closed.signal, wake.signal]));
    }
  }

  void run();
  return {
    all: () => index.all,
    findByKind: ({ group, version, kind }) => index.find(group, version, `kind ${kind}`),
    findByPlural: ({ group, version, plural }) => index.find(group, version, `plural ${plural}`),
    hasLoaded: () => versions.length > 0,
    whenLoaded: (signal) => orAborted(loaded, signal),
    freshness: () => freshness,
    invalidate() {
      lookAgain = [...LOOK_AGAIN];
      wake.abort();
    },
    subscribe(listener) {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    close: () => closed.abort(new Error("discovery is closed")),
  };
}

function indexResources(cluster: string, versions: ServedVersion[]) {
  const all = versions
    .flatMap((one) => one.resources ?? [])
    .map((resource) => toResourceType(cluster, resource));
  const found = new Map<string, ResourceType>();
  // The first one counts, because versions are in the order of preference.
  const note = (key: string, resource: ResourceType) => found.has(key) || found.set(key, resource);
  for (const resource of all) {
    for (const version of ["", resource.version]) {
      note(`${resource.group} ${version} kind ${resource.kind}`, resource);
      note(`${resource.group} ${version} plural ${resource.plural}`, resource);
    }
  }
  const find = (group: string, version = "", name: string) => found.get(`${group} ${version} ${name}`);
  return { all, find };
}

function toResourceType(
  cluster: string,
  { group, version, kind, plural, namespaced, categories, reportsStatus, unwatchable }: ServedResource,
): ResourceType {
  return {
    cluster,
    group,
    version,
    kind,
    plural,
    namespaced,
    ...(categories && { categories }),
    ...(reportsStatus && { reportsStatus }),
    ...(unwatchable && { unwatchable }),
  };
}

function isShapeError(error: unknown): boolean {
  return typeof error === "object" && error !== null && "issues" in error;
}
