/** Moves of branches, and what they mean for merge requests. */
import { canPush, findProtection } from "#demo/stand-ins/gitlab/state/access";
import { forbidden, notFound, Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { addSystemNote, getVersion } from "#demo/stand-ins/gitlab/state/state";
import type { Account, MergeRequest, State } from "#demo/stand-ins/gitlab/state/types";

export interface Move {
  /** Undefined for a new branch. */
  before: string | undefined;
  /** Undefined for a deleted branch. */
  after: string | undefined;
}

/** Remembers that a branch has moved, and updates the merge requests from and into it. */
export async function recordMove(state: State, branch: string, move: Move, account: Account): Promise<void> {
  const { before, after } = move;
  recordPush(state, "branch", branch, move, account);
  if (after === undefined) return;
  const open = [...state.mergeRequests.values()].filter((item) => item.state === "opened");
  for (const item of open.filter(({ sourceBranch }) => sourceBranch === branch))
    await moveHead(state, item, after, account.username);
  if (before === undefined) return;
  for (const item of open.filter(({ targetBranch }) => targetBranch === branch))
    await recordManualMerge(state, item, after, account.username);
}

export function recordPush(
  state: State,
  kind: "branch" | "tag",
  ref: string,
  { before, after }: Move,
  { username }: Account,
): void {
  const action = before === undefined ? "created" : after === undefined ? "removed" : "pushed";
  const push = {
    id: state.nextId(),
    author: username,
    action,
    kind,
    ref,
    before: before ?? null,
    after: after ?? null,
    at: state.now(),
  } as const;
  state.pushes.push(push);
  state.emit({ name: "push", push });
}

async function moveHead(
  state: State,
  mergeRequest: MergeRequest,
  after: string,
  username: string,
): Promise<void> {
  const before = getVersion(mergeRequest).head;
  if (before === after) return;
  await addVersion(state, mergeRequest, after);
  mergeRequest.updatedAt = state.now();
  addSystemNote(state, mergeRequest, username, "commit", "added 1 commit");
  if (state.settings.resetsApprovalsOnPush) {
    mergeRequest.approvals = [];
    for (const reviewer of mergeRequest.reviewers)
      if (reviewer.state === "approved") reviewer.state = "unreviewed";
  }
  state.emit({ name: "merge_request", action: "update", mergeRequest, actor: username, before });
}

/** Adds the version of a head, and keeps its commits in a ref of their own, as GitLab does. */
export async function addVersion(state: State, mergeRequest: MergeRequest, head: string): Promise<void> {
  const { repository } = state;
  const start = await repository.findTip(mergeRequest.targetBranch);
  if (start === undefined) throw notFound("Branch");
  const base = (await repository.findMergeBase(start, head)) ?? start;
  mergeRequest.versions.push({ id: state.nextId(), head, base, start, at: state.now() });
  await repository.git.run(["update-ref", `refs/merge-requests/${mergeRequest.iid}/head`, head]);
}

/** A push to the target branch that contains the head merges it. */
async function recordManualMerge(
  state: State,
  mergeRequest: MergeRequest,
  after: string,
  username: string,
): Promise<void> {
  if (mergeRequest.state !== "opened") return;
  const { head } = getVersion(mergeRequest);
  if (await state.repository.contains(after, head))
    markMerged(state, mergeRequest, { commit: after }, username);
}

export function markMerged(
  state: State,
  mergeRequest: MergeRequest,
  commits: { commit?: string; squashCommit?: string },
  username: string,
): void {
  const at = state.now();
  Object.assign(mergeRequest, { state: "merged", merged: { at, by: username, ...commits }, updatedAt: at });
  mergeRequest.stateEvents.push({ id: state.nextId(), username, state: "merged", at });
  addSystemNote(state, mergeRequest, username, "merged", "merged");
  state.emit({ name: "merge_request", action: "merge", mergeRequest, actor: username });
}

async function isBranchName(state: State, name: string): Promise<boolean> {
  const { code } = await state.repository.git.run(["check-ref-format", "--branch", name], {
    accept: [0, 1, 128],
  });
  return code === 0 && !name.startsWith("-");
}

/**
 * https://docs.gitlab.com/api/branches/#create-repository-branch
 * @param start name of a branch, or a commit
 * @throws Refusal 400 for a name that exists or is invalid, and for an unknown start
 */
export async function createBranch(
  state: State,
  branch: string,
  start: string,
  account: Account,
): Promise<void> {
  const { repository } = state;
  if (!(await isBranchName(state, branch))) throw new Refusal(400, "Branch name is invalid");
  if ((await repository.findTip(branch)) !== undefined) throw new Refusal(400, "Branch already exists");
  if (findProtection(state, branch) && !canPush(state, branch, account))
    throw new Refusal(400, "You are not allowed to create protected branches on this project.");
  const commit = (await repository.findTip(start)) ?? (await repository.findCommit(start))?.id;
  if (commit === undefined) throw new Refusal(400, `Invalid reference name: ${start}`);
  if (!(await repository.moveRefs([{ ref: `refs/heads/${branch}`, from: null, to: commit }])))
    throw new Refusal(400, "Branch already exists");
  await recordMove(state, branch, { before: undefined, after: commit }, account);
}

/**
 * https://docs.gitlab.com/api/branches/#delete-repository-branch
 * @throws Refusal 404 for an unknown branch, 405 for one that the account cannot push to
 */
export async function deleteBranch(state: State, branch: string, account: Account): Promise<void> {
  const tip = await state.repository.findTip(branch);
  if (tip === undefined) throw notFound("Branch");
  if (branch === state.settings.defaultBranch)
    throw new Refusal(405, "The default branch of a project cannot be deleted.");
  if (!canPush(state, branch, account)) throw new Refusal(405, "You dont have push access to repo");
  if (findProtection(state, branch))
    throw new Refusal(405, "You are not allowed to delete protected branches from this project.");
  if (!(await state.repository.moveRefs([{ ref: `refs/heads/${branch}`, from: tip, to: null }])))
    throw forbidden();
  await recordMove(state, branch, { before: tip, after: undefined }, account);
}
