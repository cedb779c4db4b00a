import "server-only";
import { isPortalError, PortalError } from "#lib/errors";
import type { KubernetesObject } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { getCluster, withSynced } from "#lib/server/resources/objects";

/** The namespaces of a cluster, from one watch that all share. Throws `not-found`, `cluster-unavailable`, `forbidden`. */
export function readNamespaces(
  portal: Pick<Portal, "clusters">,
  name: string,
): Promise<readonly KubernetesObject[]> {
  const { informers } = getCluster(portal, name);
  const watch = informers.informer({ group: "", kind: "Namespace", metadataOnly: true });
  return withSynced(watch, (namespaces) => namespaces.list());
}

/**
 * Throws `not-found` for a namespace that is not there: a watch for each name that somebody makes up would cost
 * without bound. The caller must authorize first. Where namespaces cannot be read, each name is taken for one.
 */
export async function assertNamespace(
  portal: Pick<Portal, "clusters">,
  cluster: string,
  namespace: string | undefined,
): Promise<void> {
  if (namespace === undefined) return;
  const known = await readNamespaces(portal, cluster).catch((error: unknown) => {
    if (isPortalError(error)) return undefined;
    throw error;
  });
  if (!known || known.some(({ metadata }) => metadata.name === namespace)) return;
  throw new PortalError("not-found", {
    detail: `There is no namespace ${namespace} in ${cluster}.`,
    suggestion: "Check the name, or create the namespace first.",
  });
}
