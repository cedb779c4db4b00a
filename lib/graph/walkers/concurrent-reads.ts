import { isPortalError } from "#lib/errors";
import { groupBy } from "#lib/graph/group-by";
import type { Health } from "#lib/kubernetes/types";

/** Reads under way at once: enough to be quick, few enough for an API server that others use too. */
const CONCURRENCY = 8;

/** Maps with a few calls at a time, results in order. The first rejection rejects the whole. */
export async function mapConcurrently<T, R>(items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, work));
  return results;
}

/**
 * `mapConcurrently` for reads of several lists: a list that is slow to come keeps only those waiting that are in it.
 */
export async function mapGrouped<T, R>(
  items: readonly T[],
  keyOf: (item: T) => string,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const groups = groupBy(items.entries(), ([, item]) => keyOf(item));
  await mapConcurrently([...groups.values()], (group) =>
    mapConcurrently(group, async ([index, item]) => {
      results[index] = await map(item);
    }),
  );
  return results;
}

/** A failed read as the state of what was to be read. */
export function healthOfFailure(error: unknown): Health {
  if (!isPortalError(error))
    return { state: "Unknown", reason: "ReadFailed", message: "It could not be read." };
  if (error.code === "forbidden") return { state: "NoAccess", reason: "Forbidden", message: error.detail };
  if (error.code === "not-found") return { state: "Missing", reason: "NotFound", message: error.detail };
  return { state: "Unknown", reason: "ReadFailed", message: error.detail };
}

/** A failed list in words: parts of this kind may be missing from the graph. */
export function describeListFailure(plural: string, error: unknown): string {
  const cause = isPortalError(error) ? error.detail : "They could not be read.";
  return `${plural}: ${cause}`;
}
