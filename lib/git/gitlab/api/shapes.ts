/** The parts of GitLab's responses that the portal reads. */
import { z } from "zod";

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** A person is known by the user name. */
export const gitLabUser = z
  .object({ username: z.string(), name: z.string().nullish() })
  .transform(({ username, name }) => ({ id: username, name: name || username }));

const user = gitLabUser.nullish().transform((found) => found ?? undefined);

const STATES = { opened: "open", locked: "open", merged: "merged", closed: "closed" } as const;

/** https://docs.gitlab.com/api/merge_requests/#retrieve-a-merge-request; lists have the same fields. */
export const gitLabMergeRequest = z
  .object({
    iid: z.number(),
    web_url: z.string(),
    title: z.string(),
    description: z.string().nullable(),
    /** `locked` for a moment, while GitLab merges. */
    state: z.enum(["opened", "locked", "merged", "closed"]),
    author: user,
    created_at: time,
    updated_at: time,
    closed_at: time.nullish(),
    closed_by: user,
    merged_at: time.nullish(),
    merge_user: user,
    merge_commit_sha: z.string().nullish(),
    squash_commit_sha: z.string().nullish(),
    source_branch: z.string(),
    target_branch: z.string(),
    source_project_id: z.number().nullish(),
    target_project_id: z.number(),
    /** Null until GitLab has read the branch of a new merge request. */
    sha: z.string().nullable(),
  })
  .transform((found) => ({
    number: found.iid,
    url: found.web_url,
    title: found.title,
    description: found.description ?? "",
    state: STATES[found.state],
    author: found.author,
    createdAt: found.created_at,
    updatedAt: found.updated_at,
    closedAt: found.closed_at ?? undefined,
    closedBy: found.closed_by,
    mergedAt: found.merged_at ?? undefined,
    mergedBy: found.merge_user,
    /** A fast-forward merge has no commit of its own. */
    mergeCommit: found.merge_commit_sha ?? found.squash_commit_sha ?? found.sha ?? undefined,
    branch: found.source_branch,
    target: found.target_branch,
    isFork: found.source_project_id !== found.target_project_id,
    head: found.sha ?? "",
  }));

export type ListedMergeRequest = z.output<typeof gitLabMergeRequest>;

const usernames = z
  .array(gitLabUser)
  .nullish()
  .transform((people) => (people ?? []).map(({ id }) => id));

/** The attributes of a merge request: people by their user names. */
export const gitLabAttributes = z.object({
  labels: z.array(z.string()),
  assignees: usernames,
  reviewers: usernames,
});

/** https://docs.gitlab.com/api/users/#list-all-users */
export const gitLabUserIds = z
  .array(z.object({ id: z.number() }))
  .transform((people) => people.map(({ id }) => id));

/** https://docs.gitlab.com/api/milestones/#list-project-milestones */
export const gitLabMilestones = z.array(z.object({ id: z.number() }));

/** https://docs.gitlab.com/api/branches/ */
export const gitLabBranch = z.object({
  name: z.string(),
  commit: z.object({ id: z.string(), message: z.string(), committed_date: time }),
});

/** https://docs.gitlab.com/api/commits/ */
export const gitLabCommit = z.object({
  id: z.string(),
  parent_ids: z.array(z.string()),
  author_name: z.string().default(""),
  author_email: z.string().default(""),
  authored_date: time,
  committer_name: z.string().default(""),
  committer_email: z.string().default(""),
});

/** https://docs.gitlab.com/api/repositories/#list-all-repository-trees-in-a-project */
export const gitLabTree = z.array(
  z.object({ id: z.string(), name: z.string(), path: z.string(), type: z.string(), mode: z.string() }),
);

/** Older versions of GitLab have no time: https://docs.gitlab.com/api/merge_request_approvals/ */
export const gitLabApprovals = z.object({
  approved_by: z.array(z.object({ user: gitLabUser, approved_at: time.nullish() })),
});

/** Newest first; https://docs.gitlab.com/api/merge_requests/#retrieve-merge-request-diff-versions */
export const gitLabVersions = z.array(z.object({ head_commit_sha: z.string(), created_at: time }));

const note = z.object({
  system: z.boolean(),
  body: z.string(),
  createdAt: time,
  author: user,
  systemNoteMetadata: z.object({ action: z.string().nullish() }).nullish(),
});

/** The record of a merge request, from GraphQL. */
export const gitLabActivity = z.object({
  iid: z.string(),
  diffRefs: z.object({ baseSha: z.string().nullish() }).nullish(),
  approvedBy: z.object({ nodes: z.array(gitLabUser) }).nullish(),
  reviewers: z
    .object({
      nodes: z.array(
        z.intersection(
          gitLabUser,
          z.object({ mergeRequestInteraction: z.object({ reviewState: z.string().nullish() }).nullish() }),
        ),
      ),
    })
    .nullish(),
  notes: z.object({ nodes: z.array(note) }),
});

const USER = "{ username name }";

/** The fields of `gitLabActivity`. Of more than 100 notes, the newest are read. */
export const ACTIVITY = `iid diffRefs { baseSha } approvedBy { nodes ${USER} }
  reviewers { nodes { username name mergeRequestInteraction { reviewState } } }
  notes(last: 100) { nodes { system body createdAt author ${USER} systemNoteMetadata { action } } }`;
