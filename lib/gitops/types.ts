import type { GroupKind, ObjectReference } from "#lib/kubernetes/types";

/** The report of any GitOps agent about applying the repository, or a part of it. */
export interface SyncReport {
  /** The agent's readable name: "Argo CD", "Flux", "Demo sync". */
  agent: string;
  /** The target cluster, by its name in the portal. */
  cluster: string;
  /** The applied part of a repository; absent: the portal's whole repository. */
  scope?: SyncScope;
  /** The agent's own object: an Application or a Kustomization; absent: none. */
  source?: AgentObject;
  /**
   * Health of `source` in the agent's own word, if it reports one. It is not the health of the applied
   * objects.
   */
  health?: string;
  /** How to ask it to refresh the repository now; absent where that is not possible or has no effect. */
  ask?: RefreshPlan;
  /** Commit that was last applied as a whole. */
  appliedRevision?: string;
  appliedAt?: string;
  /** Commit that the cluster was last compared with and equals, where the agent compares. */
  equalRevision?: string;
  /** Commit of the last attempt, if it is another one. */
  attemptedRevision?: string;
  /**
   * Files of the attempt that failed, where the agent reports files one by one; the other files were applied.
   */
  failures?: readonly SyncFailure[];
  /**
   * Refused objects of the attempt, where the agent reports objects one by one. It proves nothing about
   * others.
   */
  refused?: readonly RefusedObject[];
  /** All objects that the agent applies; absent where it reports none. */
  objects?: readonly AppliedObject[];
  /** The commit of `objects`. */
  objectsRevision?: string;
  phase: "succeeded" | "failed" | "running" | "unknown";
  message?: string;
  /** Why the agent cannot apply anything of the repository now, as a sentence. */
  blocked?: string;
  /** Why the agent applies nothing automatically now, as a sentence; for example, it is suspended. */
  held?: string;
  /**
   * Why an object without a file is kept, as a sentence. Absent: the agent removes it, or `objects` lists it
   * as kept.
   */
  keeps?: string;
}

/** An agent's own object, in the cluster where the agent runs. */
export interface AgentObject extends ObjectReference {
  plural: string;
}

/** The write that asks an agent to refresh now. The portal writes nothing else to a cluster. */
export interface RefreshPlan {
  /** In this order. */
  steps: readonly RefreshStep[];
  /** True when a refresh was requested by anyone and is not finished. */
  underWay: boolean;
}

/** One annotation of one object. */
export interface RefreshStep {
  object: AgentObject;
  annotation: string;
  /** Absent: the time of the request, in RFC 3339. */
  value?: string;
}

/** A part of a repository. */
export interface SyncScope {
  /** The clone URL of the agent. */
  url: string;
  /** Absent: the repository's default branch. */
  branch?: string;
  /** Without slashes at its ends; `""` is the whole repository. */
  folder: string;
  files: FileRule;
}

/** Which files of its folder an agent applies. */
export type FileRule =
  /** Plain manifests in a directory, as Argo CD reads it. `deep: false`: only files in the folder itself. */
  | { rule: "directory"; deep: boolean; include?: string; exclude?: string }
  /**
   * All manifests below the folder, except those that ignore files and kustomization files leave out.
   * `ignore` is the agent's own list, `only` the folders that it checks out.
   */
  | { rule: "flux"; ignore?: string; only?: readonly string[] }
  /**
   * A tool such as Helm or Kustomize builds the manifests, so only the list of objects shows what is applied.
   */
  | { rule: "listed"; tool: string };

/** One file that could not be applied. */
export interface SyncFailure {
  /** In the repository. */
  path: string;
  message: string;
  /** True for a temporary failure that the agent retries; for example, the kind is not served yet. */
  waiting: boolean;
}

/** One object, as an agent names it. Its version can differ from that of the file. */
export interface SyncedName extends GroupKind {
  /** Absent for a cluster-scoped object. */
  namespace?: string;
  name: string;
}

export interface RefusedObject extends SyncedName {
  message: string;
}

export interface AppliedObject extends SyncedName {
  /** `kept`: the file is gone, and the agent does not remove the object. */
  state: "equal" | "differs" | "kept";
  /** Why the agent keeps it, as a sentence. */
  message?: string;
}

/** A source of sync reports, one for each kind of agent. */
export interface SyncSource {
  list(): readonly SyncReport[];
  subscribe(listener: () => void): () => void;
  close(): void;
}
