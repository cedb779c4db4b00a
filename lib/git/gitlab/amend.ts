/** New commits on the branch of an open merge request at GitLab. */
import { z } from "zod";
import { isPortalError } from "#lib/errors";
import { sendCommit } from "#lib/git/gitlab/branch";
import type { GitLabMergeRequest } from "#lib/git/gitlab/merge-request";
import { explainRefusal, type GitLabWriterContext } from "#lib/git/gitlab/precondition";
import { describeOutcome, findOutcome, readOutcome } from "#lib/git/outcome";
import { addAttempt } from "#lib/git/remote/attempt";
import { addAuthor, splitAuthor } from "#lib/git/remote/author";
import { getOpen } from "#lib/git/remote/judged";
import { descriptionKept, foreignBranch } from "#lib/git/remote/precondition";
import { isAnswerLost } from "#lib/git/remote/refusal";
import { assertBase, assertChanges } from "#lib/git/repository/changes";
import { movedOn } from "#lib/git/repository/merge";
import type { AmendPullRequestInput, FileChange, GitActor } from "#lib/git/types";

/**
 * Adds the commit, then replaces the description. Returns the merge request after that.
 * @throws PortalError as `amendPullRequest` of `GitProvider`
 */
export async function amend(
  context: GitLabWriterContext,
  number: number,
  input: AmendPullRequestInput,
  actor: GitActor,
): Promise<GitLabMergeRequest> {
  const { reader } = context;
  const found = await getOpen(reader, number);
  if (found.isFork) throw foreignBranch(found.url);
  if (found.head !== input.head) throw movedOn(number);
  const head = input.files.length > 0 ? await addCommit(context, found, input, actor) : input.head;
  await replaceDescription(context, found, input.body, actor);
  return readOutcome(`pull request ${number} is amended`, async () => {
    const changed = await reader.getExisting(number);
    // GitLab moves the head of the merge request a moment after the branch.
    if (changed.head === input.head && head !== input.head)
      throw new Error(`GitLab shows pull request ${number} before the change.`);
    return changed;
  });
}

/**
 * GitLab compares each file with the last commit that changed it, and pushes without force. It does not compare the
 * head: a push of other files between the read of the head and this call stays below the new commit.
 */
async function addCommit(
  context: GitLabWriterContext,
  { number, branch }: GitLabMergeRequest,
  { head, message, files }: AmendPullRequestInput,
  actor: GitActor,
): Promise<string> {
  assertChanges(files);
  const { project, reader } = context;
  const lastCommits = new Map(
    await Promise.all(
      files.map(async (file) => [file.path, await readLastCommit(context, file, head)] as const),
    ),
  );
  try {
    return await sendCommit(
      project,
      { branch, message: addAttempt(message, actor), files, lastCommits },
      actor,
    );
  } catch (error) {
    if (isPortalError(error) && error.code === "outcome-unknown") throw error;
    await getOpen(reader, number);
    if ((await reader.headCommit(branch)) !== head) throw movedOn(number, error);
    throw await explainRefusal(project, error, actor.token);
  }
}

/**
 * The last commit before `head` that changed the file; undefined for a file that is new there.
 * @throws PortalError `conflict` where the file differs from its base
 */
async function readLastCommit(
  { project: { client, path, find } }: GitLabWriterContext,
  file: FileChange,
  head: string,
): Promise<string | undefined> {
  const shown = await find(() =>
    client.get({
      route: ({ repositoryFiles }) => repositoryFiles.show(path, file.path, head),
      schema: z.object({ blob_id: z.string(), last_commit_id: z.string() }),
    }),
  );
  assertBase(file, shown?.blob_id ?? null);
  return shown?.last_commit_id;
}

/** The portal's account edits the merge requests that it opened for people. */
async function replaceDescription(
  { project, reader }: GitLabWriterContext,
  { number, description, author: opener }: GitLabMergeRequest,
  wanted: string,
  actor: GitActor,
): Promise<void> {
  const isOwn = opener?.id === actor.id;
  const { author } = splitAuthor(description);
  const text = author && !isOwn ? addAuthor(wanted, author) : wanted;
  if (text === description) return;
  try {
    await project.client.send({
      route: ({ mergeRequests }) => mergeRequests.edit(project.path, number, { description: text }),
      schema: z.object({ iid: z.number() }),
      token: isOwn ? actor.token : undefined,
    });
  } catch (error) {
    if (!isAnswerLost(error)) throw descriptionKept(number, error);
    const subject = `the description of pull request ${number}`;
    await findOutcome({ ...describeOutcome(subject, "replaced"), cause: error }, async () =>
      (await reader.getExisting(number)).description === text ? true : undefined,
    );
  }
}
