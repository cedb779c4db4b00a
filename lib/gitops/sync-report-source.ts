import { isDeepStrictEqual } from "node:util";
import { parseSyncReport } from "#lib/gitops/sync-report";
import type { SyncReport, SyncSource } from "#lib/gitops/types";
import type { Informer } from "#lib/kubernetes/types";

export interface SyncReportSourceOptions {
  /** Of ConfigMaps; it may hold others. */
  configMaps: Informer;
  namespace: string;
  name: string;
}

/** The report of a sync agent that writes a ConfigMap (docs/sync-report.md). Does not own the informer. */
export function createSyncReportSource({ configMaps, namespace, name }: SyncReportSourceOptions): SyncSource {
  const listeners = new Set<() => void>();
  let report: SyncReport | undefined;

  const unsubscribe = configMaps.subscribe((event) => {
    if (!("object" in event)) return;
    const { metadata } = event.object;
    if (metadata.name !== name || metadata.namespace !== namespace) return;
    const object = configMaps.get(namespace, name);
    const next = object && parseSyncReport(object, configMaps.resource.cluster);
    if (isDeepStrictEqual(next, report)) return;
    report = next;
    for (const listener of [...listeners]) listener();
  });

  return {
    list: () => (report ? [report] : []),
    subscribe(listener) {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    close() {
      unsubscribe();
      listeners.clear();
    },
  };
}
