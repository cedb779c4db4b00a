import "server-only";
import type { OfferedKind } from "#lib/catalog/catalog";
import { chooseOffer } from "#lib/catalog/overlays/resource-offer";
import type { CatalogEntry, CatalogRecord } from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import type { Cluster } from "#lib/kubernetes/cluster";
import {
  isLetterLabel,
  isSubdomain,
  type ResolvedReference,
  resolveReference,
} from "#lib/kubernetes/objects/reference";
import type { Informer, KubernetesObject, ObjectReference, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { unknownCluster } from "#lib/server/resources/rules";

/** What an address of the API names, as it was given: `resolveAddress` finds out what it stands for. */
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

/**
 * The resource at an address: in the version that the address names, else in the one that the cluster prefers, so that
 * links from before a version was taken away lead to the same object. Throws `not-found` when the cluster
 * does not serve it.
 */
function getType(portal: Pick<Portal, "clusters">, address: ObjectAddress): ResourceType {
  const { discovery, name } = getCluster(portal, address.cluster);
  const { group, plural } = address;
  const type = discovery.findByPlural(address) ?? discovery.findByPlural({ group, plural });
  if (type) return type;
  if (!discovery.hasLoaded()) {
    throw new PortalError("cluster-unavailable", {
      detail: `The cluster ${name} is not reached yet, so the portal has no data from it.`,
      suggestion: "The portal retries automatically.",
    });
  }
  throw new PortalError("not-found", {
    detail: `The cluster ${name} serves no ${plural} in ${group || "the core group"}.`,
    suggestion: "The API may have been removed.",
  });
}

/**
 * The one object that an address stands for, against discovery: this is what is reviewed and read. Throws `invalid`
 * for names that cannot exist, `not-found` for a kind that the cluster does not serve or that has no namespaces while
 * the address names one, `forbidden` for Secrets, `cluster-unavailable` while nothing is known of the cluster.
 */
export function resolveAddress(portal: Pick<Portal, "clusters">, address: ObjectAddress): ResolvedReference {
  assertGrammar(address);
  const type = getType(portal, address);
  refuseSecrets(type);
  if (!type.namespaced && address.namespace !== undefined) {
    throw new PortalError("not-found", {
      detail: `${type.kind} ${address.name} is not in the namespace ${address.namespace}: ${type.plural} belong to the whole cluster.`,
      suggestion: "Write _ for the namespace.",
    });
  }
  return resolveReference(type, address.namespace, address.name);
}

/**
 * The object that a reference names by its kind, in the version that it names or in the one that the cluster prefers.
 * Undefined where the cluster does not serve the kind. Throws as `resolveReference`, and `forbidden` for Secrets.
 */
export function findReference(
  { clusters }: Pick<Portal, "clusters">,
  { cluster, group, version, kind, namespace, name }: ObjectReference,
): ResolvedReference | undefined {
  const discovery = clusters.get(cluster)?.discovery;
  const type = discovery?.findByKind({ group, version, kind }) ?? discovery?.findByKind({ group, kind });
  if (!type) return undefined;
  refuseSecrets(type);
  return resolveReference(type, namespace, name);
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris */
function assertGrammar({ group, version, plural }: ObjectAddress): void {
  if ((group === "" || isSubdomain(group)) && isLetterLabel(version) && isLetterLabel(plural)) return;
  throw new PortalError("invalid", {
    detail: `${JSON.stringify([group, version, plural].join("/").slice(0, 120))} is not the group, version and plural of a kind.`,
    suggestion: "Check the address. Write _ for the core group.",
  });
}

/** Throws `forbidden` for the kind Secret, whatever a person's access. */
export function refuseSecrets({ group, kind }: ResourceType): void {
  if (group !== "" || kind !== "Secret") return;
  throw new PortalError("forbidden", {
    detail: "The portal does not read Secrets.",
    suggestion: "Read it with kubectl, if you have access.",
  });
}

/** The record that offers a kind, whatever version of it. */
export function findOffer(
  { catalog }: Pick<Portal, "catalog">,
  kind: OfferedKind,
): CatalogRecord | undefined {
  return catalog.findByKind(kind);
}

/** The record that a resource belongs to: of several offers of its kind, the one whose locked values it has. */
export function findOfferOf(
  { catalog }: Pick<Portal, "catalog">,
  kind: OfferedKind,
  object: KubernetesObject,
): CatalogRecord | undefined {
  return chooseOffer(catalog.listByKind(kind), object);
}

/**
 * The version that requests for a kind should have, where the cluster no longer serves the one that is named;
 * undefined where it does, and where nothing is known of the kind.
 */
export function findServedVersion(
  portal: Pick<Portal, "clusters" | "catalog">,
  { cluster, group, version, kind }: Pick<ObjectReference, "cluster" | "group" | "version" | "kind">,
): string | undefined {
  const discovery = portal.clusters.get(cluster)?.discovery;
  if (!discovery || discovery.findByKind({ group, version, kind })) return undefined;
  const offered = findOffer(portal, { cluster, group, kind })?.entry.version;
  const served =
    discovery.findByKind({ group, version: offered, kind }) ?? discovery.findByKind({ group, kind });
  return served?.version;
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
    suggestion: "The portal retries automatically. Try again in a moment.",
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
