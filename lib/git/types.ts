/** The vocabulary of every Git provider. Knows paths, bytes, branches and pull requests; no Kubernetes. */

export interface Repository {
  provider: "local" | "github" | "gitlab" | "gitea";
  /** URL-safe name, used in request ids. */
  name: string;
  /** Where a person or an agent clones it. */
  url: string;
  /** The branch that pull requests go to. */
  branch: string;
}

/** Who acts. A person's own token is an argument, never module state. */
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

/** `content: null` removes the file. `base` is the blob the change started from; null: the file must not exist. */
export interface FileChange {
  path: string;
  content: string | null;
  base: string | null;
}

/** A regular file as a tree of Git lists it. */
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
  /** `ChangeSet.result` that was approved; absent on hosts that merge nothing but the files of the head commit. */
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
  /** While it is open, approvals of another commit than `headCommit` are left out; one approval a person. */
  reviews: Review[];
  /** Ids of the people whom the host saw push to the branch, besides opening it; empty where it keeps no record. */
  pushers: string[];
  /** Why the host cannot give all of it, as a sentence: a ref or record is damaged. It can only be closed. */
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
   * Set where a side is no regular file of UTF-8 text (a symbolic link, a submodule, other bytes), as a phrase: that
   * side is undefined then, and nobody can judge the file by `before` and `after`.
   */
  irregular?: string;
}

/** Author or committer of a commit. `id` is known where the host maps commits to people, or wrote the commit itself. */
export interface CommitPerson {
  id?: string;
  name: string;
  email: string;
}

/**
 * What a pull request changes, read at commits and never at a branch: the same ids always give the same files.
 * While it is open, `files` are what merging `head` into `target` gives, compared with `target`.
 */
export interface ChangeSet {
  head: string;
  /** Where the work left the target branch. */
  base: string;
  /** Tip of the target branch that `files` are compared with; absent once it is merged or closed. */
  target?: string;
  files: ChangedFile[];
  /** Digest of the files as a merge leaves them: paths, modes and contents. */
  result: string;
  /** The same digest for the files of `head` alone: equal to `result` unless the target changed the same files. */
  proposed: string;
  /** Paths that the target branch changed too, so that the host cannot merge them. `files` are then those of `head`. */
  conflicts: string[];
  /** The files at `conflicts` on the target branch; absent where there is no conflict. */
  overlaps?: Overlap[];
  /** True where a conflict may be none once more is known of the files: nobody keeps such a change set. */
  isProvisional?: boolean;
  /** Who wrote the commits between the target branch and `head`. */
  authors: CommitPerson[];
}

/** A file that the target branch changed as well as the pull request. */
export interface Overlap {
  path: string;
  /** Text on the target branch; undefined where there is no regular file of text. */
  target?: string;
  /** Text that keeps both changes, where there is one and the host has no way to merge it. */
  merged?: string;
}

/** The three texts of a file that both sides changed. */
export interface FileSides {
  path: string;
  /** Where both changes started. */
  base: string;
  target: string;
  head: string;
  /** What Git's own merge by lines gives; undefined where that is a conflict. */
  lines?: string | undefined;
}

/** A text that keeps both changes, or that there is none. `isProvisional`: that may change once more is known. */
export type FileMerge = { state: "merged"; text: string } | { state: "conflict"; isProvisional?: boolean };

/**
 * Merges a file by what it means. The same sides give the same text. Undefined: nothing is known of such a file, so Git's
 * merge by lines decides.
 */
export type MergeFile = (sides: FileSides) => Promise<FileMerge | undefined>;

/** What a person looked at before they decided. */
export interface Judged {
  /** `ChangeSet.head`. */
  head: string;
  /** `ChangeSet.result`; left out by who saw the files of `head` alone. */
  result?: string;
}

export interface OpenPullRequestInput {
  branch: string;
  title: string;
  body: string;
  /** The commit message, trailers included. */
  message: string;
  files: FileChange[];
}

/**
 * One repository at one host. Errors are PortalErrors: `conflict` (base moved, merge conflict), `already-exists`
 * (branch), `not-found`, `forbidden`, `git-unavailable`; of a change also `outcome-unknown`, where it was sent and nobody
 * can say whether it was made.
 */
export interface GitProvider {
  readonly repository: Repository;
  /** The file on the target branch, or at `ref` (branch name or commit). */
  readFile(path: string, ref?: string): Promise<GitFile | undefined>;
  /** The commit the branch points to; undefined where the branch is missing. */
  headCommit(branch?: string): Promise<string | undefined>;
  /** All regular files at a commit that the repository has. */
  listFiles(commit: string): Promise<ListedFile[]>;
  /** The contents of blobs, in the order asked; undefined where a blob is missing or is not UTF-8 text. */
  readTexts(blobs: readonly string[]): Promise<(string | undefined)[]>;
  /** The newest commit of the target branch that changed the file; undefined where none did. */
  lastChange(path: string): Promise<FileCommit | undefined>;
  /** One branch, one commit, one pull request, atomically as far as the host allows. */
  openPullRequest(input: OpenPullRequestInput, actor: GitActor): Promise<PullRequest>;
  getPullRequest(number: number): Promise<PullRequest | undefined>;
  /** Newest first. */
  listPullRequests(filter?: { state?: PullRequestState }): Promise<PullRequest[]>;
  /**
   * What the pull request changes at the commit `head`, never at another. `target` is a tip of the target branch that
   * the caller has just read, which may save asking for it.
   * @throws PortalError `not-found` where there is no such pull request, `conflict` where the host has lost the commit
   */
  changedFiles(number: number, head: string, target?: string): Promise<ChangeSet>;
  /**
   * Records the approval of what was judged. A person has one approval: another call changes nothing.
   * @throws PortalError `conflict` where the branch has moved on, or a merge would now give other files
   */
  approve(number: number, actor: GitActor, judged: Judged, comment?: string): Promise<PullRequest>;
  /** Merges what was judged and deletes the branch; errors as in `approve`, and `conflict` where it cannot be merged. */
  merge(number: number, actor: GitActor, judged: Judged): Promise<PullRequest>;
  /** Closes without merging and deletes the branch. */
  close(number: number, actor: GitActor): Promise<PullRequest>;
  /**
   * Holds a name (16 to 64 hexadecimal digits) in the repository, whatever process asks, until the returned function is
   * called. Who claims it with the same value waits for a moment and then shares it, as after a crash. A claim that
   * nobody gave back expires after ten minutes.
   * @throws PortalError `conflict` where the name is held with another value
   */
  claim(name: string, value: string): Promise<() => Promise<void>>;
  /** True when `commit` is `revision` or an ancestor of it: what runs at `revision` includes `commit`. */
  contains(revision: string, commit: string): Promise<boolean>;
  /** Called after any branch or pull request changed, whoever changed it. Returns unsubscribe. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
}
