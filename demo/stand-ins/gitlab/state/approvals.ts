/** Approvals: https://docs.gitlab.com/user/project/merge_requests/approvals/ */

import { findProtection, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { listCodeOwners } from "#demo/stand-ins/gitlab/state/code-owners";
import { forbidden, notFound, Refusal, unauthorized } from "#demo/stand-ins/gitlab/state/refusal";
import { addSystemNote, getAccount, getVersion } from "#demo/stand-ins/gitlab/state/state";
import {
  type Account,
  LEVELS,
  type MergeRequest,
  type ReviewState,
  type State,
} from "#demo/stand-ins/gitlab/state/types";

export interface ApprovalRule {
  kind: "any_approver" | "code_owner";
  name: string;
  required: number;
  eligible: Account[];
  approvedBy: Account[];
}

/** The rules of a merge request, met or not. */
export async function listRules(state: State, mergeRequest: MergeRequest): Promise<ApprovalRule[]> {
  const eligible = await listEligible(state, mergeRequest);
  const approvers = mergeRequest.approvals.map(({ username }) => getAccount(state, username));
  const rules: ApprovalRule[] = [
    {
      kind: "any_approver",
      name: "All Members",
      required: state.settings.approvalsRequired,
      eligible,
      approvedBy: approvers,
    },
  ];
  if (!findProtection(state, mergeRequest.targetBranch)?.codeOwners) return rules;
  const { base, head, start } = getVersion(mergeRequest);
  const files = await state.repository.listDifferences(base, head);
  const tip = (await state.repository.findTip(mergeRequest.targetBranch)) ?? start;
  for (const { pattern, owners } of await listCodeOwners(
    state,
    tip,
    files.map(({ path }) => path),
  ))
    rules.push({
      kind: "code_owner",
      name: pattern,
      required: 1,
      eligible: eligible.filter(({ username }) => owners.includes(username)),
      approvedBy: approvers.filter(({ username }) => owners.includes(username)),
    });
  return rules;
}

export const isMet = ({ required, approvedBy }: ApprovalRule) => approvedBy.length >= required;

/** People who can approve, whether they have or not. */
async function listEligible(state: State, mergeRequest: MergeRequest): Promise<Account[]> {
  const { authorCanApprove, committersCanApprove } = state.settings;
  const { base, head } = getVersion(mergeRequest);
  const commits = committersCanApprove ? [] : await state.repository.listAhead(base, head);
  const committers = new Set(commits.map(({ committer }) => committer.email.toLowerCase()));
  return [...state.accounts.values()].filter(
    ({ username, level, email }) =>
      level >= LEVELS.developer &&
      (authorCanApprove || username !== mergeRequest.author) &&
      !committers.has(email.toLowerCase()),
  );
}

/** True where the person can approve now. */
export async function canApprove(
  state: State,
  mergeRequest: MergeRequest,
  account: Account,
): Promise<boolean> {
  if (mergeRequest.state !== "opened" || state.settings.isArchived) return false;
  if (mergeRequest.approvals.some(({ username }) => username === account.username)) return false;
  const eligible = await listEligible(state, mergeRequest);
  return eligible.some(({ username }) => username === account.username);
}

/** @throws Refusal 409 where the head is another commit */
export function requireHead(mergeRequest: MergeRequest, sha: string | undefined): void {
  const { head } = getVersion(mergeRequest);
  if (sha !== undefined && sha !== head)
    throw new Refusal(409, `SHA does not match HEAD of source branch: ${head}`);
}

/**
 * https://docs.gitlab.com/api/merge_request_approvals/#approve-merge-request
 * @throws Refusal 401 for a person who cannot approve or has approved, 409 for another head
 */
export async function approve(
  state: State,
  mergeRequest: MergeRequest,
  sha: string | undefined,
  { account }: Viewer,
): Promise<void> {
  if (!(await canApprove(state, mergeRequest, account))) throw unauthorized();
  requireHead(mergeRequest, sha);
  const at = state.now();
  mergeRequest.approvals.push({ username: account.username, at });
  mergeRequest.updatedAt = at;
  setReviewState(state, mergeRequest, account.username, "approved");
  addSystemNote(state, mergeRequest, account.username, "approved", "approved this merge request");
  state.emit({ name: "merge_request", action: "approved", mergeRequest, actor: account.username });
}

/** @throws Refusal 404 for a person who has not approved */
export function unapprove(state: State, mergeRequest: MergeRequest, { account }: Viewer): void {
  const { username } = account;
  const others = mergeRequest.approvals.filter((approval) => approval.username !== username);
  if (mergeRequest.state === "merged" || others.length === mergeRequest.approvals.length) throw notFound();
  mergeRequest.approvals = others;
  mergeRequest.updatedAt = state.now();
  setReviewState(state, mergeRequest, username, "unapproved");
  addSystemNote(state, mergeRequest, username, "unapproved", "unapproved this merge request");
  state.emit({ name: "merge_request", action: "unapproved", mergeRequest, actor: username });
}

/**
 * https://docs.gitlab.com/user/project/merge_requests/reviews/#request-changes. A person who requests changes becomes
 * a reviewer, and an approval of theirs ends.
 */
export function requestChanges(state: State, mergeRequest: MergeRequest, { account }: Viewer): void {
  if (account.level < LEVELS.developer || mergeRequest.state !== "opened") throw forbidden();
  const { username } = account;
  mergeRequest.approvals = mergeRequest.approvals.filter((approval) => approval.username !== username);
  setReviewState(state, mergeRequest, username, "requested_changes");
  mergeRequest.updatedAt = state.now();
  addSystemNote(state, mergeRequest, username, "requested_changes", "requested changes");
  state.emit({ name: "merge_request", action: "update", mergeRequest, actor: username });
}

/** GitLab makes a person who reviews a reviewer. */
function setReviewState(
  state: State,
  { reviewers, author }: MergeRequest,
  username: string,
  review: ReviewState,
): void {
  const reviewer = reviewers.find((item) => item.username === username);
  if (reviewer) reviewer.state = review;
  else if (username !== author) reviewers.push({ username, state: review, createdAt: state.now() });
}
