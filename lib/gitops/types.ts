/** What a GitOps agent reports of applying the repository, whichever agent it is. */
export interface SyncReport {
  /** The agent, as a person knows it: "Argo CD", "Flux", "Demo sync". */
  agent: string;
  cluster: string;
  /** Commit last applied as a whole. */
  appliedRevision?: string;
  appliedAt?: string;
  /** Commit last tried, when it is another. */
  attemptedRevision?: string;
  /** What of it could not be applied, where the agent tells file by file; the other files of it were applied. */
  failures?: readonly SyncFailure[];
  phase: "succeeded" | "failed" | "running" | "unknown";
  message?: string;
}

/** One file that could not be applied. */
export interface SyncFailure {
  /** In the repository. */
  path: string;
  message: string;
  /** True when it is only too early, and the agent tries again: its kind is not served yet, for example. */
  waiting: boolean;
}

/** A source of sync reports; one per kind of agent. */
export interface SyncSource {
  list(): readonly SyncReport[];
  subscribe(listener: () => void): () => void;
  close(): void;
}
