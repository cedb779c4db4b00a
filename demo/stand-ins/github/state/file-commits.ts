/** Commits of files on a branch, made on the host. */
import type { Viewer } from "#demo/stand-ins/github/state/access";
import { findPushProblem, recordMove } from "#demo/stand-ins/github/state/branches";
import { Refusal, validationFailed } from "#demo/stand-ins/github/state/refusal";
import { WEB_FLOW } from "#demo/stand-ins/github/state/state";
import type { State } from "#demo/stand-ins/github/state/types";
import type { FileEdit } from "#demo/stand-ins/repository/host-repository";
import { isPortalError } from "#lib/errors";
import { findPathProblem } from "#lib/git/path";

export interface BranchCommit {
  branch: string;
  /** The commit that the branch must point to. */
  expected: string;
  headline: string;
  body?: string;
  edits: readonly FileEdit[];
}

/**
 * Commits on a branch as https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch describes.
 * @returns the id of the commit
 * @throws Refusal `STALE_DATA` where the branch has another head
 */
export async function commitOnBranch(state: State, input: BranchCommit, viewer: Viewer): Promise<string> {
  const { branch, expected, headline, body, edits } = input;
  const { account } = viewer;
  const tip = await state.repository.findTip(branch);
  if (tip === undefined) throw new Refusal(404, `No branch ${branch} in the repository.`);
  if (tip !== expected) throw staleBranch(expected);
  const problem = findPushProblem(state, branch, account);
  if (problem) throw new Refusal(422, `protected branch '${branch}' check failed:\n  ${problem}`);
  await assertEdits(state, tip, edits);
  const tree = await writeTree(state, tip, edits);
  const commit = await state.repository.writeCommit({
    tree,
    parents: [tip],
    author: { id: account.login, name: account.name ?? account.login, email: account.email },
    committer: WEB_FLOW,
    message: body ? `${headline}\n\n${body}` : headline,
    at: state.now(),
  });
  if (!(await state.repository.moveRefs([{ ref: `refs/heads/${branch}`, from: tip, to: commit }])))
    throw staleBranch(expected);
  await recordMove(state, branch, { before: tip, after: commit }, account);
  return commit;
}

function staleBranch(expected: string): Refusal {
  return new Refusal(409, `Expected branch to point to "${expected}" but it did not.  Pull and try again.`, {
    type: "STALE_DATA",
  });
}

async function assertEdits(state: State, tip: string, edits: readonly FileEdit[]): Promise<void> {
  for (const { path } of edits) {
    const problem = findPathProblem(path);
    if (problem) throw new Refusal(422, `A path was requested that is invalid: ${path}: ${problem}.`);
  }
  const removed = edits.filter(({ content }) => content === null);
  const found = await state.repository.git.readObjects(removed.map(({ path }) => `${tip}:${path}`));
  const missing = removed.find((_, index) => found[index] === undefined);
  if (missing)
    throw new Refusal(422, `A path was requested for deletion which does not exist: ${missing.path}`);
}

async function writeTree(state: State, tip: string, edits: readonly FileEdit[]): Promise<string> {
  try {
    return await state.repository.writeEditedTree(tip, edits);
  } catch (error) {
    if (isPortalError(error) && error.code === "conflict")
      throw validationFailed({ resource: "Commit", code: "custom", message: error.detail });
    throw error;
  }
}
