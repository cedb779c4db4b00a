/** Comparisons of two commits by their ids. */
import { LRUCache } from "lru-cache";
import { type Commit, listCommits, readCommit } from "#demo/stand-ins/repository/commits";
import { type FileDifference, listDifferences } from "#demo/stand-ins/repository/differences";
import type { Git } from "#lib/git/process/process";
import { type MergedTree, mergeTrees } from "#lib/git/repository/merge";

const MAX_KEPT = 10_000;

export interface Comparisons {
  /** The commits of `head` that `base` does not contain, oldest first. */
  listAhead(base: string, head: string): Promise<readonly Commit[]>;
  /** The merge base that Git prefers; undefined for histories without one. */
  findMergeBase(one: string, other: string): Promise<string | undefined>;
  /** True where `commit` is `revision` or an ancestor of it. */
  contains(revision: string, commit: string): Promise<boolean>;
  /** The files that differ, with renames. */
  listDifferences(from: string, to: string): Promise<readonly FileDifference[]>;
  /** Stores the tree of a merge by lines. Both need a common ancestor. */
  mergeTrees(target: string, head: string): Promise<MergedTree>;
}

/** Caches 10,000 results of each kind, because commits never change: a list of pull requests compares many. */
export function createComparisons(git: Git): Comparisons {
  const findContained = cachePairs(async (revision, commit) => {
    const { code } = await git.run(["merge-base", "--is-ancestor", commit, revision], {
      accept: [0, 1, 128],
    });
    return code === 128 ? undefined : code === 0;
  });
  /** The commit, where its only parent is `base`: that is known without a process. */
  const findOnlyCommit = async (base: string, head: string) => {
    const commit = await readCommit(git, head);
    return commit?.parents.length === 1 && commit.parents[0] === base ? commit : undefined;
  };
  const compare = {
    listAhead: cachePairs(async (base, head) => {
      const only = await findOnlyCommit(base, head);
      return only ? [only] : listCommits(git, ["--reverse", "--topo-order", head, `^${base}`, "--"]);
    }),
    findMergeBase: cachePairs(async (one, other) => {
      if (await findOnlyCommit(one, other)) return one;
      const { code, stdout } = await git.run(["merge-base", one, other], { accept: [0, 1, 128] });
      return code === 0 ? stdout.toString().trim() : undefined;
    }),
    listDifferences: cachePairs((from, to) => listDifferences(git, from, to)),
    mergeTrees: cachePairs((target, head) => mergeTrees(git, target, head)),
  };
  return {
    ...compare,
    contains: async (revision, commit) =>
      revision === commit || ((await findContained(revision, commit)) ?? false),
  };
}

/** An undefined result leaves the cache: a commit that is missing now may be pushed later. */
function cachePairs<Result>(
  read: (one: string, other: string) => Promise<Result>,
): (one: string, other: string) => Promise<Result> {
  const known = new LRUCache<string, Promise<Result>>({ max: MAX_KEPT });
  return (one, other) => {
    const key = `${one} ${other}`;
    const found = known.get(key);
    if (found) return found;
    const result = read(one, other);
    known.set(key, result);
    result.then(
      (value) => value === undefined && known.delete(key),
      () => known.delete(key),
    );
    return result;
  };
}
