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
  phase: "succeeded" | "failed" | "running" | "unknown";
  message?: string;
}

/** A source of sync reports; one per kind of agent. */
export interface SyncSource {
  list(): readonly SyncReport[];
  subscribe(listener: () => void): () => void;
  close(): void;
}
