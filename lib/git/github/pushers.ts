import { LRUCache } from "lru-cache";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import { type GitHubPullRequest, gitHubActivity } from "#lib/git/github/api/shapes";
import { isRefusedWith } from "#lib/git/remote/refusal";

const MAX_KEPT = 5_000;

/**
 * The people who pushed to the branch of an open pull request, from GitHub's record of changes of refs
 * (https://docs.github.com/en/rest/repos/repos#list-repository-activities). A branch with one commit and
 * without a force push has had no push since it was opened, so it costs no call. Caches the 5,000 results used
 * last, by pull request and head. Empty for a fork, whose record the portal does not see.
 */
export function createPushers({ client, place }: GitHubRepository) {
  const known = new LRUCache<string, string[]>({ max: MAX_KEPT });

  async function readPushers(branch: string): Promise<string[]> {
    const parameters = { ...place, ref: `refs/heads/${branch}`, per_page: 100 };
    const path = "/repos/{owner}/{repo}/activity";
    const all = await client
      .get({ method: "GET", path, parameters, schema: gitHubActivity })
      .catch((error: unknown) => {
        // Older servers have no such record, and not every token may read it.
        if (isRefusedWith(error, 403, 404)) return [];
        throw error;
      });
    // Newest first: older entries belong to an earlier branch with this name.
    const created = all.findIndex(({ activity_type }) => activity_type === "branch_creation");
    const own = created < 0 ? all : all.slice(0, created);
    const pushes = own.filter(({ activity_type }) => /push$/.test(activity_type));
    return [...new Set(pushes.flatMap(({ actor }) => (actor ? [actor.login] : [])))];
  }

  return async function findPushers(found: GitHubPullRequest): Promise<string[]> {
    const { number, state, isCrossRepository, headRefName, head, commits, forcePushes } = found;
    const isUntouched = (commits?.totalCount ?? 2) <= 1 && forcePushes?.nodes.length === 0;
    if (state !== "open" || isCrossRepository || isUntouched) return [];
    const key = `${number} ${head}`;
    const pushers = known.get(key) ?? (await readPushers(headRefName));
    known.set(key, pushers);
    return pushers;
  };
}
