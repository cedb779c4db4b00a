import "server-only";
import { authorize } from "#lib/auth/permissions";
import type { Identity } from "#lib/auth/types";
import { isPortalError, PortalError } from "#lib/errors";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Manifest } from "#lib/request/manifest";
import {
  findOffer,
  getCluster,
  getType,
  type ObjectAddress,
  watchOffer,
  withSynced,
} from "#lib/server/objects";
import type { Portal } from "#lib/server/portal";

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
  const { cluster, group, plural: resource, namespace, name } = address;
  const type = getType(portal, address);
  await authorize(identity, { action: "read", cluster, group, resource, namespace, name }, portal.rules);
  const object = await fetchObject(portal, type, namespace, name);
  if (object) return { object, type };
  const { kind } = type;
  throw new PortalError("not-found", {
    detail: `There is no ${kind} ${namespace ? `${namespace}/` : ""}${name} in ${cluster}.`,
    suggestion: "It was removed, or it is not created yet.",
  });
}

async function fetchObject(
  portal: Portal,
  type: ResourceType,
  namespace: string | undefined,
  name: string,
): Promise<KubernetesObject | undefined> {
  const offer = findOffer(portal, type);
  if (offer?.entry.version === type.version) {
    const followed = portal.parts.use(type, namespace);
    if (followed.hasSynced()) return followed.get(namespace, name);
    const watch = watchOffer(portal, offer.entry);
    if (watch) return withSynced(watch, () => watch.get(namespace, name));
  }
  if (type.group === "" && type.kind === "Secret") {
    throw new PortalError("forbidden", {
      detail: "The portal does not read Secrets.",
      suggestion: "Read it with kubectl, if you have the right to.",
    });
  }
  return getCluster(portal, type.cluster).get(type, namespace, name, AbortSignal.timeout(10_000));
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
