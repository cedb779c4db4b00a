import "server-only";
import { authorize } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { isPortalError, PortalError } from "#lib/errors";
import type { ResolvedReference } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Manifest } from "#lib/request/file/manifest";
import type { Portal } from "#lib/server/portal";
import {
  findOffer,
  getCluster,
  type ObjectAddress,
  resolveAddress,
  watchOffer,
  withSynced,
} from "#lib/server/resources/objects";

/**
 * The object at an address, if the person may read it: from the watch of an offered kind, which outlives an outage,
 * else from the API server. Secrets are never read.
 *
 * Of two watches of a kind one may be a moment behind. Whoever follows an object hears of it from the watch of parts:
 * once that is filled it is the one read, or the last thing heard of would never be seen.
 */
export async function readObject(
  portal: Portal,
  identity: Identity,
  address: ObjectAddress,
): Promise<{ object: KubernetesObject; type: ResourceType }> {
  const reference = resolveAddress(portal, address);
  await authorize(identity, { action: "read", object: reference }, portal.rules);
  const object = await fetchObject(portal, reference);
  if (object) return { object, type: reference.type };
  const { type, namespace, name } = reference;
  throw new PortalError("not-found", {
    detail: `There is no ${type.kind} ${namespace ? `${namespace}/` : ""}${name} in ${type.cluster}.`,
    suggestion: "It was removed, or it is not created yet.",
  });
}

/** The object as the cluster has it; undefined where it has none. The caller must authorize first. */
export async function fetchObject(
  portal: Portal,
  reference: ResolvedReference,
): Promise<KubernetesObject | undefined> {
  const { type, namespace, name } = reference;
  const offer = findOffer(portal, type);
  if (offer?.entry.version === type.version) {
    const followed = portal.parts.find(reference);
    if (followed?.hasSynced()) return followed.get(namespace, name);
    const watch = watchOffer(portal, offer.entry);
    if (watch) return withSynced(watch, () => watch.get(namespace, name));
  }
  return getCluster(portal, type.cluster).get(reference, AbortSignal.timeout(10_000));
}

/**
 * What the cluster has of an object; undefined where it has none, is away, or does not let the person read it: nothing
 * that a request waits for.
 */
export async function readLiveManifest(
  portal: Portal,
  identity: Identity,
  { namespace, ...address }: Omit<ObjectAddress, "namespace"> & { namespace?: string },
): Promise<Manifest | undefined> {
  try {
    const { object } = await readObject(portal, identity, { ...address, namespace });
    return { ...object, metadata: { ...object.metadata } };
  } catch (error) {
    if (isPortalError(error)) return undefined;
    throw error;
  }
}
