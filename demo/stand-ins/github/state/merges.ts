/** Merges of pull requests. */
import type { Viewer } from "#demo/stand-ins/github/state/access";
import {
  findPushProblem,
  markMerged,
  NO_COMMIT,
  recordMove,
  updateRefs,
} from "#demo/stand-ins/github/state/branches";
import { readReadiness } from "#demo/stand-ins/github/state/readiness";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import { WEB_FLOW } from "#demo/stand-ins/github/state/state";
import type { MergeMethod, PullRequest, State } from "#demo/stand-ins/github/state/types";

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
    const { tree, conflicts } = await state.repository.mergeTrees(last, commit.id);
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
