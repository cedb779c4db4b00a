/** Branches of pull requests at GitHub. */
import { z } from "zod";
import { isPortalError, PortalError } from "#lib/errors";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import { gitHubRef } from "#lib/git/github/api/shapes";
import { isAbandoned, isTaken, readBranch } from "#lib/git/github/branch-state";
import type { GitHubWriterContext } from "#lib/git/github/precondition";
import { deleteBranch } from "#lib/git/github/refs";
import { describeOutcome, findOutcome } from "#lib/git/outcome";
import { addAttempt, isSameAttempt } from "#lib/git/remote/attempt";
import { assertPlace, listParents } from "#lib/git/remote/place";
import { branchExists, noTarget } from "#lib/git/remote/precondition";
import { findRefusal, isAnswerLost, isRefusedWith } from "#lib/git/remote/refusal";
import { isUnopenedRequest } from "#lib/git/remote/unopened-branch";
import { listChangedFiles } from "#lib/git/repository/changes";
import type { FileChange, GitActor, OpenPullRequestInput } from "#lib/git/types";

/** The target branch before a change. */
interface Start {
  repositoryId: string;
  tip: string;
}

/**
 * Creates the branch of a pull request with its commit. A branch that a stopped portal left with the same commit is used as
 * it is; any other branch of an abandoned attempt is replaced. Takes three calls.
 * @throws PortalError `already-exists` for a branch in use, `conflict` where a file differs from its base,
 * `git-unavailable` for a repository without the target branch, `invalid` where nothing changes
 */
export async function createBranch(
  context: GitHubWriterContext,
  input: OpenPullRequestInput,
  actor: GitActor,
): Promise<{ repositoryId: string; head: string }> {
  const { repository } = context;
  const { repositoryId, tip } = await readStart(repository, input.files);
  repository.keepId(repositoryId);
  const changed = listChangedFiles(input.files);
  const wanted = { ...input, files: changed };
  const left = await createRef(context, wanted, tip, actor);
  const head = left ?? (await commit(context, wanted, tip, actor));
  return { repositoryId, head };
}

/** The tip of the target branch, after each file was compared with its base there. */
async function readStart(repository: GitHubRepository, files: readonly FileChange[]): Promise<Start> {
  const paths = [...new Set(files.flatMap(({ path }) => listParents(path)))];
  const aliases = paths.map((_, index) => `f${index}: file(path: $f${index}) { oid type }`);
  const entry = z.object({ oid: z.string(), type: z.string() });
  const { id, ref, defaultBranchRef } = await repository.query({
    name: "ReadStart",
    fields: `id defaultBranchRef { name }
      ref(qualifiedName: $target) { target { oid ... on Commit { ${aliases.join(" ")} } } }`,
    variables: {
      target: ["String!", `refs/heads/${repository.target}`],
      ...Object.fromEntries(paths.map((path, index) => [`f${index}`, ["String!", path] as const])),
    },
    schema: z.object({
      id: z.string(),
      defaultBranchRef: z.object({ name: z.string() }).nullable(),
      ref: z
        .object({ target: z.object({ oid: z.string() }).catchall(z.union([entry, z.string()]).nullable()) })
        .nullable(),
    }),
    accepts: ({ type, path }) => type === "NOT_FOUND" && (path?.length ?? 0) > 1,
  });
  if (ref === null) throw noBranch(repository.target, defaultBranchRef?.name);
  const entries = new Map(
    paths.map((path, index) => {
      const found = ref.target[`f${index}`];
      return [path, typeof found === "object" ? found : null];
    }),
  );
  for (const file of files) assertPlace(file, entries);
  return { repositoryId: id, tip: ref.target.oid };
}

/** A renamed default branch leaves no branch with the old name. */
function noBranch(target: string, renamed: string | undefined): PortalError {
  if (renamed === undefined) return noTarget(target);
  return new PortalError("git-unavailable", {
    detail: `The Git repository has no branch ${target}. Its default branch is ${renamed}.`,
    suggestion: `Ask the platform team to set the branch in the configuration of Git to ${renamed}, or to create ${target}.`,
  });
}

/** Returns the commit where the branch already has that of this request. */
async function createRef(
  context: GitHubWriterContext,
  { branch, files }: OpenPullRequestInput,
  tip: string,
  actor: GitActor,
): Promise<string | undefined> {
  const { repository, reader } = context;
  const parameters = { ...repository.place, ref: `refs/heads/${branch}`, sha: tip };
  const path = "/repos/{owner}/{repo}/git/refs";
  const create = () =>
    repository.client.send({ method: "POST", path, parameters, schema: gitHubRef, token: actor.token });
  try {
    await create();
  } catch (error) {
    if (isAnswerLost(error)) {
      const outcome = { ...describeOutcome("the branch of the request", "written"), cause: error };
      const found = await findOutcome(outcome, () => readBranch(repository, branch));
      // Another attempt can have created the branch. Only one of them can add a commit to this tip.
      if (found.oid !== tip) throw branchExists(branch);
      return undefined;
    }
    if (!isRefusedWith(error, 409, 422)) throw error;
    const found = await readBranch(repository, branch);
    if (found === undefined) throw (await isTaken(repository, branch)) ? branchExists(branch) : error;
    const { oid: head, message } = found;
    if (await isUnopenedRequest(reader, { head, message }, files, actor)) return head;
    if (!(await isAbandoned(context, found))) throw branchExists(branch);
    await deleteBranch(repository, branch, head);
    await create().catch((again: unknown) => {
      throw isRefusedWith(again, 409, 422) ? branchExists(branch) : again;
    });
  }
  return undefined;
}

/** Returns the commit. On a failure, the branch is deleted unless it has moved. */
async function commit(
  { repository }: GitHubWriterContext,
  input: OpenPullRequestInput,
  tip: string,
  actor: GitActor,
): Promise<string> {
  const marked = { ...input, message: addAttempt(input.message, actor) };
  try {
    return await sendCommit(repository, marked, tip, actor);
  } catch (error) {
    if (findRefusal(error)?.type === "STALE_DATA") throw branchExists(input.branch);
    if (!isPortalError(error) || error.code !== "outcome-unknown")
      await deleteBranch(repository, input.branch, tip);
    throw error;
  }
}

/**
 * Adds one commit to a branch that is at `tip`. The message names the attempt.
 * @throws PortalError whose cause is a refusal of the type `STALE_DATA` where the branch is elsewhere,
 * `outcome-unknown` as `findOutcome`
 */
export async function sendCommit(
  repository: GitHubRepository,
  { branch, message, files }: Pick<OpenPullRequestInput, "branch" | "message" | "files">,
  tip: string,
  actor: GitActor,
): Promise<string> {
  // https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors
  const trailer = actor.token === undefined ? `\nCo-authored-by: ${actor.name} <${actor.email}>` : "";
  const [headline = "", ...body] = `${message}${trailer}`.split("\n");
  const input = {
    branch: { repositoryNameWithOwner: repository.fullName, branchName: branch },
    expectedHeadOid: tip,
    message: { headline, body: body.join("\n").trim() },
    fileChanges: describeChanges(files),
  };
  const schema = z.object({ commit: z.object({ oid: z.string() }) });
  try {
    const made = await repository.mutate({
      name: "Commit",
      field: "createCommitOnBranch",
      input,
      fields: "commit { oid }",
      schema,
      token: actor.token,
    });
    return made.commit.oid;
  } catch (error) {
    if (!isAnswerLost(error)) throw error;
    const outcome = { ...describeOutcome("the branch of the request", "written"), cause: error };
    return findOutcome(outcome, async () => {
      const found = await readBranch(repository, branch);
      return found && isSameAttempt(found.message, message) ? found.oid : undefined;
    });
  }
}

function describeChanges(files: readonly FileChange[]) {
  return {
    additions: files.flatMap(({ path, content }) =>
      content === null ? [] : [{ path, contents: Buffer.from(content).toString("base64") }],
    ),
    deletions: files.flatMap(({ path, content }) => (content === null ? [{ path }] : [])),
  };
}
