/** Reads many objects with few calls. */
import { setImmediate } from "node:timers/promises";
import { isPortalError } from "#lib/errors";

/**
 * Collects the ids that are asked for at about the same time, and reads them together.
 * @param read returns the objects that exist, by id
 * @param size most ids of one call
 */
export function createLoader<T>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  size: number,
): (id: string) => Promise<T | undefined> {
  let asked: Set<string> | undefined;
  let next: Promise<ReadonlyMap<string, Promise<ReadonlyMap<string, T>>>> | undefined;

  async function collect(ids: Set<string>): Promise<ReadonlyMap<string, Promise<ReadonlyMap<string, T>>>> {
    await setImmediate();
    asked = undefined;
    next = undefined;
    const all = [...ids];
    const calls = new Map<string, Promise<ReadonlyMap<string, T>>>();
    for (let start = 0; start < all.length; start += size) {
      const part = all.slice(start, start + size);
      const call = readParts(read, part);
      for (const id of part) calls.set(id, call);
    }
    return calls;
  }

  return async (id) => {
    asked ??= new Set();
    asked.add(id);
    next ??= collect(asked);
    const call = (await next).get(id);
    return (await call)?.get(id);
  };
}

/** A host stops a query that takes too long, with a 5xx. Then each half is read alone. */
async function readParts<T>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, T>> {
  try {
    return await read(ids);
  } catch (error) {
    const isTooMuch =
      isPortalError(error) && error.code === "git-unavailable" && error.retryAfter === undefined;
    if (!isTooMuch || ids.length < 2) throw error;
    const middle = Math.ceil(ids.length / 2);
    const halves = await Promise.all(
      [ids.slice(0, middle), ids.slice(middle)].map((half) => readParts(read, half)),
    );
    return new Map(halves.flatMap((half) => [...half]));
  }
}
