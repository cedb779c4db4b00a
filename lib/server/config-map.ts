import "server-only";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { Informer } from "#lib/kubernetes/types";

/** Watches one ConfigMap alone, which is all that the portal's role need grant. */
export function watchConfigMap(cluster: Cluster, place: { namespace: string; name: string }): Informer {
  return cluster.informers.informer({
    group: "",
    kind: "ConfigMap",
    namespace: place.namespace,
    fieldSelector: `metadata.name=${place.name}`,
  });
}
