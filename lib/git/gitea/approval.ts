import { type GiteaClient, isAnswerLost } from "#lib/git/gitea/client";
import { type GiteaWriterContext, getJudged } from "#lib/git/gitea/precondition";
import { giteaReview } from "#lib/git/gitea/shapes";
import { createLines } from "#lib/git/lines";
import { ownApproval, requireToken } from "#lib/git/remote/precondition";
import { movedOn } from "#lib/git/repository/merge";
import type { GitActor, Judged } from "#lib/git/types";

/** Approves pull requests, one approval at a time for each pull request and person. */
export function createGiteaApproval(context: GiteaWriterContext) {
  /** One line for each pull request and person. */
  const inLine = createLines();

  return (number: number, actor: GitActor, judged: Judged, comment = ""): Promise<void> =>
    inLine(`${number} ${actor.id}`, () => approveOnce(context, number, actor, judged, comment));
}

async function approveOnce(
  { client, reader, outcomes, root }: GiteaWriterContext,
  number: number,
  actor: GitActor,
  judged: Judged,
  comment: string,
): Promise<void> {
  const found = await getJudged(reader, number, judged);
  const token = requireToken(found.html_url, actor, "approve", "Gitea");
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
    if (found.user?.id === actor.id) throw ownApproval("Gitea", error);
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
