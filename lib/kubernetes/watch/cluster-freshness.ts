import type { PortalError } from "#lib/errors";
import type { Discovery } from "#lib/kubernetes/discovery/discovery";
import type { Freshness, Informer } from "#lib/kubernetes/types";
import { startHeartbeat } from "#lib/kubernetes/watch/heartbeat";
import type { InformerFactory, InformerFactoryOptions } from "#lib/kubernetes/watch/informer-factory";

export interface ClusterFreshness {
  current(): Freshness;
  subscribe(listener: (freshness: Freshness) => void): () => void;
  close(): void;
}

/** Objects whose changes affect what the API server serves. */
const SERVING = [
  { group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition", metadataOnly: true },
  { group: "apiregistration.k8s.io", version: "v1", kind: "APIService", metadataOnly: true },
];

/**
 * Keeps discovery up to date by watching CRDs and APIServices, and reports whether the cluster answers. These
 * watches lose their connection at once when the API server stops, and discovery notices its return. A
 * hanging API server keeps connections open; the heartbeat detects that.
 */
export function watchServedResources({
  client,
  discovery,
  informers,
  clock,
  onListenerError,
}: InformerFactoryOptions & { informers: InformerFactory }): ClusterFreshness {
  const watches = SERVING.map((request) => informers.informer(request));
  const listeners = new Set<(freshness: Freshness) => void>();
  const heartbeat = startHeartbeat(client, clock, () => publish());
  const current = () =>
    combineFreshness(
      discovery.freshness(),
      watches.map((watch) => watch.freshness()),
      heartbeat.failure(),
    );
  let last = current();

  function publish(): void {
    const next = current();
    const changed = next.state !== last.state;
    last = next;
    if (changed) for (const listener of [...listeners]) notifyListener(listener, next, onListenerError);
  }

  for (const watch of watches) invalidateOnChange(watch, discovery, publish);
  const unsubscribe = discovery.subscribe(publish);
  return {
    current,
    subscribe(listener) {
      const own = (freshness: Freshness) => listener(freshness);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    close() {
      unsubscribe();
      heartbeat.close();
      for (const watch of watches) watch.close();
    },
  };
}

function invalidateOnChange(watch: Informer, discovery: Discovery, publish: () => void): void {
  let synced = false;
  watch.subscribe((event) => {
    if (event.type === "synced") synced = true;
    else if (event.type === "freshness") {
      if (event.freshness.state === "away") discovery.invalidate();
      publish();
    } else if (synced) discovery.invalidate();
  });
}

/** A forbidden watch does not concern the connection. An unanswered one concerns the whole cluster. */
function combineFreshness(
  discovery: Freshness,
  watches: Freshness[],
  silence: PortalError | undefined,
): Freshness {
  const asOf = [discovery, ...watches]
    .map(readAsOf)
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
  if (discovery.state === "connecting") return discovery;
  if (discovery.state === "away") return { ...discovery, asOf };
  if (silence) return { state: "away", asOf, error: silence.detail, code: silence.code };
  const lost = watches.find((watch) => watch.state === "away" && watch.code === "cluster-unavailable");
  return lost ?? { state: "live", asOf: asOf ?? discovery.asOf };
}

function readAsOf(freshness: Freshness): string | undefined {
  return freshness.state === "connecting" ? undefined : freshness.asOf;
}

function notifyListener(
  listener: (freshness: Freshness) => void,
  freshness: Freshness,
  onError: (error: unknown) => void,
): void {
  try {
    listener(freshness);
  } catch (error) {
    onError(error);
  }
}
