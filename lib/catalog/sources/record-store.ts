import { isDeepStrictEqual } from "node:util";
import type { CatalogEvent, CatalogRecord, CatalogSource } from "#lib/catalog/types";

/** The records of one source, by the name of their object, or by a name that the source derives. */
export interface RecordStore {
  list(): readonly CatalogRecord[];
  get(id: string): CatalogRecord | undefined;
  find(name: string): CatalogRecord | undefined;
  set(name: string, record: CatalogRecord): void;
  remove(name: string): void;
  subscribe(listener: (event: CatalogEvent) => void): () => void;
  close(): void;
}

/**
 * Calls listeners only when a record changed in more than its resourceVersion, so a status heartbeat does not
 * count.
 */
export function createRecordStore(): RecordStore {
  const byName = new Map<string, CatalogRecord>();
  const byId = new Map<string, CatalogRecord>();
  const listeners = new Set<(event: CatalogEvent) => void>();
  const notify = (event: CatalogEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  return {
    list: () => [...byName.values()],
    get: (id) => byId.get(id),
    find: (name) => byName.get(name),
    set(name, record) {
      const previous = byName.get(name);
      byName.set(name, record);
      byId.set(record.entry.id, record);
      if (!previous || !isSameOffer(previous, record)) notify({ type: "changed", id: record.entry.id });
    },
    remove(name) {
      const record = byName.get(name);
      if (!record) return;
      byName.delete(name);
      byId.delete(record.entry.id);
      notify({ type: "removed", id: record.entry.id });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}

/**
 * The part of its store that a source exposes. Closing it also ends the subscriptions that fill the store.
 */
export function openStore(
  { list, get, subscribe, close }: RecordStore,
  unsubscribes: readonly ((() => void) | undefined)[],
): Omit<CatalogSource, "kind" | "hasSynced"> {
  return {
    list,
    get,
    subscribe,
    close() {
      for (const unsubscribe of unsubscribes) unsubscribe?.();
      close();
    },
  };
}

function isSameOffer(a: CatalogRecord, b: CatalogRecord): boolean {
  return (
    a.layout === b.layout && isDeepStrictEqual(a.entry, b.entry) && isDeepStrictEqual(a.versions, b.versions)
  );
}
