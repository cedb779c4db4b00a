import { LRUCache } from "lru-cache";
import { PortalError } from "#lib/errors";
import { listDifferences, readFiles } from "#lib/git/embedded/changed-files";
import { mergeByFields } from "#lib/git/embedded/field-merge";
import type { StoredPullRequest } from "#lib/git/embedded/record";
import type { Git } from "#lib/git/process/process";
import type { Ancestry } from "#lib/git/repository/ancestry";
import { type CommitRecord, listCommits } from "#lib/git/repository/commit";
import { cannotMerge, lostCommit, unrelated } from "#lib/git/repository/merge";
import { readObject } from "#lib/git/repository/objects";
import { type Difference, describeMerged, digestFiles, isSameEntry } from "#lib/git/result-digest";
import type { ChangeSet, CommitPerson, MergeFile } from "#lib/git/types";

/** Some systems do not allow longer command lines. */
const MAX_PATHS = 200;
const MAX_KEPT = 1_000;
const MAX_MOVES_KEPT = 20;

/** The effect of a merge: its tree, the changes to show, and the digest of the resulting files. */
interface Effect extends Pick<ChangeSet, "result" | "conflicts" | "overlaps" | "isProvisional"> {
  shown: readonly Difference[];
  /** Only for a merge without conflicts. */
  tree?: string;
}

interface Kept {
  changes: ChangeSet & { target: string };
  commits: readonly CommitRecord[];
  paths: readonly string[];
}

/**
 * Reads change sets of the embedded repository. Caches those of the latest 1,000 heads of open pull requests,
 * because commits never change. When the target branch moves, change sets without a changed path stay valid.
 */
export function createChangeSets(git: Git, ancestry: Ancestry, mergeFile: MergeFile | undefined) {
  const kept = new LRUCache<string, Kept>({ max: MAX_KEPT });
  /** Paths that differ between two tips of the target branch. */
  const moves = new LRUCache<string, Promise<ReadonlySet<string>>>({ max: MAX_MOVES_KEPT });

  function listMoved(from: string, to: string): Promise<ReadonlySet<string>> {
    const key = `${from} ${to}`;
    const found = moves.get(key) ?? readPaths(git, from, to);
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
    { changes, commits, paths }: Kept,
    target: string,
  ): Promise<ChangeSet | undefined> {
    if (changes.target === target) return changes;
    if (changes.result !== changes.proposed || changes.conflicts.length > 0) return undefined;
    const onTarget = await ancestry.listCommits(target);
    if (!onTarget.has(changes.target) || commits.some(({ id }) => onTarget.has(id))) return undefined;
    const moved = await listMoved(changes.target, target);
    if (paths.some((path) => moved.has(path))) return undefined;
    const carried = { ...changes, target };
    kept.set(changes.head, { changes: carried, commits, paths });
    return carried;
  }

  /** An open pull request: the result of merging `head` into `target`. */
  async function readOpen({ record }: StoredPullRequest, head: string, target: string): Promise<Kept> {
    const [base = noBase(), ...otherBases] = await listMergeBases(git, target, head);
    const proposal = await listDifferences(git, base, head);
    const proposed = digestFiles(proposal.map(({ path, after }) => [path, after]));
    const plain = otherBases.length === 0 && !(await isChangedOnBoth(git, base, target, proposal));
    const effect: Effect = plain
      ? { shown: proposal, result: proposed, conflicts: [] }
      : await readEffect(git, proposal, { base, target, head, proposed }, mergeFile);
    const [files, commits] = await Promise.all([
      readFiles(git, effect.shown),
      listCommits(git, [head, `^${target}`]),
    ]);
    const { shown: _shown, tree: _tree, ...found } = effect;
    const authors = listAuthors(commits, record);
    const changes = { head, base, target, files, proposed, ...found, authors };
    return { changes, commits, paths: effect.shown.map(({ path }) => path) };
  }

  return {
    /** The cached change set of an open pull request. */
    async find(head: string, target: string): Promise<ChangeSet | undefined> {
      const known = kept.get(head);
      return known && carryOver(known, target);
    },

    /**
     * @throws PortalError `conflict` where the repository has lost the commit, or the branches have no common
     * commit
     */
    async read(stored: StoredPullRequest, head: string): Promise<ChangeSet> {
      const { pullRequest, refs } = stored;
      if (pullRequest.state !== "open" || refs.target === undefined) return readDone(git, stored, head);
      const known = await this.find(head, refs.target);
      if (known) return known;
      const read = await readOpen(stored, head, refs.target);
      if (!read.changes.isProvisional) kept.set(head, read);
      return read.changes;
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
  const [base = noBase()] = await listMergeBases(git, target, head);
  const proposal = await listDifferences(git, base, head);
  const proposed = digestFiles(proposal.map(({ path, after }) => [path, after]));
  const { shown, result } = merge
    ? await readMerged(git, proposal, { base, target, tree: merge })
    : { shown: proposal, result: proposed };
  const files = await readFiles(git, shown);
  return { head, base, files, result, proposed, conflicts: [], authors: [] };
}

/**
 * True where the target branch changed one of the same paths too, or where checking that would take too long.
 */
async function isChangedOnBoth(
  git: Git,
  base: string,
  target: string,
  proposal: readonly Difference[],
): Promise<boolean> {
  if (base === target || proposal.length === 0) return false;
  const paths = proposal.map(({ path }) => path);
  // A path that is not UTF-8 cannot be passed on the command line.
  if (paths.length > MAX_PATHS || paths.some((path) => path.includes("\ufffd"))) return true;
  return (await listDifferences(git, base, target, paths)).length > 0;
}

/** The effect of a merge on the target branch: each file before and after. */
async function readEffect(
  git: Git,
  proposal: readonly Difference[],
  { base, target, head, proposed }: Record<"base" | "target" | "head" | "proposed", string>,
  mergeFile: MergeFile | undefined,
): Promise<Effect> {
  const onTarget = new Map(
    (await listDifferences(git, base, target)).map(({ path, after }) => [path, after] as const),
  );
  const meeting = proposal.filter(({ path, after }) => {
    return onTarget.has(path) && !isSameEntry(after, onTarget.get(path));
  });
  const merged = await mergeByFields(git, { target, head }, meeting, onTarget, mergeFile);
  const { tree, conflicts, overlaps, isProvisional } = merged;
  if (tree === undefined)
    return {
      shown: proposal,
      result: proposed,
      conflicts,
      overlaps,
      ...(isProvisional && { isProvisional }),
    };
  return {
    ...describeMerged(proposal, onTarget, await listDifferences(git, target, tree)),
    tree,
    conflicts: [],
  };
}

/** The effect that the merge with the tree had on the target branch, as `readEffect` predicted it. */
async function readMerged(
  git: Git,
  proposal: readonly Difference[],
  { base, target, tree }: Record<"base" | "target" | "tree", string>,
) {
  const [onTarget, changes] = await Promise.all([
    listDifferences(git, base, target),
    listDifferences(git, target, tree),
  ]);
  return describeMerged(proposal, new Map(onTarget.map(({ path, after }) => [path, after])), changes);
}

/**
 * The authors of the commits. The portal's commit for the author counts as the author's, whatever their name.
 */
function listAuthors(commits: readonly CommitRecord[], { work, author }: StoredPullRequest["record"]) {
  const people = commits.flatMap(({ id, people }): CommitPerson[] =>
    id === work ? people.map((person) => ({ ...person, id: author.id })) : people,
  );
  return [...new Map(people.map((person) => [JSON.stringify(person), person])).values()];
}

async function readPaths(git: Git, from: string, to: string): Promise<ReadonlySet<string>> {
  return new Set((await listDifferences(git, from, to)).map(({ path }) => path));
}

async function listMergeBases(git: Git, one: string, head: string): Promise<string[]> {
  const args = ["merge-base", "--all", one, head];
  const { code, stdout } = await git.run(args, { accept: [0, 1, 128] });
  if (code !== 128) return stdout.toString().split("\n").filter(Boolean);
  if ((await readObject(git, head))?.type !== "commit") throw lostCommit(head);
  throw new PortalError("git-unavailable", {
    detail: "The Git repository gave an unexpected response.",
    suggestion:
      "Try again. If the problem persists, ask the platform team to check the repository and its disk.",
  });
}

function noBase(): never {
  throw unrelated();
}
