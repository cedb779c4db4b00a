import type { Clock } from "#lib/async/clock";
import type { PortalError } from "#lib/errors";
import type { Discovery } from "#lib/kubernetes/discovery/discovery";
import { isNotFound } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import type { Freshness, Informer, ResourceType } from "#lib/kubernetes/types";
import { createInformerCache, type InformerCache } from "#lib/kubernetes/watch/informer";
import type { Selection } from "#lib/kubernetes/watch/object-list";
import { type ReflectorSink, runReflector } from "#lib/kubernetes/watch/reflector";
import type { WatchHistory } from "#lib/kubernetes/watch/watch-record";

/** The objects to watch. Plural and scope come from discovery. */
export interface InformerRequest extends Selection {
  group: string;
  /** Absent: the preferred version, also after it changes. */
  version?: string;
  kind: string;
}

export interface InformerFactory {
  /**
   * A handle on the one shared informer of this request. The first handle starts it, and it stops some time
   * after the last handle is closed. While the kind is not served, the informer is synced and empty,
   * `resource.plural` is `""`, and it starts automatically when the kind is served.
   *
   * Where an informer of all namespaces is synced, it serves the request for one of them: the handle shows that
   * namespace, and no further watch starts.
   */
  informer(request: InformerRequest): Informer;
  /** The running informers. */
  running(): readonly Informer[];
  /** How each running informer does, one entry each. */
  figures(): readonly WatchFigures[];
  close(): void;
}

/** One watch of one cluster. */
export interface WatchFigures extends WatchHistory {
  resource: ResourceType;
  request: InformerRequest;
  objects: number;
  freshness: Freshness;
}

export interface InformerFactoryOptions {
  client: ClusterClient;
  discovery: Discovery;
  clock: Clock;
  onListenerError: (error: unknown) => void;
  /**
   * Milliseconds that an informer stays after its last handle, because the next page usually needs the same.
   */
  idleGrace?: number;
}

const IDLE_GRACE = 60_000;

export function createInformerFactory(options: InformerFactoryOptions): InformerFactory {
  const shared = new Map<string, SharedInformer>();
  const { clock, idleGrace = IDLE_GRACE } = options;

  function acquire(request: InformerRequest): SharedInformer {
    const key = keyOf(request);
    const known = shared.get(key) ?? startShared(options, request);
    shared.set(key, known);
    known.cancelStop();
    known.handles += 1;
    return known;
  }

  /** Its own informer may be able to list a namespace where the cluster refuses the list of all. */
  function servesAll(request: InformerRequest): boolean {
    if (request.namespace === undefined || shared.has(keyOf(request))) return false;
    const all = shared.get(keyOf(omitNamespace(request)))?.cache;
    return all?.hasSynced() === true && all.freshness().state === "live";
  }

  function release(request: InformerRequest, one: SharedInformer): void {
    one.handles -= 1;
    if (one.handles > 0) return;
    one.cancelStop = clock.after(idleGrace, () => {
      one.stop();
      shared.delete(keyOf(request));
    });
  }

  return {
    informer(request) {
      const own = servesAll(request) ? omitNamespace(request) : request;
      const one = acquire(own);
      const scope = own === request ? undefined : request.namespace;
      return createHandle(one.cache, () => release(own, one), scope);
    },
    running: () => [...shared.values()].map(({ cache }) => createHandle(cache, () => {})),
    figures: () => [...shared.values()].map(({ cache, request }) => describeWatch(cache, request)),
    close() {
      for (const one of shared.values()) {
        one.cancelStop();
        one.stop();
      }
      shared.clear();
    },
  };
}

function omitNamespace({ namespace: _namespace, ...request }: InformerRequest): InformerRequest {
  return request;
}

function describeWatch(cache: InformerCache, request: InformerRequest): WatchFigures {
  const { resource, list, freshness, history } = cache;
  return { resource, request, objects: list().length, freshness: freshness(), ...history() };
}

interface SharedInformer {
  cache: InformerCache;
  request: InformerRequest;
  handles: number;
  /** Cancels a scheduled stop. */
  cancelStop: () => void;
  stop: () => void;
}

function keyOf(request: InformerRequest): string {
  const { group, version, kind, namespace, labelSelector, fieldSelector, metadataOnly = false } = request;
  return JSON.stringify([group, version, kind, namespace, labelSelector, fieldSelector, metadataOnly]);
}

/** Runs a reflector while discovery has the kind; without it the cache is empty and reports that. */
function startShared(options: InformerFactoryOptions, request: InformerRequest): SharedInformer {
  const { client, discovery, clock, onListenerError } = options;
  const cache = createInformerCache({ resource: unserved(client.name, request), clock, onListenerError });
  let running: { resource: ResourceType; reflector: AbortController } | undefined;

  function follow(): void {
    if (!discovery.hasLoaded()) {
      cache.markUnknown(discovery.freshness());
      return;
    }
    const served = findServed(discovery, request, running?.resource);
    if (!served || !running || !isSameResource(served, running.resource)) restart(served);
    if (!served) cache.markAbsent(discovery.freshness());
  }

  function restart(served: ResourceType | undefined): void {
    running?.reflector.abort(new Error("the resource is no longer served as it was"));
    running = served && { resource: served, reflector: new AbortController() };
    if (!running) return;
    cache.markServed(running.resource);
    const config = { client, resource: running.resource, selection: request, clock };
    void runReflector(config, watchAbsence(cache.sink, discovery), running.reflector.signal);
  }

  const unsubscribe = discovery.subscribe(follow);
  follow();
  return {
    cache,
    request,
    handles: 0,
    cancelStop: () => {},
    stop() {
      unsubscribe();
      running?.reflector.abort(new Error("the informer is stopped"));
    },
  };
}

/** Keeps its version while that is served, so that a new preferred version does not reload everything. */
function findServed(discovery: Discovery, request: InformerRequest, current: ResourceType | undefined) {
  return (current && discovery.findByKind(current)) ?? discovery.findByKind(request);
}

/** A "not found" response can mean a removed resource or a temporary state: discovery decides. */
function watchAbsence(sink: ReflectorSink, discovery: Discovery): ReflectorSink {
  return {
    ...sink,
    away(error: PortalError) {
      if (isNotFound(error)) discovery.invalidate();
      sink.away(error);
    },
  };
}

function isSameResource(one: ResourceType, other: ResourceType): boolean {
  return one.version === other.version && one.plural === other.plural && one.namespaced === other.namespaced;
}

function unserved(cluster: string, { group, version = "", kind }: InformerRequest): ResourceType {
  return { cluster, group, version, kind, plural: "", namespaced: false };
}

/**
 * One user's handle on a shared informer. Closing it ends only this user's subscriptions.
 * @param scope the one namespace that the handle shows; absent: all that the informer has
 */
function createHandle(cache: InformerCache, release: () => void, scope?: string): Informer {
  const unsubscribes = new Set<() => void>();
  const isInScope = (namespace: string | undefined) => scope === undefined || namespace === scope;
  let closed = false;
  return {
    get resource() {
      return cache.resource;
    },
    list: (namespace = scope) => (isInScope(namespace) ? cache.list(namespace) : []),
    get: (namespace, name) => (isInScope(namespace) ? cache.get(namespace, name) : undefined),
    hasSynced: cache.hasSynced,
    whenSynced: cache.whenSynced,
    freshness: cache.freshness,
    subscribe(listener) {
      if (closed) return () => {};
      const end = cache.subscribe((event) => {
        if (!("object" in event) || isInScope(event.object.metadata.namespace)) listener(event);
      });
      const unsubscribe = () => {
        end();
        unsubscribes.delete(unsubscribe);
      };
      unsubscribes.add(unsubscribe);
      return unsubscribe;
    },
    close() {
      if (closed) return;
      closed = true;
      for (const unsubscribe of [...unsubscribes]) unsubscribe();
      release();
    },
  };
}
