import { PortalError } from "#lib/errors";
import { type GiteaClient, isAnswerLost } from "#lib/git/gitea/client";
import { type GiteaWriterContext, getJudged, requireToken } from "#lib/git/gitea/precondition";
import { giteaReview } from "#lib/git/gitea/shapes";
import { movedOn } from "#lib/git/repository/merge";
import type { GitActor, Judged } from "#lib/git/types";

/** Approves pull requests, one approval at a time for each pull request and person. */
export function createGiteaApproval(context: GiteaWriterContext) {
  /** Approvals in progress, by pull request and person. Each one removes itself at its end. */
  const approvals = new Map<string, Promise<unknown>>();

  return async function approve(
    number: number,
    actor: GitActor,
    judged: Judged,
    comment = "",
  ): Promise<void> {
    const key = `${number} ${actor.id}`;
    const before = approvals.get(key) ?? Promise.resolve();
    const own = before
      .catch(() => undefined)
      .then(() => approveOnce(context, number, actor, judged, comment));
    approvals.set(key, own);
    try {
      await own;
    } finally {
      if (approvals.get(key) === own) approvals.delete(key);
    }
  };
}

async function approveOnce(
  { client, reader, outcomes, root }: GiteaWriterContext,
  number: number,
  actor: GitActor,
  judged: Judged,
  comment: string,
): Promise<void> {
  const found = await getJudged(reader, number, judged);
  const token = requireToken(found, actor, "approve");
  const reviews = `${root}/pulls/${number}/reviews`;
  const listOwn = () => listApprovals(client, reviews, actor, judged.head);
  if ((await listOwn()).some(({ dismissed }) => !dismissed)) return;
  const review = { event: "APPROVED", body: comment, commit_id: judged.head };
  try {
    const { id, stale } = await client.post(reviews, review, giteaReview, token);
    if (stale) {
      await client.send("DELETE", `${reviews}/${id}`, undefined, token);
      throw movedOn(number);
    }
  } catch (error) {
    if (isAnswerLost(error)) {
      await outcomes.findApproved(number, listOwn, error);
      return;
    }
    await getJudged(reader, number, judged);
    if (found.user?.id === actor.id) throw ownApproval(error);
    throw error;
  }
  // Another process may have approved for the same person in the meantime: the latest review counts.
  const surplus = (await listOwn()).slice(0, -1);
  for (const { id } of surplus) {
    await client.send("DELETE", `${reviews}/${id}`, undefined, token).catch(() => undefined);
  }
}

/** The person's approvals of a commit, oldest first. */
async function listApprovals(client: GiteaClient, reviews: string, actor: GitActor, head: string) {
  const all = await client.getAll(reviews, giteaReview);
  return all
    .filter(
      ({ user, state, commit_id }) => user?.id === actor.id && state === "APPROVED" && commit_id === head,
    )
    .sort((a, b) => a.id - b.id);
}

function ownApproval(cause: unknown): PortalError {
  return new PortalError("forbidden", {
    detail: "Gitea does not let people approve their own requests.",
    suggestion: "Ask someone else to review the request.",
    cause,
  });
}
