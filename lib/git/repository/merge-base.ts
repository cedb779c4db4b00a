import { keepError, type Settled } from "#lib/git/batch";
import { type Git, unreadable } from "#lib/git/process/process";
import type { Ancestry } from "#lib/git/repository/ancestry";
import { type CommitRecord, listCommits } from "#lib/git/repository/commit";
import { lostCommit, unrelated } from "#lib/git/repository/merge";
import { isObjectId, readObject } from "#lib/git/repository/objects";

/** The commits that a head contains and the target branch does not. */
export interface Work {
  /** The head is the first. */
  commits: readonly CommitRecord[];
  /** The merge base that Git prefers. */
  base: string;
  /** True where the histories cross, so that there is more than one merge base. */
  hasOtherBases: boolean;
}

/**
 * The work of many heads, by head, with one process, and one more for each head that the target branch was
 * merged into. Instead of its work, a head can have the error `conflict`: the repository has lost the commit,
 * or the head has no commit in common with `target`.
 */
export async function readWork(
  git: Git,
  ancestry: Ancestry,
  heads: ReadonlySet<string>,
  target: string,
): Promise<Map<string, Settled<Work>>> {
  // Git would read another text as an option or a name.
  const ids = [...heads].filter(isObjectId);
  const [known, onTarget] = await Promise.all([listCommits(git, ids, target), ancestry.listCommits(target)]);
  const read = async (head: string): Promise<Work> => {
    if (onTarget.has(head)) return { commits: [], base: head, hasOtherBases: false };
    if (!known.has(head)) throw lostCommit(head);
    const { commits, joins } = walkWork(head, known, onTarget);
    // Every path from the head to a common commit leads through a join, so a single join is the merge base.
    const [base, ...others] = joins.length > 1 ? await listMergeBases(git, target, head) : joins;
    if (base === undefined) throw unrelated();
    return { commits, base, hasOtherBases: others.length > 0 };
  };
  const entries = [...heads].map(async (head) => [head, await read(head).catch(keepError)] as const);
  return new Map(await Promise.all(entries));
}

/** Follows the parents from `head` to the commits where the work joins the target branch. */
function walkWork(
  head: string,
  known: ReadonlyMap<string, CommitRecord>,
  onTarget: ReadonlySet<string>,
): { commits: CommitRecord[]; joins: string[] } {
  const seen = new Set([head]);
  const commits: CommitRecord[] = [];
  const joins: string[] = [];
  // The loop over a set also visits the ids that it adds.
  for (const id of seen) {
    const commit = onTarget.has(id) ? undefined : known.get(id);
    if (commit === undefined) {
      joins.push(id);
      continue;
    }
    commits.push(commit);
    for (const parent of commit.parents) seen.add(parent);
  }
  return { commits, joins };
}

/**
 * All merge bases of a revision and `head`; the first is the one that Git prefers.
 * @throws PortalError `conflict` where the repository has lost `head`
 */
export async function listMergeBases(git: Git, revision: string, head: string): Promise<string[]> {
  const args = ["merge-base", "--all", revision, head];
  const { code, stdout } = await git.run(args, { accept: [0, 1, 128] });
  if (code !== 128) return stdout.toString().split("\n").filter(Boolean);
  if ((await readObject(git, head))?.type !== "commit") throw lostCommit(head);
  throw unreadable(revision);
}
