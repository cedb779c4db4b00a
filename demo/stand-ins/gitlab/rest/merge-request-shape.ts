/** Merge requests, as the REST API shows them: https://docs.gitlab.com/api/merge_requests/ */
import type { Shapes } from "#demo/stand-ins/gitlab/rest/call";
import { getMergeRequestPage, showAccount, showUser } from "#demo/stand-ins/gitlab/rest/project-shape";
import { canMerge } from "#demo/stand-ins/gitlab/state/access";
import { type ApprovalRule, canApprove, isMet, listRules } from "#demo/stand-ins/gitlab/state/approvals";
import { findPipeline, isChecking, readReadiness } from "#demo/stand-ins/gitlab/state/readiness";
import { getAccount, getProjectPath, getVersion, isDraft } from "#demo/stand-ins/gitlab/state/state";
import type {
  Account,
  MergeRequest,
  Milestone,
  Note,
  Pipeline,
  StateEvent,
  Version,
} from "#demo/stand-ins/gitlab/state/types";

export function showMilestone(
  { state }: Shapes,
  { id, iid, title, createdAt, isOfGroup, isClosed }: Milestone,
) {
  return {
    id,
    iid,
    ...(isOfGroup ? { group_id: state.groupId } : { project_id: state.projectId }),
    title,
    description: "",
    state: isClosed ? "closed" : "active",
    created_at: createdAt,
    updated_at: createdAt,
    due_date: null,
    start_date: null,
    expired: false,
    web_url: `${getMergeRequestPage({ state, url: "" }, iid).replace("merge_requests", "milestones")}`,
  };
}

export function showPipeline(shapes: Shapes, { id, iid, sha, ref, status, at }: Pipeline) {
  return {
    id,
    iid,
    project_id: shapes.state.projectId,
    sha,
    ref,
    status,
    source: "merge_request_event",
    created_at: at,
    updated_at: at,
    web_url: getMergeRequestPage(shapes, id).replace("merge_requests", "pipelines"),
  };
}

/** In lists. */
export async function showMergeRequestSummary(shapes: Shapes, mergeRequest: MergeRequest) {
  const { state } = shapes;
  const { closed, merged, assignees, reviewers, iid } = mergeRequest;
  const [isUnknown, readiness] = await Promise.all([
    isChecking(state, mergeRequest),
    readReadiness(state, mergeRequest),
  ]);
  const milestone = state.milestones.find(({ id }) => id === mergeRequest.milestone);
  const shownAssignees = assignees.map((name) => showUser(shapes, name));
  const canBeMerged = readiness.hasConflicts ? "cannot_be_merged" : "can_be_merged";
  return {
    id: mergeRequest.id,
    iid,
    project_id: state.projectId,
    title: mergeRequest.title,
    description: mergeRequest.description,
    state: mergeRequest.state,
    created_at: mergeRequest.createdAt,
    updated_at: mergeRequest.updatedAt,
    merged_by: merged ? showUser(shapes, merged.by) : null,
    merge_user: merged ? showUser(shapes, merged.by) : null,
    merged_at: merged?.at ?? null,
    closed_by: closed ? showUser(shapes, closed.by) : null,
    closed_at: closed?.at ?? null,
    target_branch: mergeRequest.targetBranch,
    source_branch: mergeRequest.sourceBranch,
    user_notes_count: mergeRequest.notes.filter(({ action }) => action === undefined).length,
    upvotes: 0,
    downvotes: 0,
    author: showUser(shapes, mergeRequest.author),
    assignees: shownAssignees,
    assignee: shownAssignees[0] ?? null,
    reviewers: reviewers.map(({ username }) => showUser(shapes, username)),
    source_project_id: state.projectId,
    target_project_id: state.projectId,
    labels: mergeRequest.labels,
    draft: isDraft(mergeRequest),
    imported: false,
    imported_from: "none",
    work_in_progress: isDraft(mergeRequest),
    milestone: milestone ? showMilestone(shapes, milestone) : null,
    merge_when_pipeline_succeeds: false,
    merge_status: isUnknown ? "checking" : canBeMerged,
    detailed_merge_status: isUnknown ? "checking" : readiness.status,
    sha: getVersion(mergeRequest).head,
    merge_commit_sha: merged?.commit ?? null,
    squash_commit_sha: merged?.squashCommit ?? null,
    discussion_locked: null,
    should_remove_source_branch: null,
    force_remove_source_branch: mergeRequest.removesSource,
    prepared_at: mergeRequest.createdAt,
    reference: `!${iid}`,
    references: { short: `!${iid}`, relative: `!${iid}`, full: `${getProjectPath(state)}!${iid}` },
    web_url: getMergeRequestPage(shapes, iid),
    time_stats: {
      time_estimate: 0,
      total_time_spent: 0,
      human_time_estimate: null,
      human_total_time_spent: null,
    },
    squash: mergeRequest.isSquashed,
    squash_on_merge: mergeRequest.isSquashed,
    task_completion_status: { count: 0, completed_count: 0 },
    has_conflicts: !isUnknown && readiness.hasConflicts,
    blocking_discussions_resolved: mergeRequest.notes.every(({ isResolved }) => isResolved !== false),
    approvals_before_merge: null,
  };
}

/** One merge request, and what the person can do. */
export async function showMergeRequest(
  shapes: Shapes,
  mergeRequest: MergeRequest,
  viewer: Account | undefined,
) {
  const { state } = shapes;
  const { base, head, start } = getVersion(mergeRequest);
  const [summary, files] = await Promise.all([
    showMergeRequestSummary(shapes, mergeRequest),
    state.repository.listDifferences(base, head),
  ]);
  const pipeline = findPipeline(state, head);
  return {
    ...summary,
    subscribed: viewer?.username === mergeRequest.author,
    changes_count: files.length === 0 ? null : String(files.length),
    latest_build_started_at: pipeline?.at ?? null,
    latest_build_finished_at: null,
    first_deployed_to_production_at: null,
    pipeline: pipeline ? showPipeline(shapes, pipeline) : null,
    head_pipeline: pipeline ? showPipeline(shapes, pipeline) : null,
    diff_refs: { base_sha: base, head_sha: head, start_sha: start },
    merge_error: null,
    first_contribution: false,
    user: { can_merge: viewer !== undefined && canMerge(state, mergeRequest.targetBranch, viewer) },
  };
}

/** https://docs.gitlab.com/api/merge_request_approvals/#retrieve-approval-state-of-a-merge-request */
export async function showApprovals(shapes: Shapes, mergeRequest: MergeRequest, viewer: Account | undefined) {
  const { state } = shapes;
  const rules = await listRules(state, mergeRequest);
  const missing = rules.map(({ required, approvedBy }) => Math.max(0, required - approvedBy.length));
  const { approvals } = mergeRequest;
  return {
    id: mergeRequest.id,
    iid: mergeRequest.iid,
    project_id: state.projectId,
    title: mergeRequest.title,
    description: mergeRequest.description,
    state: mergeRequest.state,
    created_at: mergeRequest.createdAt,
    updated_at: mergeRequest.updatedAt,
    merge_status: "can_be_merged",
    approved: rules.every(isMet),
    approvals_required: rules.reduce((total, { required }) => total + required, 0),
    approvals_left: missing.reduce((total, count) => total + count, 0),
    require_password_to_approve: false,
    approved_by: approvals.map(({ username, at }) => ({ user: showUser(shapes, username), approved_at: at })),
    suggested_approvers: [],
    approvers: [],
    approver_groups: [],
    user_has_approved: approvals.some(({ username }) => username === viewer?.username),
    user_can_approve: viewer !== undefined && (await canApprove(state, mergeRequest, viewer)),
    approval_rules_left: rules
      .filter((rule) => !isMet(rule))
      .map(({ name, kind }, index) => ({ id: index + 1, name, rule_type: kind })),
    has_approval_rules: true,
    merge_request_approvers_available: true,
    multiple_approval_rules_available: true,
    invalid_approvers_rules: [],
  };
}

/** https://docs.gitlab.com/api/merge_request_approvals/#retrieve-approval-details-for-a-merge-request */
export function showRule(shapes: Shapes, rule: ApprovalRule, index: number) {
  const { kind, name, required, eligible, approvedBy } = rule;
  return {
    id: index + 1,
    name,
    rule_type: kind,
    report_type: null,
    eligible_approvers:
      kind === "any_approver" ? [] : eligible.map((account) => showAccount(shapes, account)),
    approvals_required: required,
    users: [],
    groups: [],
    contains_hidden_groups: false,
    section: null,
    source_rule: null,
    overridden: false,
    code_owner: kind === "code_owner",
    approved_by: approvedBy.map((account) => showAccount(shapes, account)),
    approved: isMet(rule),
  };
}

/** https://docs.gitlab.com/api/notes/#merge-requests */
export function showNote(shapes: Shapes, mergeRequest: MergeRequest, note: Note) {
  const { id, author, body, at, action, isResolved } = note;
  return {
    id,
    type: isResolved === undefined ? null : "DiscussionNote",
    body,
    author: showUser(shapes, author),
    created_at: at,
    updated_at: at,
    system: action !== undefined,
    noteable_id: mergeRequest.id,
    noteable_type: "MergeRequest",
    project_id: shapes.state.projectId,
    resolvable: isResolved !== undefined,
    ...(isResolved === undefined ? {} : { resolved: isResolved, resolved_by: null, resolved_at: null }),
    confidential: false,
    internal: false,
    imported: false,
    imported_from: "none",
    noteable_iid: mergeRequest.iid,
    commands_changes: {},
  };
}

export function showVersion({ id: mergeRequest }: MergeRequest, { id, head, base, start, at }: Version) {
  return {
    id,
    head_commit_sha: head,
    base_commit_sha: base,
    start_commit_sha: start,
    created_at: at,
    merge_request_id: mergeRequest,
    state: "collected",
    real_size: "1",
    patch_id_sha: null,
  };
}

export function showStateEvent(shapes: Shapes, mergeRequest: MergeRequest, event: StateEvent) {
  return {
    id: event.id,
    user: showAccount(shapes, getAccount(shapes.state, event.username)),
    created_at: event.at,
    resource_type: "MergeRequest",
    resource_id: mergeRequest.id,
    source_commit: null,
    source_merge_request_id: null,
    state: event.state,
  };
}
