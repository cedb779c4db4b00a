/** Corrections of GitLab's published description, each with the page that says otherwise. */

type JsonSchema = Readonly<Record<string, unknown>>;

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });
const text: JsonSchema = { type: "string" };
const texts = list(text);
const integer: JsonSchema = { type: "integer" };
const flag: JsonSchema = { type: "boolean" };
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, nullable: true });
const time: JsonSchema = { type: "string", format: "date-time" };
const sha: JsonSchema = { type: "string", pattern: "^[0-9a-f]{40}$" };

/** https://docs.gitlab.com/api/merge_requests/#merge-status */
const MERGE_STATUSES = [
  "approvals_syncing",
  "checking",
  "ci_must_pass",
  "ci_still_running",
  "commits_status",
  "conflict",
  "discussions_not_resolved",
  "draft_status",
  "jira_association_missing",
  "locked_lfs_files",
  "locked_paths",
  "mergeable",
  "merge_request_blocked",
  "merge_time",
  "need_rebase",
  "not_approved",
  "not_open",
  "preparing",
  "requested_changes",
  "security_policy_pipeline_check",
  "security_policy_violations",
  "status_checks_must_pass",
  "title_regex",
  "unchecked",
];

/** https://docs.gitlab.com/api/merge_requests/: the example answers have lists, times and truth values. */
const MERGE_REQUEST = {
  state: { enum: ["opened", "closed", "locked", "merged"] },
  detailed_merge_status: { enum: MERGE_STATUSES },
  merge_status: {
    enum: ["unchecked", "checking", "can_be_merged", "cannot_be_merged", "cannot_be_merged_recheck"],
  },
  labels: texts,
  assignees: list(ref("APIEntitiesUserBasic")),
  reviewers: list(ref("APIEntitiesUserBasic")),
  merged_at: orNull(time),
  closed_at: orNull(time),
  prepared_at: orNull(time),
  sha: sha,
  merge_commit_sha: orNull(sha),
  squash_commit_sha: orNull(sha),
  squash: flag,
  has_conflicts: flag,
  blocking_discussions_resolved: flag,
  should_remove_source_branch: orNull(flag),
  force_remove_source_branch: orNull(flag),
};

/** https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions: only two are required. */
const ACTION: JsonSchema = {
  type: "object",
  properties: {
    action: { enum: ["create", "delete", "move", "update", "chmod"] },
    file_path: text,
    previous_path: text,
    content: text,
    encoding: { enum: ["text", "base64"] },
    last_commit_id: text,
    execute_filemode: flag,
  },
  required: ["action", "file_path"],
  additionalProperties: false,
};

/** Properties by component. A property of the description that has none here keeps its own schema. */
export const CORRECTED_PROPERTIES: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>> = {
  postApiV4ProjectsIdRepositoryCommits: { actions: list(ACTION) },
  // https://docs.gitlab.com/api/merge_requests/#update-mr: names with commas between them.
  RequestBody_745a46e17871: { add_labels: { anyOf: [text, texts] } },
  APIEntitiesMergeRequestBasic: MERGE_REQUEST,
  APIEntitiesMergeRequest: {
    ...MERGE_REQUEST,
    user: { type: "object", properties: { can_merge: flag } },
    changes_count: orNull(text),
  },
  APIEntitiesMergeRequestChanges: {
    ...MERGE_REQUEST,
    user: { type: "object", properties: { can_merge: flag } },
    changes: list(ref("APIEntitiesDiff")),
  },
  // https://docs.gitlab.com/api/merge_requests/#list-all-reviewers-for-a-merge-request
  APIEntitiesMergeRequestReviewer: {
    state: {
      enum: ["unreviewed", "reviewed", "requested_changes", "approved", "unapproved", "review_started"],
    },
    created_at: time,
  },
  // https://docs.gitlab.com/api/merge_request_approvals/#retrieve-approval-state-of-a-merge-request; the time is new in 18.
  APIEntitiesApprovals: { approved_at: time },
  EEAPIEntitiesApprovalState: {
    approvals_required: integer,
    approvals_left: integer,
    approved_by: list(ref("APIEntitiesApprovals")),
  },
  // https://docs.gitlab.com/api/project_members/: the members are users with their role.
  APIEntitiesMember: {
    id: integer,
    username: text,
    name: text,
    state: text,
    locked: flag,
    avatar_url: orNull(text),
    web_url: text,
    access_level: { enum: [0, 5, 10, 15, 20, 30, 40, 50] },
  },
  // https://docs.gitlab.com/api/protected_branches/
  APIEntitiesProtectedBranch: {
    push_access_levels: list(ref("APIEntitiesProtectedRefAccess")),
    merge_access_levels: list(ref("APIEntitiesProtectedRefAccess")),
    unprotect_access_levels: list(ref("APIEntitiesProtectedRefAccess")),
    code_owner_approval_required: flag,
  },
  APIEntitiesProtectedRefAccess: {
    user_id: orNull(integer),
    group_id: orNull(integer),
    access_level: orNull(integer),
  },
  // https://docs.gitlab.com/api/notes/#list-all-merge-request-notes
  APIEntitiesNote: {
    id: integer,
    system: flag,
    resolvable: flag,
    noteable_id: integer,
    noteable_iid: integer,
  },
  // https://docs.gitlab.com/api/discussions/#list-all-merge-request-discussion-items
  APIEntitiesDiscussion: { individual_note: flag, notes: list(ref("APIEntitiesNote")) },
  // https://docs.gitlab.com/api/resource_state_events/
  APIEntitiesResourceStateEvent: {
    id: integer,
    resource_id: integer,
    state: { enum: ["closed", "reopened", "merged"] },
  },
  // https://docs.gitlab.com/api/merge_requests/#retrieve-merge-request-diff-versions
  APIEntitiesMergeRequestDiff: {
    id: integer,
    head_commit_sha: sha,
    base_commit_sha: sha,
    start_commit_sha: sha,
  },
  // https://docs.gitlab.com/api/repositories/#list-repository-tree
  APIEntitiesTreeObject: { id: sha, type: { enum: ["tree", "blob", "commit"] } },
  // https://docs.gitlab.com/api/events/#list-all-visible-events-for-a-project
  APIEntitiesPushEventPayload: { commit_from: orNull(sha), commit_to: orNull(sha), commit_count: integer },
};

/** Answers that the description leaves out: https://docs.gitlab.com/api/repository_files/#retrieve-a-file-from-a-repository */
export const FILE: JsonSchema = {
  type: "object",
  properties: {
    file_name: text,
    file_path: text,
    size: integer,
    encoding: text,
    content: text,
    content_sha256: text,
    ref: text,
    blob_id: sha,
    commit_id: sha,
    last_commit_id: sha,
    execute_filemode: flag,
  },
  required: ["file_path", "size", "content", "blob_id", "commit_id", "last_commit_id"],
};

/** Statuses of answers that the pages name and the description does not, by operation. */
export const MORE_STATUSES: Readonly<Record<string, readonly number[]>> = {
  // https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions: the example answers 201.
  "POST /projects/{id}/repository/commits": [201],
  // https://docs.gitlab.com/api/merge_request_approvals/#approve-merge-request: `sha` answers 409.
  "POST /projects/{id}/merge_requests/{merge_request_iid}/approve": [409],
  "DELETE /projects/{id}/repository/branches/{branch}": [400, 405],
};

/** Parameters that every list has: https://docs.gitlab.com/api/rest/#pagination */
export const PAGE_PARAMETERS = [
  "page",
  "per_page",
  "pagination",
  "order_by",
  "sort",
  "page_token",
  "cursor",
  "id_after",
];

/** https://docs.gitlab.com/api/rest/troubleshooting/: statuses that every operation can have. */
export const COMMON_STATUSES = [400, 401, 403, 404, 422];
