/** Reads the changes of pull requests of a host that names commits by their ids. */
import { LRUCache } from "lru-cache";
import { assertAvailable, fillIn, keepError, requireResult, type Settled } from "#lib/git/batch";
import type { createChanges } from "#lib/git/remote/changes";
import { noPullRequest } from "#lib/git/remote/precondition";
import type { AskedFiles, ChangeSet } from "#lib/git/types";

const MAX_SEEN = 5_000;

export interface ChangeReaderOptions<T> {
  changes: ReturnType<typeof createChanges>;
  /**
   * The pull request of the list at this head, or as the host has it now.
   * @throws PortalError `not-found`
   */
  findAt: (asked: AskedFiles) => Promise<T>;
  /** The commit that the pull request has now. */
  headOf: (found: T) => string;
  /**
   * `open` with the best known tip of the target branch where the caller has none; for another one, its merge
   * base with `head` and its merge commit.
   */
  placeOf: (
    found: T,
    head: string,
  ) => Promise<
    | { state: "open"; number: number; tip: string }
    | { state: "done"; base: string; mergeCommit: string | undefined }
  >;
  /**
   * Reads the work of many pull requests ahead, for this tip if the caller knows one. Returns the tips of the
   * target branch that it found, by head.
   */
  prepare: (found: readonly T[], tip: string | undefined) => Promise<ReadonlyMap<string, string>>;
  readTip: () => Promise<string | undefined>;
}

/** The functions `changedFiles` and `changedFilesOf` of `GitProvider`. */
export function createChangeReader<T extends object>(options: ChangeReaderOptions<T>) {
  const { changes, findAt, headOf, placeOf, prepare, readTip } = options;
  /** By number and head, the 5,000 used last: pull requests that were open when they were read at that head. */
  const seenOpen = new LRUCache<string, true>({ max: MAX_SEEN });

  async function readChanges(found: T, head: string, tip: string | undefined): Promise<ChangeSet> {
    const place = await placeOf(found, head);
    if (place.state === "done") return changes.readDone(place.base, head, place.mergeCommit);
    seenOpen.set(`${place.number} ${head}`, true);
    return changes.readOpen(head, tip ?? place.tip);
  }

  async function readMany(asked: readonly AskedFiles[], target: string | undefined) {
    const found = await Promise.all(asked.map((one) => findAt(one).then((value) => ({ value }), keepError)));
    const current = found.flatMap((one, place) =>
      "value" in one && headOf(one.value) === asked[place]?.head ? [one.value] : [],
    );
    const tips = await prepare(current, target);
    return Promise.all(
      asked.map(async ({ number, head }, place): Promise<Settled<ChangeSet>> => {
        const one = found[place];
        if (one === undefined) return noPullRequest(number);
        if (!("value" in one)) return one;
        return readChanges(one.value, head, tips.get(head) ?? target).catch(keepError);
      }),
    );
  }

  async function changedFilesOf(asked: readonly AskedFiles[], tip?: string): Promise<Settled<ChangeSet>[]> {
    const target = tip ?? (await readTip());
    const findKnown = async ({ number, head }: AskedFiles): Promise<Settled<ChangeSet> | undefined> =>
      target !== undefined && seenOpen.has(`${number} ${head}`)
        ? changes.findOpen(head, target).catch(keepError)
        : undefined;
    return fillIn(asked, findKnown, (unknown) => readMany(unknown, target));
  }

  return {
    changedFiles: async (number: number, head: string, tip?: string): Promise<ChangeSet> =>
      requireResult(await changedFilesOf([{ number, head }], tip)),
    changedFilesOf: async (asked: readonly AskedFiles[], tip?: string): Promise<Settled<ChangeSet>[]> =>
      assertAvailable(await changedFilesOf(asked, tip)),
  };
}
