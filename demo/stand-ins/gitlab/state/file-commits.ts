/** Commits of files, made on the host: https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions */
import { canPush } from "#demo/stand-ins/gitlab/state/access";
import { recordMove } from "#demo/stand-ins/gitlab/state/branches";
import { forbidden, Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import type { Account, State } from "#demo/stand-ins/gitlab/state/types";
import { listCommits } from "#demo/stand-ins/repository/commits";
import { isPortalError } from "#lib/errors";
import { findPathProblem } from "#lib/git/path";

export interface FileAction {
  action: "create" | "update" | "delete";
  path: string;
  /** Undefined for `delete`. */
  content?: Buffer;
  /** The commit that last changed the file, as the client knows it. */
  lastCommit?: string;
}

export interface FileCommitInput {
  branch: string;
  /** Branch or commit that a new branch starts at. */
  start?: string;
  message: string;
  author?: { name?: string; email?: string };
  actions: readonly FileAction[];
}

/**
 * Commits the actions on a branch, which is created where it does not exist.
 * @returns the id of the commit
 * @throws Refusal 400 where an action does not fit the files, 403 where the account cannot push
 */
export async function commitActions(state: State, input: FileCommitInput, account: Account): Promise<string> {
  const { branch, start, message, author = {}, actions } = input;
  const { repository } = state;
  if (!canPush(state, branch, account)) throw forbidden("You are not allowed to push into this branch");
  const tip = await repository.findTip(branch);
  if (tip !== undefined && start !== undefined && start !== branch)
    throw new Refusal(
      400,
      `A branch called '${branch}' already exists. Switch to that branch in order to make changes`,
    );
  const parent = tip ?? (await findStart(state, start));
  if (parent === undefined)
    throw new Refusal(400, "You can only create or edit files when you are on a branch");
  for (const action of actions) await assertAction(state, parent, action);
  const committer = { id: account.username, name: account.name, email: account.email };
  const commit = await repository.writeCommit({
    tree: await writeTree(state, parent, actions),
    parents: [parent],
    author: { ...committer, name: author.name ?? account.name, email: author.email ?? account.email },
    committer,
    message,
    at: state.now(),
  });
  if (!(await repository.moveRefs([{ ref: `refs/heads/${branch}`, from: tip ?? null, to: commit }])))
    throw new Refusal(400, `Could not update refs/heads/${branch}. Please refresh and try again.`);
  await recordMove(state, branch, { before: tip, after: commit }, account);
  return commit;
}

async function findStart({ repository }: State, start: string | undefined): Promise<string | undefined> {
  if (start === undefined) return undefined;
  return (await repository.findTip(start)) ?? (await repository.findCommit(start))?.id;
}

/** `update` and `delete` need the file, `create` needs that there is none. */
async function assertAction(
  { repository }: State,
  parent: string,
  { action, path, lastCommit }: FileAction,
): Promise<void> {
  const problem = findPathProblem(path);
  if (problem) throw new Refusal(400, `invalid path: ${path}`);
  const [found] = await repository.git.readObjects([`${parent}:${path}`]);
  const exists = found !== undefined;
  if (action === "create" && exists) throw new Refusal(400, "A file with this name already exists");
  if (action !== "create" && !exists) throw new Refusal(400, "A file with this name doesn't exist");
  if (lastCommit === undefined || action === "create") return;
  const [last] = await listCommits(repository.git, ["-1", parent, "--", path]);
  if (last?.id !== lastCommit)
    throw new Refusal(400, `The file has changed since you started editing it: ${path}`);
}

async function writeTree(state: State, parent: string, actions: readonly FileAction[]): Promise<string> {
  const edits = actions.map(({ path, content }) => ({ path, content: content ?? null }));
  try {
    return await state.repository.writeEditedTree(parent, edits);
  } catch (error) {
    if (isPortalError(error) && error.code === "conflict") throw new Refusal(400, error.detail);
    throw error;
  }
}
