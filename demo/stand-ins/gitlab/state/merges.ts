/** Merges of merge requests: https://docs.gitlab.com/user/project/merge_requests/methods/ */
import { canMerge, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { requireHead } from "#demo/stand-ins/gitlab/state/approvals";
import { deleteBranch, markMerged, recordMove } from "#demo/stand-ins/gitlab/state/branches";
import { readReadiness } from "#demo/stand-ins/gitlab/state/readiness";
import { Refusal, unauthorized } from "#demo/stand-ins/gitlab/state/refusal";
import { getProjectPath, getVersion } from "#demo/stand-ins/gitlab/state/state";
import type { Account, MergeRequest, State } from "#demo/stand-ins/gitlab/state/types";

export interface MergeInput {
  /** The merge is refused unless it is the head. */
  sha?: string;
  mergeMessage?: string;
  squashMessage?: string;
  /** The value of the merge request by default. */
  isSquashed?: boolean;
  removesSource?: boolean;
}

/**
 * https://docs.gitlab.com/api/merge_requests/#merge-a-merge-request
 * @throws Refusal 401 for a person who cannot merge, 405 where something is missing, 409 for another head, 422 for a
 *   conflict
 */
export async function merge(
  state: State,
  mergeRequest: MergeRequest,
  input: MergeInput,
  { account }: Viewer,
): Promise<void> {
  const { repository } = state;
  const { targetBranch, sourceBranch } = mergeRequest;
  if (!canMerge(state, targetBranch, account)) throw unauthorized();
  const { status, tree } = await readReadiness(state, mergeRequest);
  const tip = await repository.findTip(targetBranch);
  if (status === "conflict" || status === "need_rebase") throw new Refusal(422, "Branch cannot be merged");
  if (status !== "mergeable") throw new Refusal(405, "405 Method Not Allowed");
  requireHead(mergeRequest, input.sha);
  if (tree === undefined || tip === undefined) throw new Refusal(422, "Branch cannot be merged");
  const commits = await writeMerge(state, mergeRequest, { ...input, tip, tree }, account);
  const { target, ...named } = commits;
  if (!(await repository.moveRefs([{ ref: `refs/heads/${targetBranch}`, from: tip, to: target }])))
    throw new Refusal(422, "Branch cannot be merged");
  markMerged(state, mergeRequest, named, account.username);
  await recordMove(state, targetBranch, { before: tip, after: target }, account);
  if (input.removesSource ?? mergeRequest.removesSource) await removeSource(state, sourceBranch, account);
}

/** Keeps a branch that is protected. */
async function removeSource(state: State, branch: string, account: Account): Promise<void> {
  await deleteBranch(state, branch, account).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

interface MergeCommits {
  /** The new tip of the target branch. */
  target: string;
  commit?: string;
  squashCommit?: string;
}

async function writeMerge(
  state: State,
  mergeRequest: MergeRequest,
  input: MergeInput & { tip: string; tree: string },
  account: Account,
): Promise<MergeCommits> {
  const { tip, tree, mergeMessage, squashMessage } = input;
  const { repository, settings } = state;
  const { title, iid, sourceBranch, targetBranch } = mergeRequest;
  const { head, base } = getVersion(mergeRequest);
  const person = { id: account.username, name: account.name, email: account.email };
  const author = { tree, author: person, committer: person, at: state.now() };
  const squashes = settings.squashOption !== "never" && (input.isSquashed ?? mergeRequest.isSquashed);
  const parent = settings.mergeMethod === "merge" ? base : tip;
  const tipTree = (await repository.findCommit(head))?.tree ?? tree;
  const squashCommit = squashes
    ? await repository.writeCommit({
        ...author,
        tree: settings.mergeMethod === "merge" ? tipTree : tree,
        parents: [parent],
        message: squashMessage ?? title,
      })
    : undefined;
  const named = squashCommit === undefined ? {} : { squashCommit };
  const last = squashCommit ?? head;
  if (settings.mergeMethod === "ff") return { target: last, ...named };
  const commit = await repository.writeCommit({
    ...author,
    parents: [tip, last],
    message:
      mergeMessage ??
      `Merge branch '${sourceBranch}' into '${targetBranch}'\n\n${title}\n\nSee merge request ${getProjectPath(state)}!${iid}`,
  });
  return { target: commit, commit, ...named };
}
