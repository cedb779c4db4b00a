/** Branches of merge requests at GitLab. */
import { z } from "zod";
import { PortalError } from "#lib/errors";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { gitLabBranch, gitLabMergeRequest } from "#lib/git/gitlab/api/shapes";
import { deleteBranch, type GitLabWriterContext, readBranch } from "#lib/git/gitlab/precondition";
import { describeOutcome, findOutcome } from "#lib/git/outcome";
import { addAttempt, isAbandonedAttempt, isSameAttempt } from "#lib/git/remote/attempt";
import { assertPlace, listParents } from "#lib/git/remote/place";
import { branchExists, noTarget } from "#lib/git/remote/precondition";
import { findRefusal, isAnswerLost, isRefusedWith } from "#lib/git/remote/refusal";
import { isUnopenedRequest } from "#lib/git/remote/unopened-branch";
import { listChangedFiles } from "#lib/git/repository/changes";
import type { FileChange, GitActor, OpenPullRequestInput } from "#lib/git/types";

/** GitLab's refusals of a file: https://docs.gitlab.com/api/commits/#create-a-commit has no codes for them. */
const WRONG_PLACE = /(file|directory) with this name (already exists|doesn't exist)/i;

/**
 * Creates the branch of a merge request with its commit, in one call that never moves a branch. A branch that a stopped
 * portal left with the same commit is used as it is; any other branch of an abandoned attempt is replaced. Takes three
 * calls.
 * @throws PortalError `already-exists` for a branch in use, `conflict` where a file differs from its base,
 * `git-unavailable` for a project without the target branch, `invalid` where nothing changes
 */
export async function createBranch(
  context: GitLabWriterContext,
  input: OpenPullRequestInput,
  actor: GitActor,
): Promise<string> {
  const { project, reader } = context;
  const tip = await reader.headCommit();
  if (tip === undefined) throw await describeNoTarget(project);
  await assertPlaces(project, tip, input.files);
  const changed = listChangedFiles(input.files);
  return commit(context, { ...input, message: addAttempt(input.message, actor), files: changed }, tip, actor);
}

/** A renamed default branch leaves no branch with the old name. */
async function describeNoTarget({ query, target }: GitLabProject): Promise<PortalError> {
  const { repository } = await query({
    name: "DefaultBranch",
    fields: "repository { rootRef }",
    schema: z.object({ repository: z.object({ rootRef: z.string().nullable() }).nullable() }),
  });
  const renamed = repository?.rootRef;
  if (!renamed || renamed === target) return noTarget(target);
  return new PortalError("git-unavailable", {
    detail: `The Git repository has no branch ${target}. Its default branch is ${renamed}.`,
    suggestion: `Ask the platform team to set the branch in the configuration of Git to ${renamed}, or to create ${target}.`,
  });
}

/** Compares each file with its base. GitLab itself refuses a file in the place of a folder. */
async function assertPlaces(
  project: GitLabProject,
  tip: string,
  files: readonly FileChange[],
): Promise<void> {
  const paths = [...new Set(files.flatMap(({ path }) => listParents(path)))];
  const blob = z.object({ path: z.string(), oid: z.string() });
  const { repository } = await project.query({
    name: "ReadStart",
    fields: "repository { blobs(ref: $tip, paths: $paths) { nodes { path oid } } }",
    variables: { tip: ["String", tip], paths: ["[String!]!", paths] },
    schema: z.object({ repository: z.object({ blobs: z.object({ nodes: z.array(blob) }).nullable() }) }),
  });
  const found = repository.blobs?.nodes ?? [];
  const entries = new Map(found.map(({ path, oid }) => [path, { oid, type: "blob" }]));
  for (const file of files) assertPlace(file, entries);
}

/** Returns the commit. GitLab refuses the call for a branch that exists. */
async function commit(
  context: GitLabWriterContext,
  input: OpenPullRequestInput,
  tip: string,
  actor: GitActor,
): Promise<string> {
  const { project, reader } = context;
  const { branch, files } = input;
  const send = () => sendCommit(project, { ...input, startSha: tip }, actor);
  try {
    return await send();
  } catch (error) {
    if (!isRefusedWith(error, 400, 409, 422)) throw error;
    const found = await readBranch(project, branch);
    if (found === undefined) throw await explainCommit(project, branch, error);
    const { id: head, message } = found.commit;
    if (await isUnopenedRequest(reader, { head, message }, files, actor)) return head;
    if (!(await isAbandoned(project, found))) throw branchExists(branch);
    await deleteBranch(project, branch, head);
    return send().catch((again: unknown) => {
      throw isRefusedWith(again, 400, 409, 422) ? branchExists(branch) : again;
    });
  }
}

interface NewCommit extends Pick<OpenPullRequestInput, "branch" | "message" | "files"> {
  /** The parent of a new branch; absent for a commit on a branch that exists. */
  startSha?: string;
  /** By path: the commit that changed the file last. GitLab refuses the change of a file with another one. */
  lastCommits?: ReadonlyMap<string, string | undefined>;
}

/**
 * Returns the new commit. The message names the attempt.
 * @throws PortalError `outcome-unknown` as `findOutcome`
 */
export async function sendCommit(
  project: GitLabProject,
  { branch, message, files, startSha, lastCommits }: NewCommit,
  actor: GitActor,
): Promise<string> {
  const actions = files.map(({ path: filePath, content, base }) => {
    const lastCommitId = lastCommits?.get(filePath);
    const place = { filePath, ...(lastCommitId !== undefined && { lastCommitId }) };
    if (content === null) return { action: "delete" as const, ...place };
    const encoded = { content: Buffer.from(content).toString("base64"), encoding: "base64" as const };
    return { action: base === null ? ("create" as const) : ("update" as const), ...place, ...encoded };
  });
  const options = {
    ...(startSha !== undefined && { startSha }),
    // The portal's account writes for a person without a token; then the commit names the person.
    ...(actor.token === undefined && { authorName: actor.name, authorEmail: actor.email }),
  };
  try {
    const { id } = await project.client.send({
      route: ({ commits }) => commits.create(project.path, branch, message, actions, options),
      schema: z.object({ id: z.string() }),
      token: actor.token,
    });
    return id;
  } catch (error) {
    if (!isAnswerLost(error)) throw error;
    const outcome = { ...describeOutcome("the branch of the request", "written"), cause: error };
    return findOutcome(outcome, async () => {
      const read = await readBranch(project, branch);
      return read && isSameAttempt(read.commit.message, message) ? read.commit.id : undefined;
    });
  }
}

/** The error of a refused commit where the branch does not exist. */
async function explainCommit(project: GitLabProject, branch: string, error: unknown): Promise<unknown> {
  const message = findRefusal(error)?.message ?? "";
  if (WRONG_PLACE.test(message)) {
    return new PortalError("conflict", {
      detail: `GitLab cannot write the files of the request. It says: ${message}`,
      suggestion: "Reload to see what is in Git now, then make your change again.",
      cause: error,
    });
  }
  return (await isTaken(project, branch)) ? branchExists(branch) : error;
}

/** True where the name is a folder of other branches, or inside another branch. */
async function isTaken(project: GitLabProject, branch: string): Promise<boolean> {
  const { client, path } = project;
  const above = await Promise.all(
    listParents(branch)
      .slice(0, -1)
      .map((parent) => readBranch(project, parent)),
  );
  if (above.some((found) => found !== undefined)) return true;
  const below = await client.get({
    route: ({ branches }) => branches.all(path, { search: `^${branch}/`, perPage: 1, page: 1 }),
    schema: z.array(gitLabBranch),
  });
  return below.length > 0;
}

/** True for a branch of a portal that stopped before it opened the merge request. */
async function isAbandoned(
  { client, path }: GitLabProject,
  { name, commit: { message, committed_date } }: z.output<typeof gitLabBranch>,
): Promise<boolean> {
  if (!isAbandonedAttempt(message, committed_date)) return false;
  const options = { projectId: path, state: "opened" as const, sourceBranch: name, perPage: 1, page: 1 };
  const open = await client.get({
    route: ({ mergeRequests }) => mergeRequests.all(options),
    schema: z.array(gitLabMergeRequest),
  });
  return open.length === 0;
}
