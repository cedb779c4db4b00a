import { parseKustomization, readGitRepositoryKey } from "#lib/gitops/flux/flux";
import { createReportStore } from "#lib/gitops/report-store";
import type { SyncSource } from "#lib/gitops/types";
import type { Informer, KubernetesObject } from "#lib/kubernetes/types";

export interface FluxSourceOptions {
  kustomizations: Informer;
  gitRepositories: Informer;
}

/**
 * The reports of the Kustomizations of one Flux about their GitRepositories. The caller owns the informers.
 */
export function createFluxSource({ kustomizations, gitRepositories }: FluxSourceOptions): SyncSource {
  const store = createReportStore();

  function read({ metadata: { namespace, name } }: KubernetesObject): void {
    const kustomization = kustomizations.get(namespace, name);
    const repository = kustomization && findRepository(kustomization);
    const types = { kustomization: kustomizations.resource, repository: gitRepositories.resource };
    const report = repository && parseKustomization(kustomization, repository, types);
    store.set(`${namespace}/${name}`, report ? [report] : []);
  }

  function findRepository(kustomization: KubernetesObject): KubernetesObject | undefined {
    const [namespace, name] = readGitRepositoryKey(kustomization)?.split("/") ?? [];
    return name === undefined ? undefined : gitRepositories.get(namespace, name);
  }

  const unsubscribes = [
    kustomizations.subscribe((event) => {
      if ("object" in event) read(event.object);
    }),
    gitRepositories.subscribe((event) => {
      if (!("object" in event)) return;
      const { namespace, name } = event.object.metadata;
      const own = `${namespace}/${name}`;
      for (const kustomization of kustomizations.list()) {
        if (readGitRepositoryKey(kustomization) === own) read(kustomization);
      }
    }),
  ];
  return {
    list: store.list,
    subscribe: store.subscribe,
    close() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      store.clearListeners();
    },
  };
}
