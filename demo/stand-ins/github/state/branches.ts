/** Changes of branches, whoever makes them: over the API, by a merge, or with plain Git. */

import type { Viewer } from "#demo/stand-ins/github/state/access";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import type { Account, Activity, PullRequest, State } from "#demo/stand-ins/github/state/types";

/** The id that stands for no commit in activities and pushes. */
export const NO_COMMIT = "0".repeat(40);

/** Why the account may not push to the branch; undefined where it may. */
export function findPushProblem(state: State, branch: string, account: Account): string | undefined {
  const protection = state.protections.get(branch);
  if (!protection) return undefined;
  if (account.role === "admin" && !protection.enforceAdmins) return undefined;
  if (protection.reviews) return "Changes must be made through a pull request.";
  if (protection.pushers && !protection.pushers.includes(account.login))
    return "You're not authorized to push to this branch.";
  const required = protection.checks?.contexts.length ?? 0;
  if (required > 0) return `${required} of ${required} required status checks are expected.`;
  return undefined;
}

/**
 * Records a moved branch: the activity, the heads of open pull requests, stale approvals, and pull requests that the
 * move merged or closed.
 */
export async function recordMove(
  state: State,
  branch: string,
  { before, after }: { before: string | undefined; after: string | undefined },
  { login }: Account,
  kind?: Activity["kind"],
): Promise<void> {
  const activity: Activity = {
    id: state.nextId(),
    kind: kind ?? (await nameMove(state, before, after)),
    ref: `refs/heads/${branch}`,
    before: before ?? NO_COMMIT,
    after: after ?? NO_COMMIT,
    actor: login,
    at: state.now(),
  };
  state.activities.push(activity);
  state.emit({ name: "push", activity });
  const open = [...state.pulls.values()].filter((pull) => pull.state === "open");
  for (const pull of open.filter(({ head }) => head === branch)) await moveHead(state, pull, after, login);
  for (const pull of open.filter(({ base }) => base === branch)) await moveBase(state, pull, after, login);
}

async function nameMove(
  state: State,
  before: string | undefined,
  after: string | undefined,
): Promise<Activity["kind"]> {
  if (before === undefined) return "branch_creation";
  if (after === undefined) return "branch_deletion";
  return (await state.repository.contains(after, before)) ? "push" : "force_push";
}

async function moveHead(
  state: State,
  pull: PullRequest,
  after: string | undefined,
  login: string,
): Promise<void> {
  // https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-branches-in-your-repository/deleting-and-restoring-branches-in-a-pull-request
  if (after === undefined) return closePull(state, pull, login);
  const before = pull.headCommit;
  pull.headCommit = after;
  pull.baseCommit = (await state.repository.findTip(pull.base)) ?? pull.baseCommit;
  pull.lastPusher = login;
  pull.updatedAt = state.now();
  await setPullRef(state, pull);
  if (state.protections.get(pull.base)?.reviews?.dismissStale) dismissApprovals(state, pull, login);
  state.emit({ name: "pull_request", action: "synchronize", pull, actor: login, before });
}

function dismissApprovals(state: State, pull: PullRequest, login: string): void {
  for (const review of pull.reviews) {
    if (review.state !== "APPROVED") continue;
    review.state = "DISMISSED";
    state.emit({ name: "pull_request_review", action: "dismissed", pull, review, actor: login });
  }
}

/** https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/about-pull-request-merges#indirect-merges */
async function moveBase(
  state: State,
  pull: PullRequest,
  after: string | undefined,
  login: string,
): Promise<void> {
  if (pull.merged || pull.state === "closed") return;
  if (after === undefined) return closePull(state, pull, login);
  if (!(await state.repository.contains(after, pull.headCommit))) return;
  markMerged(state, pull, after, login);
}

export function markMerged(state: State, pull: PullRequest, commit: string, login: string): void {
  const at = state.now();
  pull.merged = { at, by: login, commit };
  closePull(state, pull, login);
}

export function closePull(state: State, pull: PullRequest, login: string): void {
  const at = state.now();
  Object.assign(pull, { state: "closed", closed: { at, by: login }, updatedAt: at });
  state.emit({ name: "pull_request", action: "closed", pull, actor: login });
}

/** GitHub keeps the head of each pull request in a ref of its own, so that its commits stay. */
export async function setPullRef({ repository }: State, { number, headCommit }: PullRequest): Promise<void> {
  await repository.git.run(["update-ref", `refs/pull/${number}/head`, headCommit]);
}

export interface RefUpdate {
  /** Full name, in any namespace but that of pull requests. */
  ref: string;
  /** The commit that the ref must point to, zeros for none; undefined for any. */
  before: string | undefined;
  /** Zeros delete the ref. */
  after: string;
  isForced: boolean;
}

/**
 * Moves all refs or none: https://docs.github.com/en/graphql/reference/mutations#updaterefs
 * @throws Refusal 422 where one of them is refused
 */
export async function updateRefs(
  state: State,
  updates: readonly RefUpdate[],
  { account }: Viewer,
): Promise<void> {
  const refs = await state.repository.listRefs("refs/");
  const moves = await Promise.all(
    updates.map(async (update) => {
      const from = refs.get(update.ref) ?? null;
      const to = update.after === NO_COMMIT ? null : update.after;
      const problem = await findUpdateProblem(state, update, from, to, account);
      if (problem) throw new Refusal(422, `Could not update ${update.ref}: ${problem}`);
      return { ref: update.ref, from, to };
    }),
  );
  const changes = moves.filter(({ from, to }) => from !== to);
  if (!(await state.repository.moveRefs(changes))) throw new Refusal(422, "Could not update the refs.");
  for (const { ref, from, to } of changes) {
    if (!ref.startsWith("refs/heads/")) continue;
    const move = { before: from ?? undefined, after: to ?? undefined };
    await recordMove(state, ref.slice("refs/heads/".length), move, account);
  }
}

async function findUpdateProblem(
  state: State,
  { ref, before, isForced }: RefUpdate,
  from: string | null,
  to: string | null,
  account: Account,
): Promise<string | undefined> {
  const { git, contains, findCommit } = state.repository;
  const { code } = await git.run(["check-ref-format", ref], { accept: [0, 1] });
  if (code !== 0 || !ref.startsWith("refs/") || ref.startsWith("refs/pull/"))
    return "it is not a valid ref name.";
  if (before !== undefined && before !== (from ?? NO_COMMIT)) return "it is not at the expected commit.";
  if (to !== null && !(await findCommit(to))) return "the commit does not exist.";
  if (from !== null && to !== null && !isForced && !(await contains(to, from)))
    return "it is not a fast forward.";
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined;
  if (branch === undefined) return undefined;
  if (to === null && (branch === state.settings.defaultBranch || state.protections.has(branch)))
    return "the branch is protected.";
  return findPushProblem(state, branch, account);
}

/**
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-branches-in-your-repository/renaming-a-branch:
 * pull requests into the branch follow it, those from it are closed, and its protection stays.
 * @throws Refusal 404 for an unknown branch, 422 for a name that exists or is invalid
 */
export async function renameBranch(state: State, from: string, to: string, viewer: Viewer): Promise<void> {
  const tip = await state.repository.findTip(from);
  if (tip === undefined) throw new Refusal(404, "Branch not found");
  const create = { ref: `refs/heads/${to}`, before: NO_COMMIT, after: tip, isForced: false };
  await updateRefs(state, [create], viewer);
  for (const pull of state.pulls.values()) if (pull.base === from) pull.base = to;
  const protection = state.protections.get(from);
  if (protection) state.protections.set(to, protection);
  state.protections.delete(from);
  if (state.settings.defaultBranch === from) {
    state.settings.defaultBranch = to;
    await state.repository.git.run(["symbolic-ref", "HEAD", `refs/heads/${to}`]);
  }
  await updateRefs(
    state,
    [{ ref: `refs/heads/${from}`, before: tip, after: NO_COMMIT, isForced: true }],
    viewer,
  );
}
