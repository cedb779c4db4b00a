/** Which commits a revision at GitLab contains, and another does not. */
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { gitLabCommit } from "#lib/git/gitlab/api/shapes";
import type { GitLabObjects } from "#lib/git/gitlab/objects";
import { isRefusedWith } from "#lib/git/remote/refusal";
import { type History, tooManyCommits, type WorkCommit } from "#lib/git/remote/work";
import { lostCommit, unrelated } from "#lib/git/repository/merge";
import { isObjectId } from "#lib/git/repository/objects";

const COMMITS_PER_PAGE = 100;
const MAX_COMMITS = 1_000;
const MAX_BASES_KEPT = 5_000;

export interface GitLabHistory extends History {
  exists(commit: string): Promise<boolean>;
  /** @throws PortalError `conflict` where the commits have none in common, or GitLab has lost one */
  findBase(commit: string, head: string): Promise<string>;
}

/** All parameters are ids of commits, so that an answer is always the same. */
export function createGitLabHistory(
  { client, path }: GitLabProject,
  { exists }: Pick<GitLabObjects, "exists">,
): GitLabHistory {
  /** By two commits, the 5,000 used last: a merge base. */
  const bases = new LRUCache<string, string>({ max: MAX_BASES_KEPT });

  /**
   * A merge base; undefined where there is none, or GitLab does not have a commit
   * (https://docs.gitlab.com/api/repositories/#retrieve-the-merge-base).
   */
  async function findCommon(one: string, other: string): Promise<string | undefined> {
    const key = `${one} ${other}`;
    const known = bases.get(key);
    if (known !== undefined) return known;
    try {
      const { id } = await client.get({
        route: ({ repositories }) => repositories.mergeBase(path, [one, other]),
        schema: gitLabCommit,
      });
      bases.set(key, id);
      return id;
    } catch (error) {
      if (isRefusedWith(error, 400, 404)) return undefined;
      throw error;
    }
  }

  return {
    exists,
    contains: async (revision, commit) => (await findCommon(revision, commit)) === commit,

    async listCommits(target, head) {
      const commits: WorkCommit[] = [];
      for (let page = 1; ; page += 1) {
        const options = { refName: `${target}..${head}`, perPage: COMMITS_PER_PAGE, page };
        const found = await client
          .get({ route: (routes) => routes.commits.all(path, options), schema: z.array(gitLabCommit) })
          .catch((error: unknown) => {
            throw isRefusedWith(error, 400, 404) ? lostCommit(head) : error;
          });
        commits.push(...found.map(describeCommit));
        if (commits.length === 0 && !(await exists(head))) throw lostCommit(head);
        if (found.length < COMMITS_PER_PAGE) return commits;
        if (commits.length > MAX_COMMITS) throw tooManyCommits(MAX_COMMITS);
      }
    },

    async findBase(commit, head) {
      if (!isObjectId(head)) throw lostCommit(head);
      const found = await findCommon(commit, head);
      if (found !== undefined) return found;
      throw (await exists(head)) ? unrelated() : lostCommit(head);
    },
  };
}

function describeCommit(commit: z.output<typeof gitLabCommit>): WorkCommit {
  return {
    id: commit.id,
    parents: commit.parent_ids,
    people: [
      { name: commit.author_name, email: commit.author_email },
      { name: commit.committer_name, email: commit.committer_email },
    ],
  };
}
