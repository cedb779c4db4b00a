import type { GroupKind, ObjectReference } from "#lib/kubernetes/types";

/** What a GitOps agent reports of applying the repository, or a part of it, whichever agent it is. */
export interface SyncReport {
  /** The agent, as a person knows it: "Argo CD", "Flux", "Demo sync". */
  agent: string;
  /** The cluster that it applies to, as the portal names it. */
  cluster: string;
  /** What of which repository it applies; absent: all of the portal's. */
  scope?: SyncScope;
  /** The object that it works by: an Application, a Kustomization; absent: it has none. */
  source?: AgentObject;
  /** Health of `source` in the agent's own word, where it gives one. It is not the health of what it applies. */
  health?: string;
  /** How it is asked to look at the repository now; absent: it cannot be asked, or would not look. */
  ask?: AskPlan;
  /** Commit last applied as a whole. */
  appliedRevision?: string;
  appliedAt?: string;
  /** Commit that the cluster was last compared with and is equal to, where the agent compares. */
  equalRevision?: string;
  /** Commit last tried, when it is another. */
  attemptedRevision?: string;
  /** What of it could not be applied, where the agent tells file by file; the other files of it were applied. */
  failures?: readonly SyncFailure[];
  /** What of the attempt was refused, where the agent tells object by object; of the others this says nothing. */
  refused?: readonly RefusedObject[];
  /** Every object that it applies; absent: it does not tell. */
  objects?: readonly AppliedObject[];
  /** Commit that `objects` tells of. */
  objectsRevision?: string;
  phase: "succeeded" | "failed" | "running" | "unknown";
  message?: string;
  /** Why nothing of the repository can be applied now, in a sentence. */
  blocked?: string;
  /** Why it applies nothing by itself now, in a sentence: it is suspended, for example. */
  held?: string;
  /** Why an object stays whose file is gone, in a sentence; absent: it is removed, or `objects` lists it as kept. */
  keeps?: string;
}

/** An object that an agent works by, in the cluster in which the agent runs. */
export interface AgentObject extends ObjectReference {
  plural: string;
}

/** What is written to ask an agent to look now. Nothing else is ever written to a cluster. */
export interface AskPlan {
  /** In this order. */
  steps: readonly AskStep[];
  /** True when it was asked, by whomever, and has not done it yet. */
  underWay: boolean;
}

/** One annotation of one object. */
export interface AskStep {
  object: AgentObject;
  annotation: string;
  /** Absent: the time of asking, in RFC 3339. */
  value?: string;
}

/** A part of a repository. */
export interface SyncScope {
  /** As the agent clones it. */
  url: string;
  /** Absent: the repository's default branch. */
  branch?: string;
  /** Without slashes at its ends; `""` is the whole repository. */
  folder: string;
  files: FileRule;
}

/** Which files of its folder an agent applies. */
export type FileRule =
  /** Plain manifests, as Argo CD reads a directory; `deep: false`: only those that lie in the folder itself. */
  | { rule: "directory"; deep: boolean; include?: string; exclude?: string }
  /**
   * All manifests below, but for what ignore files and kustomization files say; `ignore` is the agent's own list, `only`
   * the folders of the repository that it checks out.
   */
  | { rule: "flux"; ignore?: string; only?: readonly string[] }
  /** A tool such as Helm or Kustomize builds the manifests: only the list of objects tells what is applied. */
  | { rule: "listed"; tool: string };

/** One file that could not be applied. */
export interface SyncFailure {
  /** In the repository. */
  path: string;
  message: string;
  /** True when it is only too early, and the agent tries again: its kind is not served yet, for example. */
  waiting: boolean;
}

/** One object, as an agent names it. Its version may be another than that of the file. */
export interface SyncedName extends GroupKind {
  /** Absent for a cluster-scoped object. */
  namespace?: string;
  name: string;
}

export interface RefusedObject extends SyncedName {
  message: string;
}

export interface AppliedObject extends SyncedName {
  /** `kept`: its file is gone, and the agent does not remove it. */
  state: "equal" | "differs" | "kept";
  /** Why it is kept, in a sentence. */
  message?: string;
}

/** A source of sync reports; one per kind of agent. */
export interface SyncSource {
  list(): readonly SyncReport[];
  subscribe(listener: () => void): () => void;
  close(): void;
}
