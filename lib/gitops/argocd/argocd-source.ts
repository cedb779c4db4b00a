import { type ApplicationDestination, parseApplication } from "#lib/gitops/argocd/argocd";
import { createReportStore } from "#lib/gitops/report-store";
import type { SyncSource } from "#lib/gitops/types";
import type { Informer } from "#lib/kubernetes/types";

export interface ArgoCdSourceOptions {
  applications: Informer;
  /**
   * Returns the portal's name of a destination cluster; undefined for a cluster that the portal does not
   * know.
   */
  findCluster: (destination: ApplicationDestination) => string | undefined;
}

/** The reports of the Applications of one Argo CD. The caller owns the informer. */
export function createArgoCdSource({ applications, findCluster }: ArgoCdSourceOptions): SyncSource {
  const store = createReportStore();
  const unsubscribe = applications.subscribe((event) => {
    if (!("object" in event)) return;
    const { namespace, name } = event.object.metadata;
    const object = applications.get(namespace, name);
    store.set(
      `${namespace}/${name}`,
      object ? parseApplication(object, applications.resource, findCluster) : [],
    );
  });
  return {
    list: store.list,
    subscribe: store.subscribe,
    close() {
      unsubscribe();
      store.clearListeners();
    },
  };
}
