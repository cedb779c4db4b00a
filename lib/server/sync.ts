import "server-only";
import type { Config } from "#lib/config";
import { createSyncReportSource } from "#lib/gitops/sync-report-source";
import type { SyncSource } from "#lib/gitops/types";
import type { Cluster } from "#lib/kubernetes/cluster";
import { watchConfigMap } from "#lib/server/config-map";

/** Reports of the GitOps agents of all clusters; empty where none is configured. */
export function openSync(
  clusters: ReadonlyMap<string, Cluster>,
  { syncReport }: Pick<Config, "syncReport">,
): SyncSource {
  if (!syncReport) return combineSources([]);
  const watches = [...clusters.values()].map((cluster) => watchConfigMap(cluster, syncReport));
  const combined = combineSources(
    watches.map((configMaps) => createSyncReportSource({ configMaps, ...syncReport })),
  );
  return {
    ...combined,
    close() {
      combined.close();
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
