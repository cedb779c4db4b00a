import { isDeepStrictEqual } from "node:util";
import type { SyncReport } from "#lib/gitops/types";

/** Reports by the key of their source object. Listeners are called for changes only. */
export interface ReportStore {
  /** Replaces the reports from `key`. */
  set(key: string, reports: readonly SyncReport[]): void;
  list(): readonly SyncReport[];
  /** Returns unsubscribe. */
  subscribe(listener: () => void): () => void;
  clearListeners(): void;
}

export function createReportStore(): ReportStore {
  const known = new Map<string, readonly SyncReport[]>();
  const listeners = new Set<() => void>();
  return {
    set(key, reports) {
      if (isDeepStrictEqual(known.get(key) ?? [], reports)) return;
      if (reports.length > 0) known.set(key, reports);
      else known.delete(key);
      for (const listener of [...listeners]) listener();
    },
    list: () => [...known.values()].flat(),
    subscribe(listener) {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    clearListeners: () => listeners.clear(),
  };
}
