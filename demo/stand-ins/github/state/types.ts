/** What the stand-in for GitHub remembers besides the bare repository. */
import type { HostRepository } from "#demo/stand-ins/repository/host-repository";

/** Roles in a repository of an organization, and none. https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization */
export const ROLES = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface Account {
  id: number;
  login: string;
  name: string | null;
  email: string;
  type: "User" | "Bot" | "Organization";
  /** In the repository. */
  role: Role;
  /** Slugs of teams of the organization. */
  teams: readonly string[];
}

/** `write` includes `read`. https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
export type Permissions = Partial<Record<Permission, "read" | "write">>;
export type Permission =
  | "metadata"
  | "contents"
  | "pull_requests"
  | "issues"
  | "checks"
  | "statuses"
  | "administration";

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";

export interface Review {
  id: number;
  author: string;
  state: ReviewState;
  body: string;
  commit: string;
  submittedAt: string;
}

export interface PullRequest {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  isDraft: boolean;
  author: string;
  head: string;
  /** Stays when the branch is deleted. */
  headCommit: string;
  base: string;
  /** The tip of the base branch at the last push to the head branch, as GitHub reports it. */
  baseCommit: string;
  createdAt: string;
  updatedAt: string;
  closed?: { at: string; by: string };
  merged?: { at: string; by: string; commit: string };
  labels: string[];
  /** Logins. */
  assignees: string[];
  /** Logins that have not reviewed since. */
  requestedReviewers: string[];
  /** Slugs. */
  requestedTeams: string[];
  /** Number of the milestone. */
  milestone?: number;
  reviews: Review[];
  /** Login of the account that pushed the head commit. */
  lastPusher: string;
}

/** https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches */
export interface Protection {
  reviews?: {
    /** The number of approvals that a merge needs. */
    count: number;
    dismissStale?: boolean;
    codeOwners?: boolean;
    /** Someone other than the person who pushed last must approve. */
    lastPush?: boolean;
  };
  /** `strict`: the head must contain the tip of the base branch. */
  checks?: { contexts: readonly string[]; strict?: boolean };
  /** The only logins that may push or merge; undefined for everybody with write access. */
  pushers?: readonly string[];
  /** Also holds for administrators. */
  enforceAdmins?: boolean;
}

export interface Check {
  id: number;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | null;
  at: string;
}

export interface Label {
  id: number;
  name: string;
  color: string;
}

/** https://docs.github.com/en/rest/repos/repos#list-repository-activities */
export interface Activity {
  id: number;
  kind: "push" | "force_push" | "branch_creation" | "branch_deletion" | "pr_merge";
  ref: string;
  before: string;
  after: string;
  actor: string;
  at: string;
}

export interface RepositorySettings {
  defaultBranch: string;
  isPrivate: boolean;
  isArchived: boolean;
  deleteBranchOnMerge: boolean;
  /** Private repositories of free plans have no drafts. */
  allowsDrafts: boolean;
  mergeMethods: readonly MergeMethod[];
}

export type MergeMethod = "merge" | "squash" | "rebase";

export type HostEvent =
  | { name: "push"; activity: Activity }
  | {
      name: "pull_request";
      action: "opened" | "closed" | "reopened" | "edited" | "synchronize" | "labeled";
      pull: PullRequest;
      actor: string;
      /** The head before `synchronize`. */
      before?: string;
      /** The name that `labeled` added. */
      label?: string;
    }
  | {
      name: "pull_request_review";
      action: "submitted" | "dismissed";
      pull: PullRequest;
      review: Review;
      actor: string;
    };

export interface State {
  organization: Account;
  /** Name of the repository. */
  name: string;
  repository: HostRepository;
  settings: RepositorySettings;
  createdAt: string;
  /** By login. */
  accounts: Map<string, Account>;
  /** By number. */
  pulls: Map<number, PullRequest>;
  /** By branch. */
  protections: Map<string, Protection>;
  /** By name. */
  labels: Map<string, Label>;
  /** Titles of the open milestones, by number. */
  milestones: Map<number, string>;
  /** By commit. */
  checks: Map<string, Check[]>;
  /** Oldest first. */
  activities: Activity[];
  /** Ids are unique in the whole stand-in. */
  nextId(): number;
  /** RFC 3339 in whole seconds, as GitHub reports times. */
  now(): string;
  emit(event: HostEvent): void;
  /** Runs changes one after another. */
  lock<T>(change: () => Promise<T>): Promise<T>;
}
