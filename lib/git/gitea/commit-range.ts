/** Which commits a revision at Gitea contains, and another does not. */
import { LRUCache } from "lru-cache";
import { isPortalError, PortalError } from "#lib/errors";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import type { Limit } from "#lib/git/gitea/objects";
import { type GiteaCommit, giteaComparedCommits, giteaComparison } from "#lib/git/gitea/shapes";
import { lostCommit } from "#lib/git/repository/merge";
import { isObjectId } from "#lib/git/repository/objects";

const MAX_KEPT = 5_000;
const MAX_MOVES_KEPT = 20;

/** The commits that a head contains and the target branch does not. */
export interface GiteaWork {
  commits: readonly GiteaCommit[];
  /** The merge bases; none for a branch without a commit in common with the target branch. */
  bases: readonly string[];
}

interface Repository {
  client: GiteaClient;
  /** The repository's path in the API. */
  root: string;
  /** Bounds concurrent calls. */
  limit: Limit;
}

/**
 * Reads the work of heads. Caches that of the 5,000 heads used last, because commits never change. A move of
 * the target branch costs two calls for all of them: if the new tip contains the old one and none of the work,
 * the work and its bases stay the same.
 */
export function createGiteaWork(repository: Repository) {
  const kept = new LRUCache<string, { target: string; work: GiteaWork }>({ max: MAX_KEPT });
  const moves = new LRUCache<string, Promise<ReadonlySet<string> | undefined>>({ max: MAX_MOVES_KEPT });

  function readMove(from: string, to: string): Promise<ReadonlySet<string> | undefined> {
    const key = `${from} ${to}`;
    const found = moves.get(key) ?? listAdded(repository, from, to);
    moves.set(key, found);
    found.catch(() => moves.delete(key));
    return found;
  }

  /** The cached work of a head; undefined where it is unknown, or can differ for this tip. */
  async function find(head: string, target: string): Promise<GiteaWork | undefined> {
    const known = kept.get(head);
    if (known === undefined || known.target === target) return known?.work;
    const added = await readMove(known.target, target);
    if (added === undefined || known.work.commits.some(({ sha }) => added.has(sha))) return undefined;
    kept.set(head, { target, work: known.work });
    return known.work;
  }

  return {
    find,
    /** @throws PortalError `conflict` where Gitea has lost the commit, or does not list all commits */
    async read(head: string, target: string): Promise<GiteaWork> {
      // Gitea would read another text as the name of a branch, which moves.
      if (!isObjectId(head)) throw lostCommit(head);
      const known = await find(head, target);
      if (known) return known;
      const commits = await repository.limit(() => listCommits(repository, target, head));
      const work = { commits, bases: await findBases(repository, commits, head) };
      kept.set(head, { target, work });
      return work;
    },
  };
}

/** The commits that `head` contains and `target` does not. */
async function listCommits(
  { client, root }: Repository,
  target: string,
  head: string,
): Promise<GiteaCommit[]> {
  const address = `${root}/compare/${target}...${head}?verification=false&files=false`;
  const { commits, total_commits } = await client
    .get(address, giteaComparedCommits)
    .catch((error: unknown) => {
      throw findRefusal(error)?.status === 404 ? lostCommit(head) : error;
    });
  if (commits.length !== total_commits) throw tooManyCommits();
  return commits;
}

/** The commits that a move of the target branch added; undefined where it also removed some, or they are unknown. */
async function listAdded(
  repository: Repository,
  from: string,
  to: string,
): Promise<ReadonlySet<string> | undefined> {
  const { client, root, limit } = repository;
  try {
    const [commits, contained] = await Promise.all([
      limit(() => listCommits(repository, from, to)),
      limit(() => containsCommit(client, root, to, from)),
    ]);
    return contained ? new Set(commits.map(({ sha }) => sha)) : undefined;
  } catch (error) {
    if (isPortalError(error) && error.code !== "git-unavailable") return undefined;
    throw error;
  }
}

/** The merge bases: of the commits' parents on the target branch, those that no other one contains. */
async function findBases(
  { client, root, limit }: Repository,
  commits: readonly GiteaCommit[],
  head: string,
): Promise<string[]> {
  const own = new Set(commits.map(({ sha }) => sha));
  if (own.size === 0) return [head];
  const parents = commits.flatMap((commit) => commit.parents.map(({ sha }) => sha));
  const candidates = [...new Set(parents)].filter((sha) => !own.has(sha));
  const contained = await Promise.all(
    candidates.map(async (candidate) => {
      const others = candidates.filter((other) => other !== candidate);
      const answers = others.map((other) => limit(() => containsCommit(client, root, other, candidate)));
      return (await Promise.all(answers)).includes(true);
    }),
  );
  return candidates.filter((_, index) => !contained[index]);
}

/** True where the revision contains the commit. Both must exist. */
export async function containsCommit(
  client: GiteaClient,
  root: string,
  revision: string,
  commit: string,
): Promise<boolean> {
  const address = `${root}/compare/${revision}...${commit}?verification=false&files=false`;
  // Commits that the commit contains and the revision does not.
  return (await client.get(address, giteaComparison)).total_commits === 0;
}

function tooManyCommits(): PortalError {
  return new PortalError("conflict", {
    detail: "Gitea does not list all commits of this request, so nobody can see what it changes.",
    suggestion: "Close it and make the request again.",
  });
}
