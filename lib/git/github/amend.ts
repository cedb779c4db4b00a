/** New commits on the branch of an open pull request at GitHub. */
import { z } from "zod";
import { isPortalError } from "#lib/errors";
import type { GitHubPullRequest } from "#lib/git/github/api/shapes";
import { sendCommit } from "#lib/git/github/branch";
import type { GitHubWriterContext } from "#lib/git/github/precondition";
import { describeOutcome, findOutcome, readOutcome } from "#lib/git/outcome";
import { addAttempt } from "#lib/git/remote/attempt";
import { addAuthor, splitAuthor } from "#lib/git/remote/author";
import { getOpen } from "#lib/git/remote/judged";
import { descriptionKept, foreignBranch } from "#lib/git/remote/precondition";
import { findRefusal, isAnswerLost } from "#lib/git/remote/refusal";
import { assertChanges } from "#lib/git/repository/changes";
import { movedOn } from "#lib/git/repository/merge";
import type { AmendPullRequestInput, GitActor } from "#lib/git/types";

/**
 * Adds the commit, then replaces the body. GitHub adds the commit only where the branch is at `input.head`.
 * Returns the pull request after that.
 * @throws PortalError as `amendPullRequest` of `GitProvider`
 */
export async function amend(
  context: GitHubWriterContext,
  number: number,
  input: AmendPullRequestInput,
  actor: GitActor,
): Promise<GitHubPullRequest> {
  const { reader } = context;
  const found = await getOpen(reader, number);
  if (found.isCrossRepository) throw foreignBranch(found.url);
  if (found.head !== input.head) throw movedOn(number);
  const head = input.files.length > 0 ? await addCommit(context, found, input, actor) : input.head;
  const own = found.viewerDidAuthor ? splitAuthor(found.body).author : undefined;
  const body = own ? addAuthor(input.body, own) : input.body;
  // The portal's account edits the pull requests that it opened for people.
  if (body !== found.body)
    await replaceBody(context, number, body, found.viewerDidAuthor ? undefined : actor.token);
  return readOutcome(`pull request ${number} is amended`, async () => {
    const changed = await reader.getExisting(number);
    // GitHub's copies can lag behind.
    if (changed.head === input.head && head !== input.head)
      throw new Error(`GitHub shows pull request ${number} before the change.`);
    return changed;
  });
}

async function addCommit(
  { repository, reader }: GitHubWriterContext,
  { number, headRefName: branch }: GitHubPullRequest,
  { head, message, files }: AmendPullRequestInput,
  actor: GitActor,
): Promise<string> {
  assertChanges(files);
  try {
    return await sendCommit(repository, { branch, message: addAttempt(message, actor), files }, head, actor);
  } catch (error) {
    if (findRefusal(error)?.type === "STALE_DATA") throw movedOn(number, error);
    if (isPortalError(error) && error.code === "outcome-unknown") throw error;
    await getOpen(reader, number);
    throw error;
  }
}

async function replaceBody(
  { repository: { client, place }, reader }: GitHubWriterContext,
  number: number,
  body: string,
  token: string | undefined,
): Promise<void> {
  const parameters = { ...place, pull_number: number, body };
  const path = "/repos/{owner}/{repo}/pulls/{pull_number}";
  try {
    await client.send({
      method: "PATCH",
      path,
      parameters,
      schema: z.object({ number: z.number() }),
      token,
    });
  } catch (error) {
    if (!isAnswerLost(error)) throw descriptionKept(number, error);
    const subject = `the description of pull request ${number}`;
    await findOutcome({ ...describeOutcome(subject, "replaced"), cause: error }, async () =>
      (await reader.getExisting(number)).body === body ? true : undefined,
    );
  }
}
