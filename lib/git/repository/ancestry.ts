import { LRUCache } from "lru-cache";
import type { Git } from "#lib/git/process/process";
import { isObjectId } from "#lib/git/repository/objects";

const REVISIONS = 4;

export interface Ancestry {
  /**
   * Full ids of the revision and all its ancestors; empty where this repository does not have the revision.
   */
  listCommits(revision: string): Promise<ReadonlySet<string>>;
}

/**
 * Which commits a revision contains. The commits of a revision are listed once, so checking thousands of
 * merges against a revision takes one process. Caches the four revisions used last. A failed or empty list
 * leaves the cache.
 */
export function createAncestry(git: Git): Ancestry {
  const known = new LRUCache<string, Promise<ReadonlySet<string>>>({ max: REVISIONS });

  return {
    async listCommits(revision) {
      if (!isObjectId(revision)) return new Set();
      const found = known.get(revision) ?? readCommits(git, revision);
      known.set(revision, found);
      const commits = await found.catch((error: unknown) => {
        known.delete(revision);
        throw error;
      });
      // It may be fetched later.
      if (commits.size === 0) known.delete(revision);
      return commits;
    },
  };
}

async function readCommits(git: Git, revision: string): Promise<ReadonlySet<string>> {
  const { code, stdout } = await git.run(["rev-list", revision], { accept: [0, 128] });
  return new Set(code === 0 ? stdout.toString().split("\n").filter(Boolean) : []);
}
