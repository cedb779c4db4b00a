import { LRUCache } from "lru-cache";
import { isPortalError } from "#lib/errors";
import { fillIn, keepError, readTogether, requireResult, type Settled } from "#lib/git/batch";
import { listDifferences, readFiles } from "#lib/git/embedded/changed-files";
import { readEffect, readMerged } from "#lib/git/embedded/merge-effect";
import {
  type AskedChanges,
  type ChangesContext,
  type OpenChanges,
  readOpenChanges,
} from "#lib/git/embedded/open-changes";
import type { StoredPullRequest } from "#lib/git/embedded/record";
import type { Git } from "#lib/git/process/process";
import { cannotMerge, unrelated } from "#lib/git/repository/merge";
import { listMergeBases } from "#lib/git/repository/merge-base";
import { listParents } from "#lib/git/repository/tree";
import { digestFiles } from "#lib/git/result-digest";
import type { AskedFiles, ChangeSet } from "#lib/git/types";

const MAX_KEPT = 5_000;
const MAX_CHARACTERS_KEPT = 64 * 1024 * 1024;
/** Of a change set without its texts. */
const SMALLEST_SIZE = 1_000;
const MAX_MOVES_KEPT = 20;

/**
 * Reads change sets of the embedded repository. Caches those of the 5,000 heads of open pull requests that were
 * used last, with at most 64 Mi characters, because commits never change. When the target branch moves, change
 * sets without a changed path stay valid.
 */
export function createChangeSets(context: ChangesContext) {
  const { git, ancestry, mergeFile } = context;
  /** By number and head: the authors depend on both. */
  const kept = new LRUCache<string, OpenChanges>({
    max: MAX_KEPT,
    maxSize: MAX_CHARACTERS_KEPT,
    sizeCalculation: measureChanges,
  });
  /** The paths that differ between two tips of the target branch. */
  const moves = new LRUCache<string, Promise<ReadonlySet<string>>>({ max: MAX_MOVES_KEPT });

  function keep(read: OpenChanges): void {
    kept.set(`${read.number} ${read.changes.head}`, read);
  }

  function listMoved(from: string, to: string): Promise<ReadonlySet<string>> {
    const key = `${from} ${to}`;
    const found = moves.get(key) ?? readMove(git, from, to);
    moves.set(key, found);
    found.catch(() => moves.delete(key));
    return found;
  }

  /**
   * The cached change set for another tip. If the new tip contains the old one and none of the work, both
   * have the same merge bases with the head. If the move also changed none of the files, a merge gives the
   * same result.
   */
  async function carryOver(
    { number, changes, commits }: OpenChanges,
    target: string,
  ): Promise<ChangeSet | undefined> {
    if (changes.target === target) return changes;
    if (changes.result !== changes.proposed || changes.conflicts.length > 0) return undefined;
    const onTarget = await ancestry.listCommits(target);
    if (!onTarget.has(changes.target) || commits.some(({ id }) => onTarget.has(id))) return undefined;
    const moved = await listMoved(changes.target, target);
    if (changes.files.some(({ path }) => isMoved(moved, path))) return undefined;
    const carried = { ...changes, target };
    keep({ number, changes: carried, commits });
    return carried;
  }

  /** The cached change set of an open pull request. */
  async function find({ number, head }: AskedFiles, target: string): Promise<ChangeSet | undefined> {
    const known = kept.get(`${number} ${head}`);
    return known && carryOver(known, target);
  }

  /** Reads open pull requests that are not in the cache. */
  async function readNew(asked: readonly AskedChanges[], target: string): Promise<Settled<ChangeSet>[]> {
    const read = await readTogether(asked, (some) => readOpenChanges(context, some, target));
    return read.map((result) => {
      if (isPortalError(result)) return result;
      if (!result.changes.isProvisional) keep(result);
      return result.changes;
    });
  }

  function readMany(
    asked: readonly AskedChanges[],
    target: string | undefined,
  ): Promise<Settled<ChangeSet>[]> {
    const start = async ({ stored, head }: AskedChanges): Promise<Settled<ChangeSet> | undefined> =>
      stored.pullRequest.state === "open" && target !== undefined
        ? find({ number: stored.pullRequest.number, head }, target)
        : readDone(git, stored, head).catch(keepError);
    return fillIn(asked, start, async (unknown) => (target === undefined ? [] : readNew(unknown, target)));
  }

  return {
    find,

    /**
     * The changes in the order asked. `target` is the tip of the target branch that the pull requests were read
     * with. Instead of its changes, a pull request can have its error: `conflict` where the repository has lost
     * the commit, or where the branches have no common commit.
     */
    readMany,

    /** @throws PortalError as in `readMany` */
    async read(stored: StoredPullRequest, head: string): Promise<ChangeSet> {
      return requireResult(await readMany([{ stored, head }], stored.refs.target));
    },

    /**
     * Stores the tree of the merge into `target` and returns its id.
     * @throws PortalError `conflict` where the merge is impossible, or gives other files than the change set
     */
    async writeMerge({ base, head, result, proposed }: ChangeSet, target: string): Promise<string> {
      const proposal = await listDifferences(git, base, head);
      const effect = await readEffect(git, proposal, { base, target, head, proposed }, mergeFile);
      if (effect.tree !== undefined && effect.result === result) return effect.tree;
      const paths = effect.conflicts.length > 0 ? effect.conflicts : effect.shown.map(({ path }) => path);
      throw cannotMerge(paths);
    },
  };
}

/** The changes of a merge; for a closed pull request, its difference from the merge base. */
async function readDone(
  git: Git,
  { pullRequest, record, refs }: StoredPullRequest,
  head: string,
): Promise<ChangeSet> {
  const { state, mergeCommit } = pullRequest;
  // After a fast-forward there is no merge commit, only the work itself.
  const merge = state === "merged" && mergeCommit !== head ? mergeCommit : undefined;
  const unmerged = state === "merged" ? record.base : (refs.target ?? record.base);
  const target = merge ? `${merge}^1` : unmerged;
  const [base] = await listMergeBases(git, target, head);
  if (base === undefined) throw unrelated();
  const proposal = await listDifferences(git, base, head);
  const proposed = digestFiles(proposal.map(({ path, after }) => [path, after]));
  const { shown, result } = merge
    ? await readMerged(git, proposal, { base, target, tree: merge })
    : { shown: proposal, result: proposed };
  const files = await readFiles(git, shown);
  return { head, base, files, result, proposed, conflicts: [], authors: [] };
}

/** The paths that differ between two commits, and their folders with a slash at the end. */
async function readMove(git: Git, from: string, to: string): Promise<ReadonlySet<string>> {
  const moved = new Set<string>();
  for (const { path } of await listDifferences(git, from, to)) {
    moved.add(path);
    for (const folder of listParents(path)) moved.add(`${folder}/`);
  }
  return moved;
}

/** True where the move changed the file, put a folder in its place, or put a file in the place of a folder. */
function isMoved(moved: ReadonlySet<string>, path: string): boolean {
  return [path, `${path}/`, ...listParents(path)].some((part) => moved.has(part));
}

function measureChanges({ changes }: OpenChanges): number {
  const texts = changes.files.flatMap(({ path, before = "", after = "" }) => [path, before, after]);
  return texts.reduce((sum, text) => sum + text.length, SMALLEST_SIZE);
}
