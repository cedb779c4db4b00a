import type { FieldError } from "#lib/errors";
import type { UncheckedRule } from "#lib/form/rules/check-rules";
import type { FormValues } from "#lib/form/types";
import type { PullRequestState } from "#lib/git/types";
import type { CausePart } from "#lib/graph/types";
import type { Health, ObjectReference } from "#lib/kubernetes/types";

export type Operation = "create" | "update" | "delete";

/** Body of `POST /api/v1/requests/preview` and `POST /api/v1/requests`. */
export interface RequestInput {
  /** Catalog entry id; absent only where `object` names what is changed or removed. */
  entry?: string;
  object?: ObjectReference;
  version?: string;
  name: string;
  /** Absent for a cluster-scoped kind. */
  namespace?: string;
  /** Either the values of the form … */
  values?: FormValues;
  /** … or the whole manifest as YAML, comments kept. */
  manifest?: string;
  operation: Operation;
  /** The blob that a change or removal started from. */
  base?: string;
  /** Values that look like secrets and are none, as the person says. */
  confirmed?: ConfirmedSecret[];
  /** Id of an open request for the same object: it is closed once this one is open. */
  replaces?: string;
}

/** A value that looks like a secret and is none. */
export interface ConfirmedSecret {
  /** JSON Pointer of the value; empty for what stands in comments. */
  path: string;
  /** Why it is none, in one line. */
  reason: string;
}

/** A value of a request that looks like a secret. */
export interface SecretNotice {
  path: string;
  /** The field in the form's words; "Comments", or a file's path. */
  label: string;
  /** "This looks like a GitHub token." It never holds the value. */
  hint: string;
  /** Nothing else looks like it. */
  sure: boolean;
}

/** One changed field, in the form's own words. */
export interface FieldChange {
  /** JSON Pointer into the object. */
  path: string;
  /** "Storage › Size". */
  label: string;
  /** Undefined: not set. */
  before?: unknown;
  after?: unknown;
}

/** A field that the request and a later change of its file in Git set to different values. */
export interface FieldConflict extends FieldChange {
  /** On the target branch now. Undefined: not set there. */
  inGit?: unknown;
}

/** Why an open request cannot be merged: its file changed in Git after the request was opened. */
export interface RequestConflict {
  /** The fields in which the two changes meet; empty where the file is no object, or they meet in no field. */
  fields: FieldConflict[];
  /** True where the changes meet in no field, and only the Git host cannot merge them. */
  fieldsFit: boolean;
}

/** A field that is something else in the cluster than in Git; it may be one that the request leaves as it is. */
export interface FieldDrift extends FieldChange {
  /** Undefined: not set there. */
  inCluster?: unknown;
}

/** What the API server says of a request before it is one. */
export interface ServerVerdict {
  state: "accepted" | "refused" | "unchecked";
  /** Who refuses it, or why it was not asked, as a sentence. */
  reason?: string;
  /** What the API server and its admission plugins remark, whatever they decide. */
  warnings: string[];
}

/** What exists under the name of a new object. The reader may see all of it. */
export interface ExistingState {
  /** Paths of the files on the target branch that hold the object. */
  files: readonly string[];
  /** The object in the cluster; absent where there is none, or the cluster cannot be read. */
  live?: LiveObject | undefined;
  /** Other open requests that create the object, each with the name of the person who asked. */
  requests: readonly { id: string; author: string }[];
  /** The request that removed the object's file; absent unless it is the last merged request for the object. */
  removedBy?: string | undefined;
}

export interface LiveObject {
  /** In a version that the cluster serves. */
  resource: ObjectReference & { plural: string };
  /** RFC 3339: since when the cluster removes it; absent while it stays. */
  deletedAt?: string | undefined;
  /** The finalizers that keep it while it is removed. */
  finalizers: readonly string[];
  /** Why its removal is not done yet, in the words of its controller. */
  message?: string | undefined;
}

/** A fact beside the values that a person must know before they ask, approve or merge. */
export interface RequestFinding {
  kind: "object-exists" | "object-removing" | "file-exists" | "request-open" | "version-not-served";
  /** The fact, as a sentence. */
  message: string;
  /** The next step, as a sentence. */
  next: string;
  /** True: the request cannot be made, approved or merged. */
  blocks: boolean;
  /** The existing resource, which has a page. */
  resource?: ObjectReference & { plural: string };
  /** Of the file in the repository. */
  path?: string;
  /** Id of the other request. */
  request?: string;
  /** Of `version-not-served`. */
  move?: {
    from: string;
    /** The version that the cluster serves. */
    to: string;
    /** Fields of the request that the version does not have, in words. */
    lost: string[];
  };
}

export interface Preview {
  /** YAML; empty for a removal. */
  manifest: string;
  /** In the repository. */
  path: string;
  /** Unified diff against the target branch. */
  diff: string;
  changes: FieldChange[];
  /** Of a change, as far as the person may read the resource. */
  drift: FieldDrift[];
  validation: {
    ok: boolean;
    errors: FieldError[];
    /** Rules of the API that the portal cannot evaluate: the API server does. */
    unchecked: UncheckedRule[];
    server: ServerVerdict;
  };
  /** Blob the change starts from; null for a new file. Sent back as `base`. */
  base: string | null;
  /** Of a new object, as far as the person may read it. */
  findings: RequestFinding[];
}

/** Answer of `POST /api/v1/requests`. */
export interface SubmittedRequest {
  id: string;
  branch: string;
  /** The head of the branch. */
  commit: string;
  path: string;
  pullRequest: { provider: string; number: number; url: string };
}

export type TimelineKey = "opened" | "approved" | "merged" | "synced" | "exists" | "ready";

export interface TimelineStep {
  key: TimelineKey;
  /** In the requester's words: "Pull request #41". */
  label: string;
  status: "done" | "current" | "pending" | "failed" | "skipped";
  /** When it was done, or since when it is current. */
  at?: string;
  /** Who or what did it: a person, "Demo sync", "Kratix". */
  actor?: string;
  /** The cause, or what it waits for and who acts next. */
  message?: string;
  /** The agent's words as they are, where `message` is shorter. */
  details?: string;
  /** Who acts next, where that is not in the message. */
  next?: string;
}

/** A request: one pull request and what became of it. Derived, never stored. */
export interface PortalRequest {
  /** `<repository>-<pull request number>`. */
  id: string;
  operation: Operation;
  title: string;
  /** The offer, where it is known. */
  entry?: { id: string; title: string; icon: string };
  object: ObjectReference & { plural: string };
  author: { id: string; name: string };
  createdAt: string;
  updatedAt: string;
  path: string;
  branch: string;
  pullRequest: { provider: string; number: number; url: string; state: PullRequestState };
  /** Why the portal cannot judge it, as a sentence: a damaged ref, or files that are not one object. */
  problem?: string;
  /** One state for the whole request, with its cause. */
  health: Health;
  /** The part of the object behind that state: absent when nothing is wrong, or when the object itself is the cause. */
  cause?: CausePart;
  timeline: TimelineStep[];
}

/** `GET /api/v1/requests/{id}`: with what a page needs to judge and act. */
export interface PortalRequestDetail extends PortalRequest {
  /** The commit that the files below were read at: approve and merge send it back. Empty where it is lost. */
  commit: string;
  /** Digest of the files as a merge leaves them, sent back as well; absent where they cannot be read. */
  result?: string;
  manifest: string;
  diff: string;
  changes: FieldChange[];
  /** Of a change that is open, as far as the person may read the resource. */
  drift: FieldDrift[];
  /** Absent where it can be merged. With it, `manifest`, `diff` and `changes` are those of the request by itself. */
  conflict?: RequestConflict;
  /** Values that look like secrets and are none, as who asks for it says: they are shown. */
  noSecrets: (SecretNotice & { reason?: string })[];
  /** Values that look like secrets, and nobody said that they are none: they are left out of the answer. */
  secrets: SecretNotice[];
  /** Of an open request, as far as the person may read or approve its object. */
  findings: RequestFinding[];
  reviews: { actor: { id: string; name: string }; verdict: string; comment?: string; at: string }[];
  /** What the signed-in person may do, each with why not. */
  may: Record<"approve" | "merge" | "close", { allowed: boolean; reason: string }> & {
    /** Absent where there is no agent to ask, or nothing to ask for. */
    refresh?: RefreshRight;
  };
}

/** Body of approve, merge and close. */
export interface ActionInput {
  comment?: string;
  /** `commit` of the request that the person looked at; approve and merge need it. */
  commit?: string;
  /** `result` of that request. Without it the files of `commit` alone count. */
  result?: string;
}

/** Whether the signed-in person may ask the agent that applies something to look now. */
export interface RefreshRight {
  agent: string;
  allowed: boolean;
  /** Why not; empty when allowed. */
  reason: string;
  /** True when it was asked and has not answered yet. */
  underWay: boolean;
}
