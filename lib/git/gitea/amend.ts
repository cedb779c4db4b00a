/** New commits on the branch of an open pull request at Gitea. */
import { describeChange } from "#lib/git/gitea/branch";
import { isAnswerLost } from "#lib/git/gitea/client";
import { type GiteaWriterContext, getOpen } from "#lib/git/gitea/precondition";
import { type GiteaPullRequest, giteaCommitted } from "#lib/git/gitea/shapes";
import { addAttempt } from "#lib/git/remote/attempt";
import { addAuthor, splitAuthor } from "#lib/git/remote/author";
import { descriptionKept, foreignBranch } from "#lib/git/remote/precondition";
import { assertBase, assertChanges } from "#lib/git/repository/changes";
import { movedOn } from "#lib/git/repository/merge";
import type { AmendPullRequestInput, GitActor } from "#lib/git/types";

/**
 * Adds the commit, then replaces the body. Returns the head of the branch.
 * @throws PortalError as `amendPullRequest` of `GitProvider`
 */
export async function amend(
  context: GiteaWriterContext,
  number: number,
  input: AmendPullRequestInput,
  actor: GitActor,
): Promise<string> {
  const { reader } = context;
  const found = await getOpen(reader, number);
  if (found.head.repo_id !== found.base.repo_id) throw foreignBranch(found.html_url);
  if (found.head.sha !== input.head) throw movedOn(number);
  const head = input.files.length > 0 ? await addCommit(context, found, input, actor) : input.head;
  await replaceBody(context, found, input.body, actor);
  return head;
}

/**
 * Gitea compares each file with its base, and pushes without force. It does not compare the head: a push of
 * other files between the read of the head and this call stays below the new commit.
 */
async function addCommit(
  context: GiteaWriterContext,
  { number, head: { label: branch } }: GiteaPullRequest,
  { head, message, files }: AmendPullRequestInput,
  actor: GitActor,
): Promise<string> {
  assertChanges(files);
  const { client, reader, outcomes, root } = context;
  const identity = { name: actor.name, email: actor.email };
  const people = actor.token === undefined ? { author: identity, committer: identity } : {};
  const marked = addAttempt(message, actor);
  const commit = { branch, message: marked, ...people, files: files.map(describeChange) };
  try {
    return (await client.post(`${root}/contents`, commit, giteaCommitted, actor.token)).commit.sha;
  } catch (error) {
    if (isAnswerLost(error)) return outcomes.findWritten(branch, marked, error);
    await getOpen(reader, number);
    if ((await reader.headCommit(branch)) !== head) throw movedOn(number, error);
    for (const file of files) assertBase(file, (await reader.readFile(file.path, head))?.blob ?? null);
    throw error;
  }
}

/** The portal's account edits the pull requests that it opened for people. */
async function replaceBody(
  { client, outcomes, root }: GiteaWriterContext,
  { number, body, user }: GiteaPullRequest,
  wanted: string,
  actor: GitActor,
): Promise<void> {
  const isOwn = user?.id === actor.id;
  const { author } = splitAuthor(body);
  const text = author && !isOwn ? addAuthor(wanted, author) : wanted;
  if (text === body) return;
  const token = isOwn ? actor.token : undefined;
  try {
    await client.send("PATCH", `${root}/pulls/${number}`, { body: text }, token);
  } catch (error) {
    if (!isAnswerLost(error)) throw descriptionKept(number, error);
    await outcomes.findBody(number, text, error);
  }
}
