/** Branches of pull requests at Gitea. Its messages do not explain a refusal, so its current state does. */
import type { z } from "zod";
import { isPortalError, PortalError } from "#lib/errors";
import { findRefusal, isAnswerLost } from "#lib/git/gitea/client";
import { removeHalfMadeBranch } from "#lib/git/gitea/half-made-branch";
import { encodePath } from "#lib/git/gitea/names";
import type { GiteaWriterContext } from "#lib/git/gitea/precondition";
import type { GiteaReader } from "#lib/git/gitea/reader";
import {
  type GiteaPullRequest,
  giteaBranch,
  giteaCommitted,
  giteaPullRequest,
  giteaRefs,
} from "#lib/git/gitea/shapes";
import { addAttempt, isAbandonedAttempt } from "#lib/git/remote/attempt";
import { branchExists, noTarget } from "#lib/git/remote/precondition";
import { isUnopenedRequest } from "#lib/git/remote/unopened-branch";
import { assertBase, listChangedFiles } from "#lib/git/repository/changes";
import type { FileChange, GitActor, OpenPullRequestInput } from "#lib/git/types";

/** Gitea's maximum length of a branch name. */
const MAX_BRANCH_LENGTH = 100;

/**
 * Creates the branch of a pull request with its commit. A branch that a stopped portal left with the same commit is used as
 * it is (`isLeft`); any other branch of an abandoned attempt is replaced. Returns the commit.
 * @throws PortalError `already-exists` for a branch in use, `conflict` where a file differs from its base,
 * `git-unavailable` for an empty repository, `invalid` where Gitea does not accept the name
 */
export async function createBranch(
  context: GiteaWriterContext,
  input: OpenPullRequestInput,
  actor: GitActor,
): Promise<{ head: string; isLeft: boolean }> {
  const { client, reader, root, target } = context;
  const { branch } = input;
  if (branch.length > MAX_BRANCH_LENGTH) throw tooLong(branch);
  // In a repository without a commit, Gitea would make this branch the main one.
  if ((await reader.headCommit()) === undefined) throw noTarget(target);
  const files = listChangedFiles(input.files);
  const wanted = { ...input, files };
  const write = async () => ({ head: await writeBranch(context, wanted, actor), isLeft: false });
  return write().catch(async (error: unknown) => {
    if (!isPortalError(error) || error.code !== "already-exists") throw error;
    const found = await client.find(`${root}/branches/${encodePath(branch)}`, giteaBranch);
    if (found === undefined) {
      if (await removeHalfMadeBranch(client, root, branch)) return write();
      throw error;
    }
    const { id: head, message } = found.commit;
    if (await isUnopenedRequest(reader, { head, message }, files, actor)) return { head, isLeft: true };
    if (!(await isAbandoned(context, branch, found))) throw error;
    await client.send("DELETE", `${root}/branches/${encodePath(branch)}`);
    return write();
  });
}

/** One call creates branch and commit, and checks each file against its base. */
async function writeBranch(
  context: GiteaWriterContext,
  input: OpenPullRequestInput,
  actor: GitActor,
): Promise<string> {
  const { client, outcomes, root, target } = context;
  const identity = { name: actor.name, email: actor.email };
  // Gitea knows the account of the token, and whether its address is public.
  const people = actor.token === undefined ? { author: identity, committer: identity } : {};
  const message = addAttempt(input.message, actor);
  try {
    const commit = {
      branch: target,
      new_branch: input.branch,
      message,
      ...people,
      files: input.files.map(describeChange),
    };
    const made = await client.post(`${root}/contents`, commit, giteaCommitted, actor.token);
    return made.commit.sha;
  } catch (error) {
    if (isAnswerLost(error)) return outcomes.findWritten(input.branch, message, error);
    if (findRefusal(error)) await explainNoBranch(context, input);
    throw error;
  }
}

async function explainNoBranch(
  context: GiteaWriterContext,
  { branch, files }: OpenPullRequestInput,
): Promise<void> {
  const { reader } = context;
  if (await isTaken(context, branch)) throw branchExists(branch);
  for (const file of files) assertBase(file, (await reader.readFile(file.path))?.blob ?? null);
  for (const { path, base } of files) if (base === null) await assertRoom(reader, path);
}

/** A folder cannot become a file, nor a file a folder. */
async function assertRoom(reader: GiteaReader, path: string): Promise<void> {
  const parts = path.split("/");
  const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
  for (const parent of above) {
    const file = await reader.readFile(parent);
    if (file) assertBase({ path: parent, content: null, base: null }, file.blob);
  }
  if (await reader.isFolder(path)) assertBase({ path, content: null, base: null }, path);
}

/** True also where the name is a folder of other branches, or inside another branch. */
async function isTaken({ client, reader, root }: GiteaWriterContext, branch: string): Promise<boolean> {
  const parts = branch.split("/");
  const names = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  for (const name of names) if (await reader.headCommit(name)) return true;
  const below = await client.find(`${root}/git/refs/heads/${encodePath(branch)}/`, giteaRefs);
  return below !== undefined;
}

/** True for a branch of a portal that stopped before it opened the pull request. */
async function isAbandoned(
  { client, root }: GiteaWriterContext,
  branch: string,
  { commit: { message, timestamp } }: z.output<typeof giteaBranch>,
): Promise<boolean> {
  if (!isAbandonedAttempt(message, timestamp)) return false;
  const open = await client.getAll(`${root}/pulls?state=open`, giteaPullRequest);
  return open.every(({ head, base }) => head.repo_id !== base.repo_id || head.label !== branch);
}

/** Deletes the branch that was just created, unless someone has pushed to it. */
export async function takeBackBranch(
  { client, reader, root }: GiteaWriterContext,
  branch: string,
  head: string,
): Promise<void> {
  try {
    if ((await reader.headCommit(branch)) === head)
      await client.send("DELETE", `${root}/branches/${encodePath(branch)}`);
  } catch {
    // The person gets the first error.
  }
}

/** For a fork, the branch belongs to the fork's owner. A branch that stays is not an error. */
export async function deleteBranch(
  { client, root }: GiteaWriterContext,
  { head, base }: GiteaPullRequest,
  token: string,
): Promise<void> {
  if (head.repo_id !== base.repo_id) return;
  const address = `${root}/branches/${encodePath(head.label)}`;
  await client.send("DELETE", address, undefined, token).catch(() => undefined);
}

/** A change of one file, as Gitea expects it. */
export function describeChange({ path, content, base }: FileChange) {
  if (content === null) return { operation: "delete", path, sha: base };
  const encoded = Buffer.from(content).toString("base64");
  return base === null
    ? { operation: "create", path, content: encoded }
    : { operation: "update", path, content: encoded, sha: base };
}

function tooLong(branch: string): PortalError {
  return new PortalError("invalid", {
    detail: `The branch ${branch} has a longer name than Gitea accepts (${MAX_BRANCH_LENGTH} characters).`,
    suggestion: "Choose a shorter name.",
  });
}
