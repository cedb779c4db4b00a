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

export type PullRequestState = "open" | "merged" | "closed";

export interface Review {
  actor: Pick<GitActor, "id" | "name">;
  verdict: "approved" | "changes-requested" | "commented";
  comment?: string;
  at: string;
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
  reviews: Review[];
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
 * (branch), `not-found`, `forbidden`, `git-unavailable`.
 */
export interface GitProvider {
  readonly repository: Repository;
  /** The file on the target branch, or at `ref` (branch name or commit). */
  readFile(path: string, ref?: string): Promise<GitFile | undefined>;
  /** The commit the branch points to; undefined where the branch is missing. */
  headCommit(branch?: string): Promise<string | undefined>;
  /** One branch, one commit, one pull request, atomically as far as the host allows. */
  openPullRequest(input: OpenPullRequestInput, actor: GitActor): Promise<PullRequest>;
  getPullRequest(number: number): Promise<PullRequest | undefined>;
  /** Newest first. */
  listPullRequests(filter?: { state?: PullRequestState }): Promise<PullRequest[]>;
  changedFiles(number: number): Promise<ChangedFile[]>;
  /** `head` is the commit that was judged: `conflict` when the branch has moved on since. */
  approve(number: number, actor: GitActor, comment?: string, head?: string): Promise<PullRequest>;
  /** Merges and deletes the branch; `head` as in `approve`. */
  merge(number: number, actor: GitActor, head?: string): Promise<PullRequest>;
  /** Closes without merging and deletes the branch. */
  close(number: number, actor: GitActor): Promise<PullRequest>;
  /** True when `commit` is `revision` or an ancestor of it: what runs at `revision` includes `commit`. */
  contains(revision: string, commit: string): Promise<boolean>;
  /** Called after any branch or pull request changed, whoever changed it. Returns unsubscribe. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
}
