/** The commits that a pull request adds to the target branch of a remote host. */
import { LRUCache } from "lru-cache";
import { isPortalError, PortalError } from "#lib/errors";
import { lostCommit } from "#lib/git/repository/merge";
import { isObjectId } from "#lib/git/repository/objects";
import type { CommitPerson } from "#lib/git/types";

const MAX_KEPT = 5_000;
const MAX_MOVES_KEPT = 20;

export interface WorkCommit {
  id: string;
  parents: readonly string[];
  /** Authors and committers. */
  people: readonly CommitPerson[];
}

/** The commits that a head contains and the target branch does not. */
export interface Work {
  commits: readonly WorkCommit[];
  /** The merge bases; none for a branch without a commit in common with the target branch. */
  bases: readonly string[];
}

/** A host's history of commits. */
export interface History {
  /**
   * The commits that `head` contains and `target` does not.
   * @throws PortalError `conflict` where the host has lost a commit, or does not list all commits
   */
  listCommits(target: string, head: string): Promise<readonly WorkCommit[]>;
  /** True where the revision contains the commit. Both must exist. */
  contains(revision: string, commit: string): Promise<boolean>;
}

export type WorkReader = ReturnType<typeof createWork>;

/**
 * Reads the work of heads. Caches that of the 5,000 heads used last, because commits never change. A move of
 * the target branch costs two calls for all of them: if the new tip contains the old one and none of the work,
 * the work and its bases stay the same.
 */
export function createWork(history: History) {
  const kept = new LRUCache<string, { target: string; work: Work }>({ max: MAX_KEPT });
  const moves = new LRUCache<string, Promise<ReadonlySet<string> | undefined>>({ max: MAX_MOVES_KEPT });

  function readMove(from: string, to: string): Promise<ReadonlySet<string> | undefined> {
    const key = `${from} ${to}`;
    const found = moves.get(key) ?? listAdded(history, from, to);
    moves.set(key, found);
    found.catch(() => moves.delete(key));
    return found;
  }

  /** The cached work of a head; undefined where it is unknown, or can differ for this tip. */
  async function find(head: string, target: string): Promise<Work | undefined> {
    const known = kept.get(head);
    if (known === undefined || known.target === target) return known?.work;
    const added = await readMove(known.target, target);
    if (added === undefined || known.work.commits.some(({ id }) => added.has(id))) return undefined;
    kept.set(head, { target, work: known.work });
    return known.work;
  }

  async function keep(head: string, target: string, commits: readonly WorkCommit[]): Promise<Work> {
    const work = { commits, bases: await findBases(history, commits, head) };
    kept.set(head, { target, work });
    return work;
  }

  return {
    find,
    /** Caches commits that were read in another way. */
    keep,
    /** @throws PortalError `conflict` as `History.listCommits` */
    async read(head: string, target: string): Promise<Work> {
      // A host would read another text as the name of a branch, which moves.
      if (!isObjectId(head)) throw lostCommit(head);
      return (await find(head, target)) ?? keep(head, target, await history.listCommits(target, head));
    },
  };
}

/** The commits that a move of the target branch added; undefined where it also removed some, or they are unknown. */
async function listAdded(
  history: History,
  from: string,
  to: string,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const [commits, contained] = await Promise.all([
      history.listCommits(from, to),
      history.contains(to, from),
    ]);
    return contained ? new Set(commits.map(({ id }) => id)) : undefined;
  } catch (error) {
    if (isPortalError(error) && error.code !== "git-unavailable") return undefined;
    throw error;
  }
}

/** The merge bases: of the commits' parents on the target branch, those that no other one contains. */
async function findBases(history: History, commits: readonly WorkCommit[], head: string): Promise<string[]> {
  const own = new Set(commits.map(({ id }) => id));
  if (own.size === 0) return [head];
  const candidates = [...new Set(commits.flatMap(({ parents }) => parents))].filter((id) => !own.has(id));
  const contained = await Promise.all(
    candidates.map(async (candidate) => {
      const others = candidates.filter((other) => other !== candidate);
      const answers = others.map((other) => history.contains(other, candidate));
      return (await Promise.all(answers)).includes(true);
    }),
  );
  return candidates.filter((_, index) => !contained[index]);
}

/** The `conflict` error for a branch with more commits than the portal reads. */
export function tooManyCommits(max: number): PortalError {
  return new PortalError("conflict", {
    detail: `This request has more than ${max} commits, so the portal cannot show what it changes.`,
    suggestion: "Close it and make the request again.",
  });
}
