import { type ApplicationDestination, parseApplication } from "#lib/gitops/argocd/argocd";
import { createReportStore } from "#lib/gitops/report-store";
import type { SyncSource } from "#lib/gitops/types";
import type { Informer } from "#lib/kubernetes/types";

export interface ArgoCdSourceOptions {
  applications: Informer;
  /** The portal's name of a destination; undefined where it does not know the cluster. */
  findCluster: (destination: ApplicationDestination) => string | undefined;
}

/** What the Applications of one Argo CD report. Does not own the informer. */
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
