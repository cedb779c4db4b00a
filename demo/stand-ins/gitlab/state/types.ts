/** What the stand-in for GitLab remembers besides the bare repository. */
import type { HostRepository } from "#demo/stand-ins/repository/host-repository";

/** Roles of members, and none: https://docs.gitlab.com/api/access_requests/#roles */
export const LEVELS = { none: 0, guest: 10, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;
export type AccessLevel = (typeof LEVELS)[keyof typeof LEVELS];

export interface Account {
  id: number;
  username: string;
  name: string;
  email: string;
  /** A project or group access token has a bot of its own. */
  isBot: boolean;
  /** In the project. */
  level: AccessLevel;
  /** Full paths of groups. */
  groups: readonly string[];
}

/** https://docs.gitlab.com/api/merge_requests/#list-all-reviewers-for-a-merge-request */
export type ReviewState = "unreviewed" | "reviewed" | "requested_changes" | "approved" | "unapproved";

export interface Reviewer {
  username: string;
  state: ReviewState;
  createdAt: string;
}

export interface Approval {
  username: string;
  at: string;
}

export interface Note {
  id: number;
  author: string;
  body: string;
  at: string;
  /** Set where GitLab wrote the note itself: what happened. */
  action?: SystemAction;
  /** Undefined for a note that nobody has to resolve. */
  isResolved?: boolean;
}

/** Of `systemNoteMetadata`, in GitLab's words. */
export type SystemAction =
  | "approved"
  | "unapproved"
  | "requested_changes"
  | "commit"
  | "closed"
  | "opened"
  | "merged";

/** The commits of a merge request after one push. */
export interface Version {
  id: number;
  head: string;
  base: string;
  start: string;
  at: string;
}

export interface StateEvent {
  id: number;
  username: string;
  state: "closed" | "reopened" | "merged";
  at: string;
}

export interface MergeRequest {
  id: number;
  /** Unique in the project. */
  iid: number;
  title: string;
  description: string | null;
  state: "opened" | "closed" | "merged";
  author: string;
  sourceBranch: string;
  targetBranch: string;
  /** Oldest first; the last one is what the merge request proposes. */
  versions: Version[];
  createdAt: string;
  updatedAt: string;
  closed?: { at: string; by: string };
  /** `commit` is undefined for a fast forward. */
  merged?: { at: string; by: string; commit?: string; squashCommit?: string };
  labels: string[];
  assignees: string[];
  reviewers: Reviewer[];
  approvals: Approval[];
  milestone?: number;
  isSquashed: boolean;
  removesSource: boolean;
  notes: Note[];
  stateEvents: StateEvent[];
}

/** A role and every role above it, or one person. */
export type Grant = { level: AccessLevel } | { username: string };

/** https://docs.gitlab.com/user/project/repository/branches/protected/ */
export interface Protection {
  push: readonly Grant[];
  merge: readonly Grant[];
  allowsForcePush?: boolean;
  /** Files with code owners need the approval of one of them. */
  codeOwners?: boolean;
}

/** https://docs.gitlab.com/api/pipelines/ */
export interface Pipeline {
  id: number;
  iid: number;
  sha: string;
  ref: string;
  status: "created" | "pending" | "running" | "success" | "failed" | "canceled" | "skipped" | "manual";
  at: string;
}

/** A move of a branch or tag: https://docs.gitlab.com/api/events/ */
export interface PushEvent {
  id: number;
  author: string;
  action: "created" | "pushed" | "removed";
  kind: "branch" | "tag";
  /** Without `refs/heads/`. */
  ref: string;
  before: string | null;
  after: string | null;
  at: string;
}

export interface Milestone {
  id: number;
  iid: number;
  title: string;
  createdAt: string;
  /** Of the group above the project. */
  isOfGroup?: true;
  isClosed?: true;
}

export interface Label {
  id: number;
  name: string;
  color: string;
}

export interface ProjectSettings {
  defaultBranch: string;
  visibility: "private" | "internal" | "public";
  isArchived: boolean;
  mergeMethod: "merge" | "rebase_merge" | "ff";
  squashOption: "never" | "always" | "default_on" | "default_off";
  pipelineMustSucceed: boolean;
  discussionsMustBeResolved: boolean;
  removesSourceBranch: boolean;
  /** Of the rule that any member with the role can approve. */
  approvalsRequired: number;
  resetsApprovalsOnPush: boolean;
  authorCanApprove: boolean;
  committersCanApprove: boolean;
}

export type HostEvent =
  | { name: "push"; push: PushEvent }
  | {
      name: "merge_request";
      /** https://docs.gitlab.com/user/project/integrations/webhook_events/#merge-request-events */
      action: "open" | "close" | "reopen" | "update" | "approved" | "unapproved" | "merge";
      mergeRequest: MergeRequest;
      actor: string;
      /** The head before a push. */
      before?: string;
    }
  | { name: "note"; mergeRequest: MergeRequest; note: Note };

export interface State {
  /** Full path of the group. */
  group: string;
  /** Path of the project in the group. */
  name: string;
  projectId: number;
  groupId: number;
  repository: HostRepository;
  settings: ProjectSettings;
  createdAt: string;
  /** By user name. */
  accounts: Map<string, Account>;
  /** By iid. */
  mergeRequests: Map<number, MergeRequest>;
  /** By branch, or by a pattern with `*`. */
  protections: Map<string, Protection>;
  /** By name. */
  labels: Map<string, Label>;
  milestones: Milestone[];
  /** Oldest first. */
  pipelines: Pipeline[];
  pushes: PushEvent[];
  /** Ids are unique in the whole stand-in. */
  nextId(): number;
  /** RFC 3339 with milliseconds, as GitLab reports times. */
  now(): string;
  emit(event: HostEvent): void;
  /** Runs changes one after another. */
  lock<T>(change: () => Promise<T>): Promise<T>;
}
