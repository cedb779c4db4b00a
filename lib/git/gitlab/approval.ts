import { z } from "zod";
import type { GitLabMergeRequest } from "#lib/git/gitlab/merge-request";
import { explainRefusal, type GitLabWriterContext, HOST } from "#lib/git/gitlab/precondition";
import { addApprovedCommit } from "#lib/git/gitlab/reviews";
import { createLines } from "#lib/git/lines";
import { describeOutcome, findOutcome, readOutcome } from "#lib/git/outcome";
import { getJudged } from "#lib/git/remote/judged";
import { ownApproval, requireToken } from "#lib/git/remote/precondition";
import { isAnswerLost, isRefusedWith } from "#lib/git/remote/refusal";
import { movedOn } from "#lib/git/repository/merge";
import type { GitActor, Judged } from "#lib/git/types";

interface Approval {
  number: number;
  actor: GitActor;
  head: string;
  token: string;
}

/** Approves merge requests, one approval at a time for each merge request and person. */
export function createGitLabApproval(context: GitLabWriterContext) {
  /** One line for each merge request and person. */
  const inLine = createLines();

  return (number: number, actor: GitActor, judged: Judged, comment = ""): Promise<GitLabMergeRequest> =>
    inLine(`${number} ${actor.id}`, () => approveOnce(context, number, actor, judged, comment));
}

/** A person has one approval at GitLab. Returns the merge request after the approval. */
async function approveOnce(
  context: GitLabWriterContext,
  number: number,
  actor: GitActor,
  judged: Judged,
  comment: string,
): Promise<GitLabMergeRequest> {
  const { project, reader } = context;
  const found = await getJudged(reader, number, judged);
  const token = requireToken(found.url, actor, "approve", HOST);
  if (hasApproved(found, actor)) return found;
  const approval = { number, actor, head: judged.head, token };
  try {
    // GitLab does not renew the approval of an earlier commit.
    if (found.approvers.includes(actor.id)) await withdraw(context, approval);
    if (comment !== "") await addComment(context, approval, comment);
    await send(context, approval);
  } catch (error) {
    const isMade = isAnswerLost(error)
      ? await findMade(context, approval, error)
      : hasApproved(await getJudged(reader, number, judged), actor);
    if (!isMade) {
      // GitLab answers 401 for the author's own approval.
      if (isRefusedWith(error, 401, 403) && found.author?.id === actor.id) throw ownApproval(HOST, error);
      throw await explainRefusal(project, error, token);
    }
  }
  const now = await readOutcome(`pull request ${number} is approved`, () => reader.getExisting(number));
  if (now.head !== judged.head) throw movedOn(number);
  return now;
}

/** GitLab refuses another head than `sha` with status 409. */
async function send({ project }: GitLabWriterContext, { number, head, token }: Approval): Promise<void> {
  await project.client.send({
    route: ({ approvals }) => approvals.approve(project.path, number, { sha: head }),
    schema: z.unknown(),
    token,
  });
}

async function withdraw({ project }: GitLabWriterContext, { number, token }: Approval): Promise<void> {
  await project.client.send({
    route: ({ approvals }) => approvals.unapprove(project.path, number),
    schema: z.unknown(),
    token,
  });
}

/** GitLab's approvals have no text, so a note has it. */
async function addComment(
  { project }: GitLabWriterContext,
  { number, head, token }: Approval,
  comment: string,
): Promise<void> {
  await project.client.send({
    route: ({ notes }) => notes.create(project.path, number, addApprovedCommit(comment, head)),
    schema: z.unknown(),
    token,
  });
}

/** @throws PortalError as `findOutcome` */
function findMade({ reader }: GitLabWriterContext, { number, actor }: Approval, cause: unknown) {
  const outcome = { ...describeOutcome(`pull request ${number}`, "approved"), cause };
  return findOutcome(outcome, async () =>
    hasApproved(await reader.getExisting(number), actor) ? true : undefined,
  );
}

function hasApproved({ reviews }: GitLabMergeRequest, { id }: GitActor): boolean {
  return reviews.some(({ actor, verdict }) => actor.id === id && verdict === "approved");
}
