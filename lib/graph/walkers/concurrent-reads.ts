import { isPortalError } from "#lib/errors";
import { groupBy } from "#lib/graph/group-by";
import type { Health } from "#lib/kubernetes/types";

/** Concurrent reads: fast enough, without overloading a shared API server. */
const CONCURRENCY = 8;

/** Maps with limited concurrency; results keep their order. The first rejection rejects the whole. */
export async function mapConcurrently<T, R>(items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, work));
  return results;
}

/** `mapConcurrently` for reads of several lists. A slow list delays only its own items. */
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

/** The health of a node whose read failed. */
export function healthOfFailure(error: unknown): Health {
  if (!isPortalError(error))
    return { state: "Unknown", reason: "ReadFailed", message: "The object could not be read." };
  if (error.code === "forbidden") return { state: "NoAccess", reason: "Forbidden", message: error.detail };
  if (error.code === "not-found") return { state: "Missing", reason: "NotFound", message: error.detail };
  return { state: "Unknown", reason: "ReadFailed", message: error.detail };
}

/** Describes a failed list: parts of this kind may be missing from the graph. */
export function describeListFailure(plural: string, error: unknown): string {
  const cause = isPortalError(error) ? error.detail : "The objects could not be read.";
  return `${plural}: ${cause}`;
}
