/** Reads many pull requests at once, where one that cannot be read leaves the others readable. */
import { isPortalError, type PortalError } from "#lib/errors";

/** A result, or in its place the error of the pull request that cannot be read. */
export type Settled<T> = T | PortalError;

/** Makes an expected error a result. Other errors are faults of the portal and are thrown. */
export function keepError(error: unknown): PortalError {
  if (isPortalError(error)) return error;
  throw error;
}

/**
 * The result of a batch of one.
 * @throws PortalError the error in place of the result
 */
export function requireResult<T>([result]: readonly Settled<T>[]): T {
  if (result === undefined) throw new Error("A batch returned no result.");
  if (isPortalError(result)) throw result;
  return result;
}

/** The results of `find`, in the order of the items. `read` gets the items without one, all at once. */
export async function fillIn<Item, T>(
  items: readonly Item[],
  find: (item: Item) => Promise<T | undefined>,
  read: (items: readonly Item[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const found = await Promise.all(items.map(find));
  const missing = items.filter((_, index) => found[index] === undefined);
  const rest = missing.length > 0 ? [...(await read(missing))] : [];
  return found.map((result) => {
    const next = result ?? rest.shift();
    if (next === undefined) throw new Error("A batch returned too few results.");
    return next;
  });
}

/** @throws PortalError `git-unavailable` where no result could be read for this reason */
export function assertAvailable<T>(results: readonly Settled<T>[]): Settled<T>[] {
  const isUnavailable = (result: Settled<T>) => isPortalError(result) && result.code === "git-unavailable";
  if (results.length > 0 && results.every(isUnavailable)) throw results[0];
  return [...results];
}

/**
 * Reads all items at once. If that fails, one of them may be the reason, such as a damaged object, so each
 * half is read alone. The results are in the order of the items.
 */
export async function readTogether<Item, T>(
  items: readonly Item[],
  read: (items: readonly Item[]) => Promise<Settled<T>[]>,
): Promise<Settled<T>[]> {
  if (items.length === 0) return [];
  try {
    return await read(items);
  } catch (error) {
    const failure = keepError(error);
    if (items.length === 1) return [failure];
    const middle = Math.ceil(items.length / 2);
    const halves = [items.slice(0, middle), items.slice(middle)];
    return (await Promise.all(halves.map((half) => readTogether(half, read)))).flat();
  }
}
