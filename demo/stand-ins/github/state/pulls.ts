/** What people and programs do with pull requests. */

import { canWrite, type Viewer } from "#demo/stand-ins/github/state/access";
import {
  closePull,
  findPushProblem,
  markMerged,
  NO_COMMIT,
  recordMove,
  setPullRef,
  updateRefs,
} from "#demo/stand-ins/github/state/branches";
import { readReadiness } from "#demo/stand-ins/github/state/readiness";
import { Refusal, validationFailed } from "#demo/stand-ins/github/state/refusal";
import { WEB_FLOW } from "#demo/stand-ins/github/state/state";
import type { MergeMethod, PullRequest, Review, State } from "#demo/stand-ins/github/state/types";
import { mergeTrees } from "#lib/git/repository/merge";

export interface NewPull {
  title: string;
  body: string | null;
  head: string;
  base: string;
  isDraft: boolean;
}

/** https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request */
export async function openPull(state: State, input: NewPull, { account }: Viewer): Promise<PullRequest> {
  const { title, body, base, isDraft } = input;
  const head = input.head.startsWith(`${state.organization.login}:`)
    ? input.head.slice(state.organization.login.length + 1)
    : input.head;
  const [headCommit, baseCommit] = await Promise.all([
    state.repository.findTip(head),
    state.repository.findTip(base),
  ]);
  if (!canWrite(account))
    throw new Refusal(403, "You must have write access to the head or the source branch.");
  if (baseCommit === undefined)
    throw validationFailed({ resource: "PullRequest", field: "base", code: "invalid" });
  if (headCommit === undefined)
    throw validationFailed({ resource: "PullRequest", field: "head", code: "invalid" });
  const twin = [...state.pulls.values()].find(
    (pull) => pull.state === "open" && pull.head === head && pull.base === base,
  );
  const custom = (message: string) => validationFailed({ resource: "PullRequest", code: "custom", message });
  if (twin) throw custom(`A pull request already exists for ${state.organization.login}:${head}.`);
  if (await state.repository.contains(baseCommit, headCommit))
    throw custom(`No commits between ${base} and ${head}`);
  const at = state.now();
  const pull: PullRequest = {
    id: state.nextId(),
    number: state.pulls.size + 1,
    title,
    body,
    state: "open",
    isDraft,
    author: account.login,
    head,
    headCommit,
    base,
    baseCommit,
    createdAt: at,
    updatedAt: at,
    labels: [],
    reviews: [],
    lastPusher: findLastPusher(state, head, headCommit) ?? account.login,
  };
  state.pulls.set(pull.number, pull);
  await setPullRef(state, pull);
  state.emit({ name: "pull_request", action: "opened", pull, actor: account.login });
  return pull;
}

function findLastPusher({ activities }: State, branch: string, commit: string): string | undefined {
  return activities.findLast(({ ref, after }) => ref === `refs/heads/${branch}` && after === commit)?.actor;
}

export interface PullEdit {
  title?: string;
  body?: string | null;
  state?: "open" | "closed";
}

/** https://docs.github.com/en/rest/pulls/pulls#update-a-pull-request. A reader can edit their own alone. */
export async function editPull(
  state: State,
  pull: PullRequest,
  edit: PullEdit,
  { account }: Viewer,
): Promise<void> {
  if (pull.author !== account.login && !canWrite(account))
    throw new Refusal(403, "You must have write access to the head or the source branch.");
  const { title, body, state: wanted } = edit;
  if (title !== undefined && title !== "") pull.title = title;
  if (body !== undefined) pull.body = body;
  if (title !== undefined || body !== undefined) {
    pull.updatedAt = state.now();
    state.emit({ name: "pull_request", action: "edited", pull, actor: account.login });
  }
  if (wanted === "closed" && pull.state === "open") closePull(state, pull, account.login);
  if (wanted === "open" && pull.state === "closed") await reopenPull(state, pull, account.login);
}

async function reopenPull(state: State, pull: PullRequest, login: string): Promise<void> {
  const tip = await state.repository.findTip(pull.head);
  if (pull.merged || tip === undefined)
    throw validationFailed({
      resource: "PullRequest",
      code: "invalid",
      field: "state",
      message: pull.merged ? "state cannot be changed." : `The ${pull.head} branch has been deleted.`,
    });
  Object.assign(pull, { state: "open", closed: undefined, headCommit: tip, updatedAt: state.now() });
  state.emit({ name: "pull_request", action: "reopened", pull, actor: login });
}

export interface NewReview {
  event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT";
  body: string;
  /** The head commit by default. */
  commit?: string;
}

/** https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request */
export async function reviewPull(
  state: State,
  pull: PullRequest,
  { event, body, commit = pull.headCommit }: NewReview,
  { account }: Viewer,
): Promise<Review> {
  const refused = (reason: string) => new Refusal(422, "Unprocessable Entity", { errors: [reason] });
  const isAuthor = pull.author === account.login;
  if (isAuthor && event === "APPROVE") throw refused("Can not approve your own pull request");
  if (isAuthor && event === "REQUEST_CHANGES")
    throw refused("Can not request changes on your own pull request");
  if (event !== "APPROVE" && body === "") throw refused("Body can't be blank");
  if (event !== "COMMENT" && pull.state === "closed") throw refused("Can not review a closed pull request");
  if (!(await state.repository.contains(pull.headCommit, commit)))
    throw refused("Commit is not part of the pull request");
  const verdicts = {
    APPROVE: "APPROVED",
    REQUEST_CHANGES: "CHANGES_REQUESTED",
    COMMENT: "COMMENTED",
  } as const;
  // GitHub dismisses an approval of an older commit at once, where stale approvals are dismissed.
  const isStale =
    event === "APPROVE" &&
    commit !== pull.headCommit &&
    state.protections.get(pull.base)?.reviews?.dismissStale === true;
  const at = state.now();
  const review: Review = {
    id: state.nextId(),
    author: account.login,
    state: isStale ? "DISMISSED" : verdicts[event],
    body,
    commit,
    submittedAt: at,
  };
  pull.reviews.push(review);
  pull.updatedAt = at;
  state.emit({ name: "pull_request_review", action: "submitted", pull, review, actor: account.login });
  return review;
}

export interface MergeInput {
  method: MergeMethod;
  /** The merge is refused unless it is the head commit. */
  expected?: string;
  title?: string;
  message?: string;
}

/**
 * https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request
 * @returns the id of the merge commit
 */
export async function mergePull(
  state: State,
  pull: PullRequest,
  input: MergeInput,
  viewer: Viewer,
): Promise<string> {
  const { account } = viewer;
  if (input.expected !== undefined && input.expected !== pull.headCommit)
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  const refused = (message: string) => new Refusal(405, message);
  if (pull.merged || pull.state === "closed" || pull.isDraft) throw refused("Pull Request is not mergeable");
  if (!state.settings.mergeMethods.includes(input.method))
    throw refused(`${NAMES[input.method]} are not allowed on this repository.`);
  const { tree, blockers } = await readReadiness(state, pull);
  if (tree === undefined) throw refused("Pull Request is not mergeable");
  const protection = state.protections.get(pull.base);
  const isExempt = account.role === "admin" && !protection?.enforceAdmins;
  if (blockers.length > 0 && !isExempt) throw refused(blockers.join(" "));
  if (protection?.pushers && !isExempt && !protection.pushers.includes(account.login))
    throw refused(
      findPushProblem(state, pull.base, account) ?? "You're not authorized to push to this branch.",
    );
  const tip = await state.repository.findTip(pull.base);
  if (tip === undefined) throw refused("Pull Request is not mergeable");
  const commit = await writeMerge(state, pull, { ...input, tip, tree }, viewer);
  if (!(await state.repository.moveRefs([{ ref: `refs/heads/${pull.base}`, from: tip, to: commit }])))
    throw refused("Base branch was modified. Review and try the merge again.");
  markMerged(state, pull, commit, account.login);
  await recordMove(state, pull.base, { before: tip, after: commit }, account, "pr_merge");
  const isFree = ![...state.pulls.values()].some(
    (other) => other.state === "open" && (other.base === pull.head || other.head === pull.head),
  );
  if (state.settings.deleteBranchOnMerge && isFree && !state.protections.has(pull.head))
    await deleteHead(state, pull, viewer);
  return commit;
}

/** Keeps a branch that moved or that cannot be deleted. */
async function deleteHead(state: State, { head, headCommit }: PullRequest, viewer: Viewer): Promise<void> {
  const update = { ref: `refs/heads/${head}`, before: headCommit, after: NO_COMMIT, isForced: true };
  await updateRefs(state, [update], viewer).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

const NAMES: Readonly<Record<MergeMethod, string>> = {
  merge: "Merge commits",
  squash: "Squash merges",
  rebase: "Rebase merges",
};

async function writeMerge(
  state: State,
  pull: PullRequest,
  { method, title, message, tip, tree }: MergeInput & { tip: string; tree: string },
  { account }: Viewer,
): Promise<string> {
  const author = { id: account.login, name: account.name ?? account.login, email: account.email };
  const at = state.now();
  if (method === "rebase") return rebaseHead(state, pull, tip);
  const isMerge = method === "merge";
  const standardTitle = isMerge
    ? `Merge pull request #${pull.number} from ${state.organization.login}/${pull.head}`
    : `${pull.title} (#${pull.number})`;
  const body = message ?? (isMerge ? pull.title : "");
  return state.repository.writeCommit({
    tree,
    parents: isMerge ? [tip, pull.headCommit] : [tip],
    author,
    committer: WEB_FLOW,
    message: [title ?? standardTitle, body].filter(Boolean).join("\n\n"),
    at,
  });
}

/** Puts each commit of the head on the tip, with its author and message. */
async function rebaseHead(state: State, pull: PullRequest, tip: string): Promise<string> {
  let last = tip;
  for (const commit of await state.repository.listAhead(tip, pull.headCommit)) {
    if (commit.parents.length > 1) continue;
    const { tree, conflicts } = await mergeTrees(state.repository.git, last, commit.id);
    if (conflicts.length > 0) throw new Refusal(405, "This branch can't be rebased");
    const { name, email } = commit.author;
    last = await state.repository.writeCommit({
      tree,
      parents: [last],
      author: { id: name, name, email },
      committer: WEB_FLOW,
      message: commit.message,
      at: state.now(),
    });
  }
  return last;
}

/** Adds labels; unknown ones are created, as GitHub does for people with write access. */
export function addLabels(
  state: State,
  pull: PullRequest,
  names: readonly string[],
  { account }: Viewer,
): void {
  for (const name of names) {
    if (!state.labels.has(name)) state.labels.set(name, { id: state.nextId(), name, color: "ededed" });
    if (pull.labels.includes(name)) continue;
    pull.labels.push(name);
    state.emit({ name: "pull_request", action: "labeled", pull, actor: account.login });
  }
  pull.updatedAt = state.now();
}
