/** The list of merge requests. */
import { z } from "zod";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { gitLabMergeRequest, type ListedMergeRequest } from "#lib/git/gitlab/api/shapes";
import type { GitLabMergeRequest } from "#lib/git/gitlab/merge-request";
import type { GitLabReviews } from "#lib/git/gitlab/reviews";
import { createPullRequestIndex } from "#lib/git/remote/index";

const PAGE_SIZE = 100;
const STAMP_SIZE = 30;

/** The list of the project's merge requests, kept up to date with few calls. */
export function createGitLabIndex(
  project: GitLabProject,
  readReviews: (found: ListedMergeRequest) => Promise<GitLabReviews>,
) {
  const { client, path: projectId, target } = project;
  const index = createPullRequestIndex<GitLabMergeRequest>(async (states, since, next) => {
    const page = Number(next ?? 1);
    const options = {
      ...{ projectId, perPage: PAGE_SIZE, page },
      ...{ orderBy: "updated_at" as const, sort: "desc" as const },
      ...(states === "open" && { state: "opened" as const }),
      ...(since > 0 && { updatedAfter: new Date(since).toISOString() }),
    };
    const found = await client.get({
      route: ({ mergeRequests }) => mergeRequests.all(options),
      schema: z.array(gitLabMergeRequest),
    });
    const [newest] = found;
    return {
      found: await Promise.all(found.map(complete)),
      next: found.length < PAGE_SIZE ? undefined : String(page + 1),
      newest: newest && Date.parse(newest.updatedAt),
    };
  });

  /** Each review renews the time of the merge request. */
  async function complete(found: ListedMergeRequest): Promise<GitLabMergeRequest> {
    const known = index.find(found.number);
    if (known?.updatedAt === found.updatedAt && known.head === found.head) return known;
    return { ...found, ...(await readReviews(found)) };
  }

  return {
    ...index,

    /** One call. The text changes whenever a merge request or the tip of the target branch changes. */
    async stamp(): Promise<string> {
      const stamp = await project.query({
        name: "Changes",
        fields: `mergeRequests(first: ${STAMP_SIZE}, sort: UPDATED_DESC) {
            count nodes { iid updatedAt state diffHeadSha }
          }
          repository { tree(ref: $target) { lastCommit { sha } } }`,
        variables: { target: ["String", target] },
        schema: z.record(z.string(), z.unknown()),
      });
      return JSON.stringify(stamp);
    },
  };
}
