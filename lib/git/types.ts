/** The types of every Git provider: paths, bytes, branches and pull requests; no Kubernetes. */
import type { PortalError } from "#lib/errors";

export interface Repository {
  provider: "local" | "github" | "gitlab" | "gitea";
  /** URL-safe name, used in request ids. */
  name: string;
  /** Clone URL for people and agents. */
  url: string;
  /** The target branch. */
  branch: string;
}

/** The person who acts. A person's own token is an argument, never module state. */
export interface GitActor {
  /** Stable id: the user name. */
  id: string;
  name: string;
  email: string;
  token?: string;
}

export interface GitFile {
  path: string;
  content: string;
  /** Git object id of the content. */
  blob: string;
}

/**
 * `content: null` removes the file. `base` is the blob that the change started from; null: the file must not
 * exist.
 */
export interface FileChange {
  path: string;
  content: string | null;
  base: string | null;
}

/** A regular file in a Git tree. */
export interface ListedFile {
  path: string;
  /** Git object id of the content. */
  blob: string;
  /** Bytes. */
  size: number;
}

/** The commit that last changed a file. */
export interface FileCommit {
  id: string;
  /** The author's name, as the commit has it. */
  author: string;
  /** RFC 3339. */
  at: string;
}

export type PullRequestState = "open" | "merged" | "closed";

export interface Review {
  actor: Pick<GitActor, "id" | "name">;
  verdict: "approved" | "changes-requested" | "commented";
  comment?: string;
  at: string;
  /** The approved `ChangeSet.result`; absent on hosts that merge only the files of the head commit. */
  result?: string;
}

export interface PullRequest {
  number: number;
  url: string;
  branch: string;
  title: string;
  body: string;
  state: PullRequestState;
  author: Pick<GitActor, "id" | "name">;
  createdAt: string;
  updatedAt: string;
  /** While it is open, only approvals of `headCommit`, one for each person. */
  reviews: Review[];
  /**
   * Ids of people who pushed to the branch, besides opening it; empty where the host does not record that.
   */
  pushers: string[];
  /**
   * Why the host cannot return all of it, as a sentence: a ref or record is damaged. It can only be closed.
   */
  problem?: string;
  /** Set when merged. */
  mergeCommit?: string;
  mergedAt?: string;
  mergedBy?: Pick<GitActor, "id" | "name">;
  closedAt?: string;
  closedBy?: Pick<GitActor, "id" | "name">;
  headCommit: string;
}

export interface ChangedFile {
  path: string;
  /** Undefined: the file is new. */
  before?: string;
  /** Undefined: the file is removed. */
  after?: string;
  /**
   * Set where a side is not a regular file of UTF-8 text (a symbolic link, a submodule, other bytes), as a
   * phrase. That side is then undefined, and nobody can review the file.
   */
  irregular?: string;
}

/**
 * Author or committer of a commit. `id` is known where the host maps commits to people, or wrote the commit
 * itself.
 */
export interface CommitPerson {
  id?: string;
  name: string;
  email: string;
}

/**
 * The changes of a pull request, read at commits and never at a branch, so equal ids always give equal files.
 * While it is open, `files` are the result of merging `head` into `target`, compared with `target`.
 */
export interface ChangeSet {
  head: string;
  /** The merge base. */
  base: string;
  /** Tip of the target branch that `files` are compared with; absent for a merged or closed pull request. */
  target?: string;
  files: ChangedFile[];
  /** Digest of the files after a merge: paths, modes and contents. */
  result: string;
  /**
   * The same digest for the files of `head` alone; equal to `result` unless the target branch changed the
   * same files.
   */
  proposed: string;
  /**
   * Paths that the target branch changed too, so that the host cannot merge them. `files` are then those of
   * `head`.
   */
  conflicts: string[];
  /** The files at `conflicts` on the target branch; absent without a conflict. */
  overlaps?: Overlap[];
  /**
   * True where a conflict may disappear once more is known about the files; such a change set is not cached.
   */
  isProvisional?: boolean;
  /** Authors of the commits between the target branch and `head`. */
  authors: CommitPerson[];
}

/** A pull request, and the commit to read its changes at. */
export interface AskedFiles {
  number: number;
  head: string;
}

/** A file that both the target branch and the pull request changed. */
export interface Overlap {
  path: string;
  /** Text on the target branch; undefined where it has no regular text file. */
  target?: string;
  /** Text with both changes, if there is one and the host cannot merge it. */
  merged?: string;
}

/** The three texts of a file that both sides changed. */
export interface FileSides {
  path: string;
  /** The common ancestor; undefined where both sides added the file. */
  base: string | undefined;
  target: string;
  head: string;
  /** The result of Git's merge by lines; undefined for a conflict. */
  lines?: string | undefined;
}

/**
 * A text with both changes, or the fact that there is none. `isProvisional`: may change once more is known.
 */
export type FileMerge = { state: "merged"; text: string } | { state: "conflict"; isProvisional?: boolean };

/**
 * Merges a file field by field. Equal sides give equal text. Undefined: nothing is known about such a file,
 * so Git's merge by lines counts.
 */
export type MergeFile = (sides: FileSides) => Promise<FileMerge | undefined>;

/** The version that a person reviewed before the decision. */
export interface Judged {
  /** `ChangeSet.head`. */
  head: string;
  /** `ChangeSet.result`; absent where the person saw only the files of `head`. */
  result?: string;
}

/** What the configuration of a repository adds to each new pull request. Names are those of the host. */
export interface PullRequestAttributes {
  draft?: boolean | undefined;
  labels?: readonly string[] | undefined;
  /** User names; `owner/team` for a team. */
  reviewers?: readonly string[] | undefined;
  /** User names. */
  assignees?: readonly string[] | undefined;
  /** The title of an open milestone. */
  milestone?: string | undefined;
}

export interface OpenPullRequestInput {
  branch: string;
  title: string;
  body: string;
  /** The commit message, trailers included. */
  message: string;
  files: FileChange[];
  /** The embedded repository has none of them. */
  attributes?: PullRequestAttributes | undefined;
}

/** A pull request that was just opened. */
export interface OpenedPullRequest extends PullRequest {
  /** A sentence for each attribute that the host did not accept; absent where there is none. */
  missing?: string[];
}

/** A new commit on the branch of an open pull request, and the new body. */
export interface AmendPullRequestInput {
  /** The commit that the change starts from. The branch must still point to it. */
  head: string;
  body: string;
  /** The commit message, trailers included. */
  message: string;
  /** Each `base` is the blob on the branch. Empty: only the body changes. */
  files: FileChange[];
}

/** Calls of one kind that a host still grants the portal's account. */
export interface CallQuota {
  /** The host's name of the kind, such as `graphql`; empty where it has one kind. */
  name: string;
  limit: number;
  remaining: number;
  /** RFC 3339. */
  resetsAt: string;
}

/** What the host says of the portal's account and the repository. Nothing is written to find it out. */
export interface RepositoryAccess {
  /** The target branch exists. */
  hasBranch: boolean;
  /** Absent where the host does not say. */
  isProtected?: boolean;
  /** Access that the account lacks to push branches and open pull requests, as phrases; absent where the host does not say. */
  missing?: readonly string[];
  /** As the last answers said; empty where the host has no limits or has not answered yet. */
  quotas: readonly CallQuota[];
  /** When the portal's token ends, RFC 3339; absent where the host does not say. */
  tokenExpiresAt?: string;
  /** When the last delivery of the webhook arrived in this process, RFC 3339; absent for none. */
  deliveredAt?: string;
}

/**
 * One repository at one host. Errors are PortalErrors: `conflict` (base moved, merge conflict),
 * `already-exists` (branch), `not-found`, `forbidden`, `git-unavailable`. A change can also throw
 * `outcome-unknown`: it was sent, and its outcome is unknown.
 */
export interface GitProvider {
  readonly repository: Repository;
  /** The file on the target branch, or at `ref` (branch name or commit). */
  readFile(path: string, ref?: string): Promise<GitFile | undefined>;
  /** The commit the branch points to; undefined where the branch is missing. */
  headCommit(branch?: string): Promise<string | undefined>;
  /** All regular files at a commit of the repository. */
  listFiles(commit: string): Promise<ListedFile[]>;
  /** The contents of blobs, in the order asked; undefined where a blob is missing or is not UTF-8 text. */
  readTexts(blobs: readonly string[]): Promise<(string | undefined)[]>;
  /** The newest commit of the target branch that changed the file; undefined for none. */
  lastChange(path: string): Promise<FileCommit | undefined>;
  /**
   * One branch, one commit, one pull request, atomically as far as the host allows. Attributes are set afterwards with
   * the portal's account. A refused attribute is no error: the pull request is open without it.
   */
  openPullRequest(input: OpenPullRequestInput, actor: GitActor): Promise<OpenedPullRequest>;
  /**
   * Adds one commit to the branch of an open pull request and then replaces its body. Never forces a push. The
   * approvals of earlier commits no longer count.
   * @throws PortalError `conflict` where the branch is not at `input.head`, `forbidden` for a branch of a fork
   */
  amendPullRequest(number: number, input: AmendPullRequestInput, actor: GitActor): Promise<PullRequest>;
  getPullRequest(number: number): Promise<PullRequest | undefined>;
  /** Newest first. */
  listPullRequests(filter?: { state?: PullRequestState }): Promise<PullRequest[]>;
  /**
   * The changes of the pull request at the commit `head`, never at another. `target` is a tip of the target
   * branch that the caller has just read, which can save a call.
   * @throws PortalError `not-found` for an unknown pull request, `conflict` where the host has lost the
   * commit
   */
  changedFiles(number: number, head: string, target?: string): Promise<ChangeSet>;
  /**
   * The same for many open pull requests, in the order asked, at the cost of few calls. One that cannot be read
   * has its error in its place.
   * @throws PortalError `git-unavailable` where none can be read
   */
  changedFilesOf(asked: readonly AskedFiles[], target?: string): Promise<(ChangeSet | PortalError)[]>;
  /**
   * Records the approval of the reviewed version. A person has one approval; another call changes nothing.
   * @throws PortalError `conflict` where the branch moved, or a merge would now give other files
   */
  approve(number: number, actor: GitActor, judged: Judged, comment?: string): Promise<PullRequest>;
  /**
   * Merges the reviewed version and deletes the branch. Errors as in `approve`, and `conflict` where it
   * cannot be merged.
   */
  merge(number: number, actor: GitActor, judged: Judged): Promise<PullRequest>;
  /** Closes without merging and deletes the branch. */
  close(number: number, actor: GitActor): Promise<PullRequest>;
  /**
   * Holds a name (16 to 64 hexadecimal digits) in the repository, across processes, until the returned
   * function is called. A second claim with the same value waits for a moment and then shares it, as after a
   * crash. A claim that is not released expires after ten minutes.
   * @throws PortalError `conflict` where the name is held with another value
   */
  claim(name: string, value: string): Promise<() => Promise<void>>;
  /** True when `commit` is `revision` or an ancestor of it. */
  contains(revision: string, commit: string): Promise<boolean>;
  /**
   * The listener is called after any branch or pull request changed, whoever changed it. Returns unsubscribe.
   */
  subscribe(listener: () => void): () => void;
  /** Asks the host for the access of the portal's account. Errors as in a read. */
  describeAccess(): Promise<RepositoryAccess>;
  /** Looks for changes soon, at most once a second, while someone listens: the host's webhook has delivered something. */
  lookNow(): void;
  dispose(): void;
}
