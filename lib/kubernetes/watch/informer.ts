import { type Clock, orAborted } from "#lib/async/clock";
import type { PortalError } from "#lib/errors";
import type {
  Freshness,
  Informer,
  InformerEvent,
  KubernetesObject,
  ResourceType,
} from "#lib/kubernetes/types";
import { createObjectStore } from "#lib/kubernetes/watch/object-store";
import type { ReflectorSink } from "#lib/kubernetes/watch/reflector";
import { createWatchRecord, type WatchHistory } from "#lib/kubernetes/watch/watch-record";

export type InformerListener = (event: InformerEvent<KubernetesObject>) => void;

export interface InformerOptions {
  resource: ResourceType;
  clock: Clock;
  /** Called with errors that a listener threw. Other listeners still get their event. */
  onListenerError: (error: unknown) => void;
}

/** An informer, and the sink that fills it. */
export interface InformerCache extends Omit<Informer, "close"> {
  sink: ReflectorSink;
  history(): WatchHistory;
  /** The kind is not served, so the cache is empty; its freshness is that of discovery. */
  markAbsent(discovery: Freshness): void;
  /** Discovery has never answered, so nothing is known. The error, if any, is discovery's. */
  markUnknown(discovery: Freshness): void;
  /** The kind is served as this resource, possibly in another version than before. */
  markServed(resource: ResourceType): void;
}

/**
 * The watch cache behind an informer. Listeners are called in order after the store has changed, each in its
 * own try. The store can be newer than the event.
 */
export function createInformerCache(options: InformerOptions): InformerCache {
  const { clock, onListenerError } = options;
  const store = createObjectStore();
  const record = createWatchRecord(clock.now);
  const subscriptions = new Set<{ listener: InformerListener }>();
  let resolveSynced = () => {};
  const synced = new Promise<void>((resolve) => {
    resolveSynced = resolve;
  });
  let resource = options.resource;
  let hasSynced = false;
  let freshness: Freshness = { state: "connecting" };

  function tell(listener: InformerListener, event: InformerEvent<KubernetesObject>): void {
    try {
      listener(event);
    } catch (error) {
      onListenerError(error);
    }
  }

  /**
   * A listener that subscribes in between has already got the new state, so only earlier listeners are
   * called.
   */
  function publish(events: readonly InformerEvent<KubernetesObject>[]): void {
    const audience = [...subscriptions];
    for (const event of events) {
      for (const subscription of audience) {
        if (subscriptions.has(subscription)) tell(subscription.listener, event);
      }
    }
  }

  function replace(objects: readonly KubernetesObject[]): void {
    const changes = store.replace(objects);
    const first = !hasSynced;
    hasSynced = true;
    publish(first ? [...changes, { type: "synced" }] : changes);
    if (first) resolveSynced();
  }

  /** The time advances without an event; only a change of state is an event. */
  function setFreshness(next: Freshness): void {
    const changed =
      next.state !== freshness.state || (next.state === "away" && isOtherError(next, freshness));
    freshness = next;
    if (changed) publish([{ type: "freshness", freshness }]);
  }

  const live = () => setFreshness({ state: "live", asOf: new Date(clock.now()).toISOString() });
  const away = (error: PortalError) => {
    record.failed(error.detail);
    const asOf = freshness.state === "connecting" ? undefined : freshness.asOf;
    setFreshness({ state: "away", asOf, error: error.detail, code: error.code });
  };

  return {
    get resource() {
      return resource;
    },
    list: store.list,
    get: store.get,
    hasSynced: () => hasSynced,
    whenSynced: (signal) => orAborted(synced, signal),
    freshness: () => freshness,
    subscribe(listener) {
      for (const object of store.list()) tell(listener, { type: "added", object });
      if (hasSynced) tell(listener, { type: "synced" });
      tell(listener, { type: "freshness", freshness });
      const subscription = { listener };
      subscriptions.add(subscription);
      return () => subscriptions.delete(subscription);
    },
    sink: {
      replace(objects) {
        record.listed();
        replace(objects);
      },
      upsert(object) {
        record.changed();
        publish(store.put(object));
      },
      remove(object) {
        record.changed();
        publish(store.remove(object));
      },
      live,
      away,
    },
    history: record.history,
    markAbsent(discovery) {
      replace([]);
      setFreshness(discovery);
    },
    markUnknown: setFreshness,
    markServed(served) {
      resource = served;
    },
  };
}

function isOtherError(next: Freshness & { state: "away" }, previous: Freshness): boolean {
  return previous.state === "away" && previous.error !== next.error;
}
