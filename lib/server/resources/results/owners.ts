import "server-only";
import type { ResourceDetail } from "#lib/api/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { KubernetesObject } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";

/**
 * The owners that an object names in its metadata, which is all that is read of them. An owner is in the namespace of
 * the object, or has none. `plural` is empty for a kind that the cluster does not serve.
 */
export function listOwners(
  { clusters }: Pick<Portal, "clusters">,
  cluster: string,
  { metadata: { namespace, ownerReferences = [] } }: KubernetesObject,
): ResourceDetail["owners"] {
  const discovery = clusters.get(cluster)?.discovery;
  return ownerReferences.map(({ apiVersion, kind, name }) => {
    const { group, version } = splitApiVersion(apiVersion);
    const type = discovery?.findByKind({ group, version, kind }) ?? discovery?.findByKind({ group, kind });
    const place = type?.namespaced && namespace ? { namespace } : {};
    const reference = { cluster, group, version: type?.version ?? version, kind, ...place, name };
    return { reference, plural: type?.plural ?? "" };
  });
}
