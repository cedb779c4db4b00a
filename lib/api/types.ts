/** Bodies of the HTTP API (`/api/v1`), shared by the handlers and the pages. Errors are `Problem`. */
import type { CatalogEntry } from "#lib/catalog/types";
import type { FieldError } from "#lib/errors";
import type { FieldOption } from "#lib/form/options/live-choices";
import type { FileCommit } from "#lib/git/types";
import type { ObjectVerdict } from "#lib/gitops/judge-object";
import type { AgentObject } from "#lib/gitops/types";
import type { CausePart } from "#lib/graph/types";
import type {
  Freshness,
  Health,
  KubernetesObject,
  ObjectEvent,
  ObjectReference,
} from "#lib/kubernetes/types";
import type { ConfirmedSecret, PortalRequest, RefreshRight } from "#lib/request/types";

export type { CausePart, FieldOption, RefreshRight };

/** RFC 9457 `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** Stable, one of ErrorCode. */
  code: string;
  /** What a person can act on. */
  detail: string;
  suggestion?: string;
  errors?: FieldError[];
  /** Names this answer in the portal's log. */
  requestId?: string;
}

/** `GET /api/v1/me` */
export interface Me {
  user: string;
  name: string;
  email: string;
  groups: string[];
  via: string;
}

export interface ClusterStatus {
  name: string;
  freshness: Freshness;
}

/** One server of the demo's local stack; absent outside the demo. */
export interface DemoPart {
  name: string;
  state: "waiting" | "building" | "starting" | "ready" | "failed";
  detail: string;
}

/** `GET /api/v1/status` */
export interface PortalStatus {
  clusters: ClusterStatus[];
  git: { provider: string; name: string; url: string; ok: boolean; error?: string };
  demo?: { parts: DemoPart[] };
}

/** `GET /api/v1/catalog` */
export interface CatalogResponse {
  entries: CatalogEntry[];
  /** False while a source still loads for the first time. */
  synced: boolean;
}

/** `GET /api/v1/catalog/{id}/namespaces`: where the signed-in person may request it. */
export interface NamespacesResponse {
  namespaces: string[];
}

/** `GET /api/v1/catalog/{id}/options`: what a field may be set to now, of what the person may list. */
export interface OptionsResponse {
  /** Sorted, at most 500. */
  options: FieldOption[];
  /** There are more. */
  truncated: boolean;
  /** When they were last known to be the truth. */
  asOf?: string;
  /** The cluster is away: they are those of `asOf`. */
  stale: boolean;
  /** What has to be chosen first, in words; then there are none yet. */
  waitsFor?: string;
}

/** `GET /api/v1/requests` */
export interface RequestsResponse {
  /** Those the person may see, newest first. */
  requests: PortalRequest[];
  /** Ids of the open ones that the person may approve or merge now, oldest first: what waits for them. */
  approvals: string[];
}

/** One row of `GET /api/v1/resources`. */
export interface ResourceSummary {
  reference: ObjectReference;
  plural: string;
  health: Health;
  createdAt: string;
  /** Catalog entry id, when offered. */
  entry?: string;
}

export interface ResourcesResponse {
  resources: ResourceSummary[];
  /** Parts that could not be read, with why: a list is never cut in silence. */
  errors: { cluster: string; detail: string }[];
}

/** A part of a resource: owned by it or made for it. */
export interface ResourcePart extends ResourceSummary {
  /** How it belongs, a `Relation` of lib/graph. */
  relation: string;
}

/** How a resource stands to Git, as the agent says that applies it. */
export interface ResourceSync extends Omit<ObjectVerdict, "ofWhole"> {
  /** The agent's own object, an Application for example; absent where the agent has none. */
  source?: AgentObject & { readable: boolean };
  /** Health of `source` in the agent's word, where the person may read it. */
  health?: string;
  /** Whether the agent may be asked to look now; absent where it cannot be asked, or would find nothing. */
  refresh?: RefreshRight;
}

/** What a change starts from. */
export interface FileInGit {
  path: string;
  /** Sent back as `base`. */
  blob: string;
  /** Its text, for who may ask to change the resource in a form; never with a secret in it. */
  content?: string;
  /** Of the API: the version of the form for it. There with `content`. */
  version?: string;
  /** What looks like a secret in it and is none, as who asked for it says. There with `content`. */
  confirmed?: ConfirmedSecret[];
  /** Why whoever may ask to change it does not get its text, in words. */
  withheld?: string;
  /** The last commit of the file, where no request of the portal made the file. */
  commit?: FileCommit;
}

/** A condition of an object, as its controller reports it. */
export interface ResourceCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  since?: string;
  /** The part of the status that reports it, such as a parent of a route; absent for a condition of the whole object. */
  subject?: string;
}

/** `GET /api/v1/resources/{cluster}/{group}/{version}/{plural}/{namespace}/{name}` */
export interface ResourceDetail {
  reference: ObjectReference;
  plural: string;
  health: Health;
  /** managedFields removed; data of Secrets never sent, and no value that looks like a secret. */
  object: KubernetesObject;
  /** The same as YAML. */
  yaml: string;
  conditions: ResourceCondition[];
  entry?: { id: string; title: string; icon: string };
  /** The file in Git that describes it, when there is one. */
  file?: FileInGit;
  requests: PortalRequest[];
  /** The compound request whose pipeline wrote this one. */
  parent?: { reference: ObjectReference; plural: string };
  parts: ResourcePart[];
  /** Absent when nothing is wrong, or when the resource itself is the cause. */
  cause?: CausePart;
  /** Who applies it and how it stands to Git; absent where nothing is known of that. */
  sync?: ResourceSync;
  /** What could not be listed, in words: parts may be missing. */
  problems: string[];
}

/** `GET …/file`: what Git has of an object, which the cluster need not have. */
export type ResourceFile = Pick<ResourceDetail, "reference" | "plural" | "entry" | "file" | "requests">;

/** `GET …/graph`: what a resource is made of, to every depth. */
export interface GraphResponse {
  /** Id of the resource's own node. */
  root: string;
  nodes: { id: string; reference: ObjectReference; plural: string; createdAt: string; health: Health }[];
  edges: { from: string; to: string; relation: string }[];
  /** True when something could not be listed: parts may be missing. */
  partial: boolean;
  /** What could not be listed, in words. */
  problems: string[];
  /** Ids of the nodes that explain what is wrong, the worst first. */
  rootCauses: string[];
}

/** `GET …/events` */
export interface EventsResponse {
  events: ObjectEvent[];
}

/** `GET …/dryruns`: Kratix's previews of what a request would make, newest first. */
export interface DryRunsResponse {
  dryRuns: DryRunSummary[];
}

export interface DryRunSummary {
  name: string;
  namespace?: string;
  createdAt: string;
  health: Health;
  /** The previews of the requests that a compound request makes. */
  components: { promise: string; request: string; namespace?: string; phase: string; message?: string }[];
  /** Markdown; absent where Kratix wrote none, or the person may not list Works. */
  summary?: string;
}

/**
 * `GET /api/v1/stream?topics=a,b`: each message names what changed; the page reads it anew.
 * `catalog`, `entry:<id>`, `requests`, `request:<id>`, `resources` (of all offers), `resources:<entry id>`,
 * `resource:<cluster>/<group>/<version>/<plural>/<namespace>/<name>`, `status`,
 * `options:<entry id>/<version>/<namespace or _>/<pointer of the field>` (each part escaped).
 */
export interface StreamMessage {
  topic: string;
}
