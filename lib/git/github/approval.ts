import { z } from "zod";
import type { GitHubPullRequest } from "#lib/git/github/api/shapes";
import { type GitHubWriterContext, HOST } from "#lib/git/github/precondition";
import { listReviews } from "#lib/git/github/pull-request";
import { createLines } from "#lib/git/lines";
import { describeOutcome, findOutcome, readOutcome } from "#lib/git/outcome";
import { getJudged } from "#lib/git/remote/judged";
import { ownApproval, requireToken } from "#lib/git/remote/precondition";
import { isAnswerLost, isRefusedWith } from "#lib/git/remote/refusal";
import { movedOn } from "#lib/git/repository/merge";
import type { GitActor, Judged } from "#lib/git/types";

/** Approves pull requests, one approval at a time for each pull request and person. */
export function createGitHubApproval(context: GitHubWriterContext) {
  /** One line for each pull request and person. */
  const inLine = createLines();

  return (number: number, actor: GitActor, judged: Judged, comment = ""): Promise<GitHubPullRequest> =>
    inLine(`${number} ${actor.id}`, () => approveOnce(context, number, actor, judged, comment));
}

/**
 * GitHub keeps each review of a person and counts the newest. Two processes can both approve for one person;
 * the portal then shows one approval. Returns the pull request after the approval.
 */
async function approveOnce(
  { repository, reader }: GitHubWriterContext,
  number: number,
  actor: GitActor,
  judged: Judged,
  comment: string,
): Promise<GitHubPullRequest> {
  const found = await getJudged(reader, number, judged);
  const token = requireToken(found.url, actor, "approve", HOST);
  if (hasApproved(found, actor, judged.head)) return found;
  const { client, place } = repository;
  const review = { event: "APPROVE", body: comment, commit_id: judged.head };
  const parameters = { ...place, pull_number: number, ...review };
  const path = "/repos/{owner}/{repo}/pulls/{pull_number}/reviews";
  try {
    await client.send({ method: "POST", path, parameters, schema: z.object({ id: z.number() }), token });
  } catch (error) {
    if (isAnswerLost(error)) {
      const outcome = { ...describeOutcome(`pull request ${number}`, "approved"), cause: error };
      await findOutcome(outcome, async () =>
        hasApproved(await reader.getExisting(number), actor, judged.head) ? true : undefined,
      );
    } else {
      // GitHub answers 422 for the author's own approval, and where the pull request has changed.
      if (isRefusedWith(error, 422) && found.author?.id === actor.id) throw ownApproval(HOST, error);
      await getJudged(reader, number, judged);
      throw error;
    }
  }
  // GitHub accepts the review of an older commit: a push in the meantime must not look approved.
  const now = await readOutcome(`pull request ${number} is approved`, () => reader.getExisting(number));
  if (now.head !== judged.head) throw movedOn(number);
  return now;
}

function hasApproved(found: GitHubPullRequest, actor: GitActor, head: string): boolean {
  return listReviews(found).some(
    ({ author, state, commit }) => author?.id === actor.id && state === "APPROVED" && commit?.oid === head,
  );
}
