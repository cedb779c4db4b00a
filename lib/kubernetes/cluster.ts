import { type Clock, systemClock } from "#lib/async/clock";
import { createAccessReview, type ReviewAccess } from "#lib/kubernetes/access/access-review";
import { createReviewCounter, type ReviewFigures } from "#lib/kubernetes/access/review-counter";
import { createDiscovery, type Discovery } from "#lib/kubernetes/discovery/discovery";
import { parseObject } from "#lib/kubernetes/objects/object";
import type { ResolvedReference } from "#lib/kubernetes/objects/reference";
import { isNotFound, malformedAnswer } from "#lib/kubernetes/transport/api-error";
import { type ClusterClient, type ClusterConfig, connectCluster } from "#lib/kubernetes/transport/client";
import { buildResourcePath } from "#lib/kubernetes/transport/resource-path";
import type { Freshness, KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { watchServedResources } from "#lib/kubernetes/watch/cluster-freshness";
import { createInformerFactory, type InformerFactory } from "#lib/kubernetes/watch/informer-factory";
import { hasObjects, type ListOptions, listObjects } from "#lib/kubernetes/watch/object-list";

export interface OpenClusterOptions extends ClusterConfig {
  clock?: Clock;
  /** Called with errors that a listener threw. Default: a process warning. */
  onListenerError?: (error: unknown) => void;
  /** Milliseconds that an unused informer stays running. Default: one minute. */
  idleGrace?: number;
}

/** All calls of the portal to one cluster. */
export interface Cluster {
  readonly name: string;
  readonly client: ClusterClient;
  readonly discovery: Discovery;
  readonly informers: InformerFactory;
  /** Whether the API server answers. One forbidden kind does not count; its informer reports that. */
  freshness(): Freshness;
  /** Called when the state of the freshness changes. Returns unsubscribe. */
  subscribeFreshness(listener: (freshness: Freshness) => void): () => void;
  /** Reads one object from the API server; `undefined` for an absent one. */
  get(object: ResolvedReference, signal?: AbortSignal): Promise<KubernetesObject | undefined>;
  /** Lists all objects of a selection from the API server. */
  list(resource: ResourceType, options?: ListOptions): Promise<KubernetesObject[]>;
  /** Whether there is any object of the resource in a namespace, or anywhere. Reads the metadata of one. */
  hasObjects(resource: ResourceType, options: Pick<ListOptions, "namespace" | "signal">): Promise<boolean>;
  /** Whether this person has the access. Results are cached for 10 s. */
  reviewAccess: ReviewAccess;
  /** How the calls of `reviewAccess` went. */
  reviewFigures(): ReviewFigures;
  /** Stops every watch and closes the connections. */
  close(): void;
}

/**
 * Opens a cluster. It connects in the background and keeps retrying, so an unreachable cluster is not an
 * error here. Throws `misconfigured` for an unusable kubeconfig.
 */
export function openCluster(options: OpenClusterOptions): Cluster {
  const { clock = systemClock, onListenerError = warn, idleGrace } = options;
  const client = connectCluster(options);
  const discovery = createDiscovery(client, clock, onListenerError);
  const informers = createInformerFactory({ client, discovery, clock, onListenerError, idleGrace });
  const serving = watchServedResources({ client, discovery, informers, clock, onListenerError });
  const counter = createReviewCounter(clock.now);
  return {
    name: options.name,
    client,
    discovery,
    informers,
    freshness: serving.current,
    subscribeFreshness: serving.subscribe,
    get: (object, signal) => getObject(client, object, signal),
    list: async (resource, listOptions) => (await listObjects(client, resource, listOptions)).items,
    hasObjects: (resource, options) => hasObjects(client, resource, options),
    reviewAccess: createAccessReview(client, { clock, counter }),
    reviewFigures: counter.figures,
    close() {
      serving.close();
      informers.close();
      discovery.close();
      client.close();
    },
  };
}

async function getObject(
  client: ClusterClient,
  { type, namespace, name }: ResolvedReference,
  signal: AbortSignal | undefined,
): Promise<KubernetesObject | undefined> {
  const body = await client
    .request("GET", buildResourcePath(type, namespace, name), { signal })
    .catch((error) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
  if (body === undefined) return undefined;
  try {
    return parseObject(body);
  } catch (cause) {
    throw malformedAnswer(client.name, `the response is not a ${type.kind}`, cause);
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
