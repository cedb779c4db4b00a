import "server-only";
import { formatJson } from "#lib/exact-json";
import type { Portal } from "#lib/server/portal";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { requestModelOf } from "#lib/server/read-model/request-model";

/**
 * What the portal keeps in memory, by kind: watched objects, requests with the files of open ones, the health of objects,
 * what pull requests change.
 */
export const MEMORY_KINDS = ["objects", "requests", "health", "changes"] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/** MiB of text. Measured with 5,000 requests, 500 of them open, and 2,000 objects: 2, 10, and less than 1 each for the others. */
export const MEMORY_BUDGETS: Record<MemoryKind, number> = {
  objects: 96,
  requests: 48,
  health: 16,
  changes: 64,
};

export interface MemoryUse {
  items: number;
  /** Bytes as JSON, estimated from a sample: to measure all would stop the portal for as long as to send them. */
  bytes: number;
}

const SAMPLE = 20;

export function measureMemory(portal: Portal): Record<MemoryKind, MemoryUse> {
  const watches = [...portal.clusters.values()].flatMap(({ informers }) => informers.running());
  const changes = portal.repositories.map(({ changedFiles }) => changedFiles);
  return {
    objects: sum(watches.map((watch) => estimate(watch.list()))),
    requests: estimate(requestModelOf(portal).kept()),
    health: estimate(objectStatesOf(portal).kept()),
    changes: sum(changes.map(({ size: items, calculatedSize: bytes }) => ({ items, bytes }))),
  };
}

function sum(uses: readonly MemoryUse[]): MemoryUse {
  return {
    items: uses.reduce((total, { items }) => total + items, 0),
    bytes: uses.reduce((total, { bytes }) => total + bytes, 0),
  };
}

/** From entries at equal distances. */
function estimate(items: readonly unknown[]): MemoryUse {
  const step = Math.max(1, Math.floor(items.length / SAMPLE));
  const sample = items.filter((_, index) => index % step === 0);
  const length = sample.reduce<number>((total, item) => total + formatJson(item).length, 0);
  return { items: items.length, bytes: sample.length === 0 ? 0 : (length / sample.length) * items.length };
}
