/** Whether a merge request can be merged: https://docs.gitlab.com/api/merge_requests/#merge-status */

import { isMet, listRules } from "#demo/stand-ins/gitlab/state/approvals";
import { getVersion, isDraft } from "#demo/stand-ins/gitlab/state/state";
import type { MergeRequest, Pipeline, State } from "#demo/stand-ins/gitlab/state/types";

export type DetailedStatus =
  | "checking"
  | "ci_must_pass"
  | "ci_still_running"
  | "commits_status"
  | "conflict"
  | "discussions_not_resolved"
  | "draft_status"
  | "mergeable"
  | "need_rebase"
  | "not_approved"
  | "not_open"
  | "requested_changes";

export interface Readiness {
  /** The first reason against a merge, in GitLab's order. */
  status: DetailedStatus;
  hasConflicts: boolean;
  /** The tree of a merge; undefined for a conflict. */
  tree: string | undefined;
}

export async function readReadiness(state: State, mergeRequest: MergeRequest): Promise<Readiness> {
  const { repository, settings } = state;
  const { head } = getVersion(mergeRequest);
  const [tip, source] = await Promise.all([
    repository.findTip(mergeRequest.targetBranch),
    repository.findTip(mergeRequest.sourceBranch),
  ]);
  const tree = tip === undefined ? undefined : await mergeHead(state, tip, head);
  const isBehind =
    tip !== undefined && settings.mergeMethod !== "merge" && !(await repository.contains(head, tip));
  const rules = await listRules(state, mergeRequest);
  const reasons: [DetailedStatus, boolean][] = [
    ["not_open", mergeRequest.state !== "opened"],
    ["draft_status", isDraft(mergeRequest)],
    ["commits_status", tip === undefined || source === undefined || (await isEmpty(state, mergeRequest))],
    ["discussions_not_resolved", settings.discussionsMustBeResolved && !isResolved(mergeRequest)],
    ...readPipelineReasons(state, head),
    ["requested_changes", mergeRequest.reviewers.some((reviewer) => reviewer.state === "requested_changes")],
    ["not_approved", !rules.every(isMet)],
    ["conflict", tree === undefined],
    ["need_rebase", isBehind],
  ];
  const status = reasons.find(([, applies]) => applies)?.[0] ?? "mergeable";
  return { status, hasConflicts: tip !== undefined && tree === undefined, tree };
}

async function isEmpty({ repository }: State, mergeRequest: MergeRequest): Promise<boolean> {
  const { base, head } = getVersion(mergeRequest);
  return (await repository.listAhead(base, head)).length === 0;
}

function isResolved({ notes }: MergeRequest): boolean {
  return notes.every(({ isResolved: resolved }) => resolved !== false);
}

/** The newest pipeline of a commit. */
export function findPipeline({ pipelines }: State, sha: string): Pipeline | undefined {
  return pipelines.findLast((pipeline) => pipeline.sha === sha);
}

/** https://docs.gitlab.com/user/project/merge_requests/auto_merge/#require-a-successful-pipeline-for-merge */
function readPipelineReasons(state: State, head: string): [DetailedStatus, boolean][] {
  const status = findPipeline(state, head)?.status;
  const isRunning = status === "created" || status === "pending" || status === "running";
  const { pipelineMustSucceed } = state.settings;
  return [
    ["ci_still_running", pipelineMustSucceed && isRunning],
    ["ci_must_pass", pipelineMustSucceed && status !== "success"],
  ];
}

/** The tree of a merge of the head into the tip; undefined for a conflict or unrelated histories. */
async function mergeHead({ repository }: State, tip: string, head: string): Promise<string | undefined> {
  const base = await repository.findMergeBase(tip, head);
  if (base === tip) return (await repository.findCommit(head))?.tree;
  if (base === undefined) return undefined;
  const { tree, conflicts } = await repository.mergeTrees(tip, head);
  return conflicts.length > 0 ? undefined : tree;
}

/** Tip of the target branch and head at the last read. */
const reads = new WeakMap<MergeRequest, string>();

/**
 * True at the first read after a move of the head or of the target branch, as GitLab checks for conflicts in the
 * background: https://docs.gitlab.com/api/merge_requests/#single-merge-request-response-notes
 */
export async function isChecking(state: State, mergeRequest: MergeRequest): Promise<boolean> {
  if (mergeRequest.state !== "opened") return false;
  const key = `${await state.repository.findTip(mergeRequest.targetBranch)} ${getVersion(mergeRequest).head}`;
  if (reads.get(mergeRequest) === key) return false;
  reads.set(mergeRequest, key);
  return true;
}
