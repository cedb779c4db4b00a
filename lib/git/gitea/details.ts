import type { GiteaClient } from "#lib/git/gitea/client";
import { type GiteaPullRequest, type GiteaReview, giteaEvent, giteaReview } from "#lib/git/gitea/shapes";
import type { PullRequest, Review } from "#lib/git/types";

/** Gitea's times have whole seconds, so a second change within this time can have the time of the first. */
const SETTLED_MILLISECONDS = 5000;

interface Details {
  reviews: Review[];
  /** The people whose pushes to the branch Gitea recorded. */
  pushers: string[];
  closedBy?: PullRequest["closedBy"];
}

const VERDICTS: Record<string, Review["verdict"] | undefined> = {
  APPROVED: "approved",
  REQUEST_CHANGES: "changes-requested",
  COMMENT: "commented",
};

/**
 * Details of a pull request that need their own calls. Each review, push and close renews `updated_at`. Caches
 * one result for each pull request, as the list of pull requests does. A new version replaces the result.
 */
export function createDetails(client: GiteaClient, root: string) {
  const known = new Map<number, { version: string; details: Details }>();

  async function fetchDetails(found: GiteaPullRequest): Promise<Details> {
    const { number, merged } = found;
    const [reviews, events] = await Promise.all([
      client.getAll(`${root}/pulls/${number}/reviews`, giteaReview),
      !merged ? client.getAll(`${root}/issues/${number}/timeline`, giteaEvent) : [],
    ]);
    const closing = events.findLast(({ type }) => type === "close");
    return {
      reviews: reviews.flatMap((review) => describeReview(review, found)),
      pushers: [
        ...new Set(events.flatMap(({ type, user }) => (type === "pull_push" && user ? [user.id] : []))),
      ],
      closedBy: closing?.user ?? undefined,
    };
  }

  return {
    /** `at` is Gitea's clock at the time when `found` was read. */
    async read(found: GiteaPullRequest, at: number): Promise<Details> {
      const version = `${found.updated_at} ${found.head.sha} ${found.state}`;
      const kept = known.get(found.number);
      if (kept?.version === version) return kept.details;
      const details = await fetchDetails(found);
      if (at - Date.parse(found.updated_at) > SETTLED_MILLISECONDS)
        known.set(found.number, { version, details });
      return details;
    },
  };
}

/**
 * An approval counts if its author's reviews count in Gitea and, while the pull request is open, if it is of
 * the current commit. Otherwise a later push would be approved without a review.
 */
function describeReview(review: GiteaReview, { merged, state, head }: GiteaPullRequest): Review[] {
  const verdict = VERDICTS[review.state];
  if (!verdict || !review.user || review.dismissed) return [];
  const approval = verdict === "approved";
  if (approval && !merged && state === "open" && review.commit_id !== head.sha) return [];
  return [
    {
      actor: review.user,
      verdict: approval && !review.official ? "commented" : verdict,
      comment: review.body || undefined,
      at: review.submitted_at,
    },
  ];
}
