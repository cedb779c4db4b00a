import type { FieldError } from "#lib/errors";
import type { PullRequestState } from "#lib/git/types";
import type { CausePart } from "#lib/graph/types";
import type { Health, ObjectReference } from "#lib/kubernetes/types";
import type { UncheckedRule } from "#lib/schema/cel/check-rules";
import type { FormValues } from "#lib/schema/types";

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
  /** Pointers of values that look like secrets and of which the person says that they are none. */
  confirmed?: string[];
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
}

/** Answer of `POST /api/v1/requests`. */
export interface SubmittedRequest {
  id: string;
  branch: string;
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
  /** One state for the whole request, with its cause. */
  health: Health;
  /** The part of the object behind that state: absent when nothing is wrong, or when the object itself is the cause. */
  cause?: CausePart;
  timeline: TimelineStep[];
}

/** `GET /api/v1/requests/{id}`: with what a page needs to judge and act. */
export interface PortalRequestDetail extends PortalRequest {
  manifest: string;
  diff: string;
  changes: FieldChange[];
  /** Of a change that is open, as far as the person may read the resource. */
  drift: FieldDrift[];
  /** Fields, in the form's words, whose values look like secrets and are none, as who asks for it says. */
  noSecrets: string[];
  reviews: { actor: { id: string; name: string }; verdict: string; comment?: string; at: string }[];
  /** What the signed-in person may do, each with why not. */
  may: Record<"approve" | "merge" | "close", { allowed: boolean; reason: string }> & {
    /** Absent where there is no agent to ask, or nothing to ask for. */
    refresh?: RefreshRight;
  };
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
