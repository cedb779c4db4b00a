import type { ListedMergeRequest } from "#lib/git/gitlab/api/shapes";
import type { GitLabReviews } from "#lib/git/gitlab/reviews";
import { splitAuthor } from "#lib/git/remote/author";
import type { PullRequest } from "#lib/git/types";

/** A merge request with its reviews. */
export type GitLabMergeRequest = ListedMergeRequest & GitLabReviews;

/** GitLab's name for a deleted account: https://docs.gitlab.com/user/profile/account/delete_account/ */
const GHOST = { id: "ghost", name: "Deleted account" };

/**
 * A merge request as the portal shows it.
 * @param account the user name of the portal's account: only that account opens requests for other people
 */
export function describeMergeRequest(found: GitLabMergeRequest, account: string): PullRequest {
  const { number, url, branch, title, state, createdAt, updatedAt, reviews, pushers, head } = found;
  const own = found.author?.id === account ? splitAuthor(found.description) : { body: found.description };
  return {
    ...{ number, url, branch, title, body: own.body, state },
    author: own.author ?? found.author ?? GHOST,
    ...{ createdAt, updatedAt, reviews, pushers, headCommit: head },
    ...(state === "merged" && {
      mergeCommit: found.mergeCommit,
      mergedAt: found.mergedAt,
      mergedBy: found.mergedBy,
    }),
    ...(state === "closed" && { closedAt: found.closedAt, closedBy: found.closedBy }),
  };
}
