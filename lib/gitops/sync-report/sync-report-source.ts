import { createReportStore } from "#lib/gitops/report-store";
import { parseSyncReport } from "#lib/gitops/sync-report/sync-report";
import type { SyncSource } from "#lib/gitops/types";
import type { Informer } from "#lib/kubernetes/types";

export interface SyncReportSourceOptions {
  /** An informer of ConfigMaps; it may contain others. */
  configMaps: Informer;
  namespace: string;
  name: string;
}

/** The report of a sync agent that writes a ConfigMap (docs/sync-report.md). The caller owns the informer. */
export function createSyncReportSource({ configMaps, namespace, name }: SyncReportSourceOptions): SyncSource {
  const store = createReportStore();
  const unsubscribe = configMaps.subscribe((event) => {
    if (!("object" in event)) return;
    const { metadata } = event.object;
    if (metadata.name !== name || metadata.namespace !== namespace) return;
    const object = configMaps.get(namespace, name);
    store.set("", object ? [parseSyncReport(object, configMaps.resource.cluster)] : []);
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
