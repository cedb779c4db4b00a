import "server-only";
import type { OfferedKind } from "#lib/catalog/catalog";
import type { CatalogEntry, CatalogRecord } from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { Informer, KubernetesObject, ObjectReference, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { unknownCluster } from "#lib/server/rules";

/** What an address of the API names. */
export interface ObjectAddress {
  cluster: string;
  group: string;
  version: string;
  plural: string;
  namespace: string | undefined;
  name: string;
}

/** The address in `cluster/group/version/plural/namespace/name`, each part escaped. Throws `invalid`. */
export function parseResourcePath(path: string): ObjectAddress {
  return buildAddress(path.split("/"));
}

/** The address that six parts of a path name; `_` is the core group and no namespace. Throws `invalid`. */
export function buildAddress(escaped: readonly string[]): ObjectAddress {
  const [cluster, group, version, plural, namespace, name, ...rest] = escaped.map(unescapePart);
  if (!cluster || !group || !version || !plural || !namespace || !name || rest.length > 0) {
    throw new PortalError("invalid", {
      detail: "An address of a resource has six parts: cluster/group/version/plural/namespace/name.",
      suggestion: "Write _ for the core group and for no namespace.",
    });
  }
  return {
    cluster,
    group: group === "_" ? "" : group,
    version,
    plural,
    namespace: namespace === "_" ? undefined : namespace,
    name,
  };
}

function unescapePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** Milliseconds a page waits for a cache that is still being filled. */
const SYNC_TIMEOUT = 5_000;

/** Throws `not-found`. */
export function getCluster({ clusters }: Pick<Portal, "clusters">, name: string): Cluster {
  const cluster = clusters.get(name);
  if (!cluster) throw unknownCluster(name);
  return cluster;
}

/** The resource at an address, in the version it names. Throws `not-found` when the cluster does not serve it. */
export function getType(portal: Pick<Portal, "clusters">, address: ObjectAddress): ResourceType {
  const { discovery, name } = getCluster(portal, address.cluster);
  const type = discovery.findByPlural(address);
  if (type) return type;
  if (!discovery.hasLoaded()) {
    throw new PortalError("cluster-unavailable", {
      detail: `The cluster ${name} was not reached yet, so nothing is known of it.`,
      suggestion: "The portal tries again by itself.",
    });
  }
  throw new PortalError("not-found", {
    detail: `The cluster ${name} serves no ${address.plural} in ${address.group || "the core group"}/${address.version}.`,
    suggestion: "The API may have been removed, or another version is served now.",
  });
}

/** The record that offers a kind, whatever version of it. */
export function findOffer(
  { catalog }: Pick<Portal, "catalog">,
  kind: OfferedKind,
): CatalogRecord | undefined {
  return catalog.findByKind(kind);
}

/** A shared watch of what an offer makes. Close it after use; undefined for an offer without an API. */
export function watchOffer(
  { clusters }: Pick<Portal, "clusters">,
  { cluster, group, version, kind }: CatalogEntry,
): Informer | undefined {
  if (!kind) return undefined;
  return clusters.get(cluster)?.informers.informer({ group, version, kind });
}

/** Runs with a synced watch, and lets it go. Once filled, a watch answers during an outage as well. */
export async function withSynced<T>(watch: Informer, read: (watch: Informer) => T | Promise<T>): Promise<T> {
  try {
    await waitUntilSynced(watch);
    return await read(watch);
  } finally {
    watch.close();
  }
}

/** Throws what keeps the watch from being filled, or `cluster-unavailable` when it takes too long. */
export async function waitUntilSynced(watch: Informer): Promise<void> {
  if (watch.hasSynced()) return;
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(SYNC_TIMEOUT)]);
  // A watch that the cluster refuses would never sync; why it is away is known much sooner than the time is over.
  const unsubscribe = watch.subscribe((event) => {
    if (event.type === "freshness" && event.freshness.state === "away") settled.abort();
  });
  try {
    await watch.whenSynced(signal);
  } catch (cause) {
    throw notRead(watch, cause);
  } finally {
    unsubscribe();
  }
}

function notRead(watch: Informer, cause: unknown): PortalError {
  const { plural, kind, cluster } = watch.resource;
  const freshness = watch.freshness();
  const known = freshness.state === "away" ? freshness : undefined;
  return new PortalError(known?.code ?? "cluster-unavailable", {
    detail: known?.error ?? `${plural || kind} of ${cluster} were not read in time.`,
    suggestion: "The portal goes on trying; look again in a moment.",
    cause,
  });
}

export function referenceOf(object: KubernetesObject, type: ResourceType): ObjectReference {
  const { cluster, group, version, kind } = type;
  const { namespace, name } = object.metadata;
  return { cluster, group, version, kind, ...(namespace ? { namespace } : {}), name };
}

/** What pages show of the offer behind an object. */
export function pickOffer({ entry: { id, title, icon } }: CatalogRecord): {
  id: string;
  title: string;
  icon: string;
} {
  return { id, title, icon };
}
