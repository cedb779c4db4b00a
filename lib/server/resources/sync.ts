import "server-only";
import type { Config } from "#lib/config/config";
import type { ApplicationDestination } from "#lib/gitops/argocd/argocd";
import { createArgoCdSource } from "#lib/gitops/argocd/argocd-source";
import { createFluxSource } from "#lib/gitops/flux/flux-source";
import { createSyncReportSource } from "#lib/gitops/sync-report/sync-report-source";
import type { SyncSource } from "#lib/gitops/types";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { Informer } from "#lib/kubernetes/types";
import { watchConfigMap } from "#lib/server/config-map";

/**
 * Reports of the GitOps agents of all clusters: of Argo CD and Flux wherever a cluster serves their kinds, and of
 * whatever writes the configured ConfigMap.
 */
export function openSync(
  clusters: ReadonlyMap<string, Cluster>,
  { syncReport }: Pick<Config, "syncReport">,
): SyncSource {
  const all = [...clusters.values()];
  const reported = syncReport ? all.map((cluster) => followConfigMap(cluster, syncReport)) : [];
  return combineSources([
    ...reported,
    ...all.map((cluster) => followArgoCd(cluster, all)),
    ...all.map(followFlux),
  ]);
}

function followConfigMap(cluster: Cluster, place: NonNullable<Config["syncReport"]>): SyncSource {
  const configMaps = watchConfigMap(cluster, place);
  return withWatches(createSyncReportSource({ configMaps, ...place }), [configMaps]);
}

function followArgoCd(cluster: Cluster, all: readonly Cluster[]): SyncSource {
  const applications = cluster.informers.informer({ group: "argoproj.io", kind: "Application" });
  const findCluster = (destination: ApplicationDestination) =>
    findDestination(destination, cluster, all)?.name;
  return withWatches(createArgoCdSource({ applications, findCluster }), [applications]);
}

function followFlux({ informers }: Cluster): SyncSource {
  const kustomizations = informers.informer({ group: "kustomize.toolkit.fluxcd.io", kind: "Kustomization" });
  const gitRepositories = informers.informer({ group: "source.toolkit.fluxcd.io", kind: "GitRepository" });
  const source = createFluxSource({ kustomizations, gitRepositories });
  return withWatches(source, [kustomizations, gitRepositories]);
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
const IN_CLUSTER = { name: "in-cluster", server: "https://kubernetes.default.svc" };

/** Argo CD's own cluster, or another that the portal knows by the same name or address. */
function findDestination(
  { server, name }: ApplicationDestination,
  own: Cluster,
  all: readonly Cluster[],
): Cluster | undefined {
  if (name === IN_CLUSTER.name || server?.replace(/\/$/, "") === IN_CLUSTER.server) return own;
  return all.find((cluster) =>
    name === undefined ? cluster.client.server === server?.replace(/\/$/, "") : cluster.name === name,
  );
}

function withWatches(source: SyncSource, watches: readonly Informer[]): SyncSource {
  return {
    ...source,
    close() {
      source.close();
      for (const watch of watches) watch.close();
    },
  };
}

function combineSources(sources: readonly SyncSource[]): SyncSource {
  return {
    list: () => sources.flatMap((source) => source.list()),
    subscribe(listener) {
      const unsubscribes = sources.map((source) => source.subscribe(listener));
      return () => {
        for (const unsubscribe of unsubscribes) unsubscribe();
      };
    },
    close() {
      for (const source of sources) source.close();
    },
  };
}
