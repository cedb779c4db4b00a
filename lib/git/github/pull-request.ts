import type { GitHubPullRequest, GitHubReview } from "#lib/git/github/api/shapes";
import { splitAuthor } from "#lib/git/remote/author";
import type { PullRequest, Review } from "#lib/git/types";

const VERDICTS: Readonly<Record<string, Review["verdict"] | undefined>> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changes-requested",
  COMMENTED: "commented",
};

/** GitHub's name for a deleted account. */
const GHOST = { id: "ghost", name: "Deleted account" };

/** A pull request as the portal shows it. `pushers` are those of an open one. */
export function describePullRequest(found: GitHubPullRequest, pushers: string[]): PullRequest {
  const own = found.viewerDidAuthor ? splitAuthor(found.body) : { body: found.body };
  return {
    number: found.number,
    url: found.url,
    branch: found.headRefName,
    title: found.title,
    body: own.body,
    state: found.state,
    author: own.author ?? found.author ?? GHOST,
    createdAt: found.createdAt,
    updatedAt: found.updatedAt,
    reviews: describeReviews(found),
    pushers,
    headCommit: found.head,
    ...(found.state === "merged" && {
      mergeCommit: found.mergeCommit?.oid,
      mergedAt: found.mergedAt ?? undefined,
      mergedBy: found.mergedBy ?? undefined,
    }),
    ...(found.state === "closed" && {
      closedAt: found.closedAt ?? undefined,
      closedBy: found.closings.nodes[0]?.actor ?? undefined,
    }),
  };
}

/**
 * The reviews that stand, oldest first. GitHub counts the newest verdict of a person, so an older approval is
 * left out.
 */
export function listReviews({ reviews }: GitHubPullRequest): GitHubReview[] {
  const all = reviews?.nodes ?? [];
  return all.filter(
    (review, index) =>
      review.state !== "APPROVED" || !all.slice(index + 1).some((later) => replaces(later, review)),
  );
}

/** True for a later verdict of the same person. A comment is none. */
function replaces(later: GitHubReview, review: GitHubReview): boolean {
  const isVerdict = ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].includes(later.state);
  return isVerdict && later.author?.id === review.author?.id;
}

/**
 * An approval counts if its author may push and, while the pull request is open, if it is of the current
 * commit. Otherwise a later push would be approved without a review.
 */
function describeReviews(found: GitHubPullRequest): Review[] {
  const { state, head } = found;
  return listReviews(found).flatMap((review): Review[] => {
    const { author, submittedAt, body, commit, authorCanPushToRepository } = review;
    const verdict = VERDICTS[review.state];
    if (!verdict || !author || !submittedAt) return [];
    const isApproval = verdict === "approved";
    if (isApproval && state === "open" && commit?.oid !== head) return [];
    return [
      {
        actor: author,
        verdict: isApproval && !authorCanPushToRepository ? "commented" : verdict,
        comment: body || undefined,
        at: submittedAt,
      },
    ];
  });
}
