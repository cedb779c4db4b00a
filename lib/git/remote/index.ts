/** The list of pull requests of a host that sorts them by their latest change. */

/** The servers of a host do not have the same time, and their times can have whole seconds. */
const MARGIN_MILLISECONDS = 30_000;

/** The pull requests of a list: open ones, all others, or all. */
export type ListedStates = "open" | "done" | "all";

interface Listed {
  number: number;
  /** RFC 3339. */
  updatedAt: string;
}

/** One page of a list, sorted by latest change. */
export interface ListedPage<T> {
  found: readonly T[];
  /** Marks the next page; undefined on the last one. */
  next: string | undefined;
  /** The time of the newest change of any pull request that the host knows at this page; undefined for none. */
  newest: number | undefined;
}

/**
 * Holds all pull requests that were read. The first list reads all pages: those of the open ones, and later
 * those of the others. Each further list reads only changes since the last one, usually one page, because
 * each change renews `updatedAt`. Expects a host that deletes no pull request.
 * @param readPage `since` is the time in milliseconds after which changes are wanted; 0 for all
 */
export function createPullRequestIndex<T extends Listed>(
  readPage: (states: ListedStates, since: number, next: string | undefined) => Promise<ListedPage<T>>,
) {
  const known = new Map<number, T>();
  /** Changes until then are in `known`, in milliseconds since the epoch; undefined before the first list. */
  let readUntil: number | undefined;
  let hasClosed = false;
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  /** Keeps a pull request, unless a newer state is known: a host's copies can lag behind. */
  function put(found: T): void {
    const before = known.get(found.number);
    if (!before || Date.parse(before.updatedAt) <= Date.parse(found.updatedAt))
      known.set(found.number, found);
  }

  /** Reads pages until one ends before `since`. Returns the time of the newest change at the first page. */
  async function readPages(states: ListedStates, since: number): Promise<number> {
    let start: number | undefined;
    let mark: string | undefined;
    for (;;) {
      const page: ListedPage<T> = await readPage(states, since, mark);
      start ??= page.newest ?? Math.max(0, since);
      for (const found of page.found) put(found);
      const oldest = page.found.at(-1);
      if (oldest === undefined || Date.parse(oldest.updatedAt) < since || page.next === undefined)
        return start;
      mark = page.next;
    }
  }

  async function refresh(withClosed: boolean): Promise<void> {
    if (readUntil === undefined) readUntil = await readPages("open", 0);
    else readUntil = await readPages("all", readUntil - MARGIN_MILLISECONDS);
    if (!withClosed || hasClosed) return;
    await readPages("done", 0);
    hasClosed = true;
    // A pull request that was closed while the pages were read is on none of them.
    readUntil = await readPages("all", readUntil - MARGIN_MILLISECONDS);
  }

  function start(withClosed: boolean): Promise<void> {
    const own = refresh(withClosed);
    current = own;
    const leave = () => {
      if (current === own) current = undefined;
    };
    own.then(leave, leave);
    return own;
  }

  return {
    put,
    find: (number: number) => known.get(number),
    /** All pull requests, or at least the open ones. */
    async list(withClosed: boolean): Promise<T[]> {
      // A running read may have read before the change that the caller wants to see.
      while (current) {
        next ??= current
          .catch(() => undefined)
          .then(() => {
            next = undefined;
            return start(withClosed);
          });
        await next;
        if (hasClosed || !withClosed) return [...known.values()];
      }
      await start(withClosed);
      return [...known.values()];
    },
  };
}
