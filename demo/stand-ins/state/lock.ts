/** Runs the changes of a stand-in one after another. */

export type Lock = <T>(change: () => Promise<T>) => Promise<T>;

/** A change that fails does not keep later ones from running. */
export function createLock(): Lock {
  let queue: Promise<unknown> = Promise.resolve();
  return (change) => {
    const result = queue.then(change);
    queue = result.catch(() => {});
    return result;
  };
}
