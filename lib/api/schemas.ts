import { z } from "zod";
import {
  apiGroup,
  apiVersionName,
  clusterName,
  entryId,
  gitObjectName,
  kindName,
  namespaceName,
  objectName,
  plainLine,
  plainText,
  requestId,
} from "#lib/api/identifiers";
import type {
  CatalogResponse,
  ClusterStatus,
  DemoPart,
  DryRunSummary,
  DryRunsResponse,
  EventsResponse,
  FieldOption,
  FileInGit,
  GraphResponse,
  Me,
  NamespacesResponse,
  OptionsResponse,
  PortalStatus,
  Problem,
  RequestsResponse,
  ResourceDetail,
  ResourceFile,
  ResourcePart,
  ResourceSummary,
  ResourceSync,
  ResourcesResponse,
  StreamMessage,
} from "#lib/api/types";
import type { CatalogEntry, CatalogEntryDetail, CatalogVersion } from "#lib/catalog/types";
import type { ErrorCode, FieldError } from "#lib/errors";
import { numberValue } from "#lib/form/options/live-options";
import type { FormSchema } from "#lib/form/types";
import type {
  Freshness,
  Health,
  KubernetesObject,
  ObjectEvent,
  ObjectReference,
} from "#lib/kubernetes/types";
import { isReason, LONGEST_REASON } from "#lib/manifest/secrets/secret-reason";
import type {
  ActionInput,
  ConfirmedSecret,
  FieldChange,
  FieldDrift,
  PortalRequest,
  PortalRequestDetail,
  Preview,
  RefreshRight,
  RequestConflict,
  RequestFinding,
  RequestInput,
  SubmittedRequest,
  TimelineStep,
} from "#lib/request/types";

/** A schema that names every field of a contract, each with its type: a field added to one alone is a type error. */
type Describes<T> = z.ZodObject<{ [K in keyof T]-?: z.ZodType<T[K]> }>;

const time = z.string().meta({ format: "date-time" });
const person = z.object({ id: z.string(), name: z.string() });
const offer = z.object({ id: z.string(), title: z.string(), icon: z.string() });
/** A JSON object whose inside is described elsewhere (a Kubernetes API, a JSON Schema). */
const anyObject = <T>(description: string) => z.custom<T>().meta({ type: "object", description });

const objectReference = z.object({
  cluster: z.string(),
  group: z.string().meta({ description: "Empty for the core group." }),
  version: z.string(),
  kind: z.string(),
  namespace: z.string().optional().meta({ description: "Absent for a cluster-scoped object." }),
  name: z.string(),
}) satisfies Describes<ObjectReference>;

const health = z.object({
  state: z.enum([
    "Ready",
    "Working",
    "NeedsAttention",
    "Missing",
    "Failed",
    "Waiting",
    "NotCreatedYet",
    "Paused",
    "HeldForApproval",
    "Removing",
    "NoAccess",
    "Unknown",
  ]),
  since: time.optional(),
  reason: z.string().optional(),
  message: z.string().optional().meta({ description: "The deepest cause known, in words." }),
}) satisfies Describes<Health>;

const fieldError = z.object({
  path: z.string().meta({ description: "JSON Pointer (RFC 6901) into what was sent." }),
  message: z.string(),
  source: z.enum(["schema", "cel", "server", "git", "portal", "secret"]),
  confirmable: z
    .boolean()
    .optional()
    .meta({ description: "It looks like a secret; if it is none, send its path and why in `confirmed`." }),
}) satisfies Describes<FieldError>;

const errorCode = z.enum([
  "unauthenticated",
  "forbidden",
  "not-found",
  "invalid",
  "conflict",
  "already-exists",
  "csrf",
  "not-requestable",
  "method-not-allowed",
  "too-many-requests",
  "cluster-unavailable",
  "git-unavailable",
  "outcome-unknown",
  "misconfigured",
  "internal",
]) satisfies z.ZodType<ErrorCode>;

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: errorCode,
  detail: z.string().meta({ description: "What went wrong, in words for the person." }),
  suggestion: z.string().optional().meta({ description: "The next step." }),
  errors: z.array(fieldError).optional(),
  requestId: z
    .string()
    .optional()
    .meta({ description: "Names this answer in the portal's log; also the header `x-request-id`." }),
}) satisfies Describes<Problem>;

export const me = z.object({
  user: z.string(),
  name: z.string(),
  email: z.string(),
  groups: z.array(z.string()),
  via: z.string(),
}) satisfies Describes<Me>;

const freshness = z.discriminatedUnion("state", [
  z.object({ state: z.literal("connecting") }),
  z.object({ state: z.literal("live"), asOf: time }),
  z.object({
    state: z.literal("away"),
    asOf: time.optional(),
    error: z.string(),
    code: errorCode.optional(),
  }),
]) satisfies z.ZodType<Freshness>;

const clusterStatus = z.object({ name: z.string(), freshness }) satisfies Describes<ClusterStatus>;

export const demoPart = z.object({
  name: z.string(),
  state: z.enum(["waiting", "building", "starting", "ready", "failed"]),
  detail: z.string(),
}) satisfies Describes<DemoPart>;

export const status = z.object({
  clusters: z.array(clusterStatus),
  git: z.object({
    provider: z.string(),
    name: z.string(),
    url: z.string(),
    ok: z.boolean(),
    error: z.string().optional(),
  }),
  demo: z
    .object({ parts: z.array(demoPart) })
    .optional()
    .meta({ description: "The servers of the demo; absent elsewhere." }),
}) satisfies Describes<PortalStatus>;

const entryShape = {
  id: z.string().meta({ description: "URL-safe and stable." }),
  source: z.enum(["promise", "xrd", "rgd", "crd"]),
  cluster: z.string(),
  group: z.string(),
  version: z.string(),
  kind: z.string(),
  plural: z.string(),
  scope: z.enum(["Namespaced", "Cluster"]),
  title: z.string(),
  description: z.string().meta({ description: "Markdown." }),
  icon: z.string().meta({ description: "A lucide icon name, or an https: or data:image/ URL." }),
  owner: z.string(),
  tags: z.array(z.string()),
  requestable: z.boolean(),
  reason: z.string().meta({ description: "Why not requestable; empty otherwise." }),
  warnings: z.array(z.string()),
};

const catalogEntry = z.object(entryShape) satisfies Describes<CatalogEntry>;

export const catalog = z.object({
  entries: z.array(catalogEntry),
  synced: z.boolean().meta({ description: "False while a source still loads for the first time." }),
}) satisfies Describes<CatalogResponse>;

const catalogVersion = z.object({
  name: z.string(),
  served: z.boolean(),
  storage: z.boolean().meta({ description: "The default choice." }),
  deprecated: z.boolean(),
  deprecationWarning: z.string().optional(),
}) satisfies Describes<CatalogVersion>;

const form = z.object({
  schema: anyObject<FormSchema["schema"]>("JSON Schema (draft-07) of the object's own fields."),
  uiSchema: anyObject<FormSchema["uiSchema"]>("How react-jsonschema-form shows it."),
  defaults: z.record(z.string(), z.unknown()).meta({ description: "What the API server fills in." }),
  layout: z
    .object({
      essentials: z.array(z.string()),
      groups: z.array(
        z.object({ title: z.string(), help: z.string(), open: z.boolean(), fields: z.array(z.string()) }),
      ),
    })
    .optional()
    .meta({ description: "Where an author or curator put fields, by their JSON Pointers." }),
}) satisfies Describes<FormSchema>;

export const catalogEntryDetail = z.object({
  ...entryShape,
  versions: z.array(catalogVersion),
  form: form.optional().meta({ description: "Absent when it cannot be shown as a form; `reason` says why." }),
  examples: z
    .array(
      z.object({ title: z.string(), manifest: z.string().meta({ description: "YAML, with its comments." }) }),
    )
    .optional()
    .meta({ description: "What a request can start from." }),
}) satisfies Describes<CatalogEntryDetail>;

export const namespaces = z.object({
  namespaces: z.array(z.string()),
}) satisfies Describes<NamespacesResponse>;

const fieldOption = z.object({
  value: z.union([z.string(), numberValue, z.boolean()]).meta({ description: "Of the field's type." }),
  label: z.string(),
  description: z.string().optional(),
  keys: z.array(z.string()).optional().meta({ description: "Of a Secret that is offered." }),
}) satisfies Describes<FieldOption>;

export const options = z.object({
  options: z.array(fieldOption).meta({ description: "Sorted, at most 500." }),
  truncated: z.boolean().meta({ description: "There are more." }),
  asOf: time.optional(),
  stale: z.boolean().meta({ description: "The cluster is away: these are those of `asOf`." }),
  waitsFor: z.string().optional().meta({ description: "What has to be chosen first, in words." }),
}) satisfies Describes<OptionsResponse>;

const operation = z.enum(["create", "update", "delete"]);

const namedObject = z.object({
  cluster: clusterName,
  group: apiGroup,
  version: apiVersionName,
  kind: kindName,
  namespace: namespaceName.optional(),
  name: objectName,
}) satisfies Describes<ObjectReference>;
const confirmedSecret = z.object({
  path: z.string().max(2_000).meta({ description: "JSON Pointer of the value; empty for the comments." }),
  reason: z
    .string()
    .max(LONGEST_REASON)
    .refine(isReason, "Give the reason in one line of 1 to 300 characters.")
    .meta({ description: "Why it is not a secret: one line." }),
}) satisfies Describes<ConfirmedSecret>;

const requestInputShape = z.object({
  entry: entryId.optional().meta({ description: "Id of the catalog entry." }),
  object: namedObject.optional().meta({ description: "What is changed or removed, where no entry is." }),
  version: apiVersionName.optional(),
  // While a form is filled in they may be wrong: the preview then says so at the field.
  name: plainLine.max(253),
  namespace: plainLine.max(63).optional(),
  values: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: "The object without apiVersion, kind, metadata and status." }),
  manifest: z.string().max(1_000_000).optional().meta({ description: "The whole object as YAML, instead." }),
  operation,
  base: gitObjectName.optional().meta({ description: "Blob that a change or removal started from." }),
  confirmed: z.array(confirmedSecret).max(500).optional().meta({
    description: "Values that look like secrets and are none, as the person says; the approver reads why.",
  }),
  replaces: requestId.optional().meta({
    description: "Id of an open request for the same object: it is closed once this one is open.",
  }),
}) satisfies Describes<RequestInput>;

/** Body of a preview or a submission. */
export const requestInput = requestInputShape
  .refine((input) => input.entry !== undefined || input.object !== undefined, {
    path: ["entry"],
    message: "Name the catalog entry, or the object that is changed or removed.",
  })
  .refine((input) => !(input.values !== undefined && input.manifest !== undefined), {
    path: ["manifest"],
    message: "Send either the values or the manifest, not both.",
  })
  .refine(
    (input) => input.operation === "delete" || input.values !== undefined || input.manifest !== undefined,
    {
      path: ["values"],
      message: "Send the values of the form, or the manifest.",
    },
  ) satisfies z.ZodType<RequestInput>;

/** Body of approve, merge and close. */
export const actionInput = z.object({
  comment: plainText.max(4_000).optional(),
  commit: z
    .string()
    .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, "Send the whole id of the commit.")
    .optional()
    .meta({ description: "`commit` of the request as it was looked at. Approve and merge need it." }),
  result: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "Send the digest as it was given.")
    .optional()
    .meta({
      description:
        "`result` of the request as it was looked at. Without it the files of `commit` alone count.",
    }),
}) satisfies Describes<ActionInput>;

/** Query of the list of resources. */
export const resourceFilter = z.object({
  entry: entryId.optional(),
  group: apiGroup.optional(),
  kind: kindName.optional(),
  namespace: namespaceName.optional(),
  cluster: clusterName.optional(),
});

const fieldChange = z.object({
  path: z.string(),
  label: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
}) satisfies Describes<FieldChange>;

const fieldDrift = fieldChange
  .extend({
    inCluster: z
      .unknown()
      .optional()
      .meta({ description: "As it is in the cluster; absent: not set there." }),
  })
  .meta({
    description: "A field that is something else in the cluster than in Git.",
  }) satisfies Describes<FieldDrift>;

const requestFinding = z
  .object({
    kind: z.enum(["object-exists", "object-removing", "file-exists", "request-open", "version-not-served"]),
    message: z.string(),
    next: z.string().meta({ description: "The next step." }),
    blocks: z.boolean().meta({ description: "The request cannot be made, approved or merged." }),
    resource: objectReference.extend({ plural: z.string() }).optional(),
    path: z.string().optional().meta({ description: "Of the file in the repository." }),
    request: z.string().optional().meta({ description: "Id of the other request." }),
    move: z
      .object({
        from: z.string(),
        to: z.string().meta({ description: "The version that the cluster serves." }),
        lost: z.array(z.string()).meta({ description: "Fields that this version does not have." }),
      })
      .optional(),
  })
  .meta({
    description: "A fact beside the values that a person must know before they ask, approve or merge.",
  }) satisfies Describes<RequestFinding>;

export const preview = z.object({
  manifest: z.string(),
  path: z.string(),
  diff: z.string(),
  changes: z.array(fieldChange),
  drift: z.array(fieldDrift),
  validation: z.object({
    ok: z.boolean(),
    errors: z.array(fieldError),
    unchecked: z
      .array(z.object({ path: z.string(), rule: z.string(), reason: z.string() }))
      .meta({ description: "Rules of the API (CEL) that the API server alone can judge." }),
    server: z
      .object({
        state: z.enum(["accepted", "refused", "unchecked"]),
        reason: z
          .string()
          .optional()
          .meta({ description: "Who refuses it, or why the cluster was not asked." }),
        warnings: z.array(z.string()),
      })
      .meta({ description: "What the API server says of it, in a dry run." }),
  }),
  base: z.string().nullable(),
  findings: z.array(requestFinding),
}) satisfies Describes<Preview>;

export const submittedRequest = z.object({
  id: z.string(),
  branch: z.string(),
  commit: z.string(),
  path: z.string(),
  pullRequest: z.object({ provider: z.string(), number: z.int(), url: z.string() }),
}) satisfies Describes<SubmittedRequest>;

const timelineStep = z.object({
  key: z.enum(["opened", "approved", "merged", "synced", "exists", "ready"]),
  label: z.string(),
  status: z.enum(["done", "current", "pending", "failed", "skipped"]),
  at: time.optional(),
  actor: z.string().optional(),
  message: z.string().optional(),
  details: z
    .string()
    .optional()
    .meta({ description: "The agent's words as they are, where the message is shorter." }),
  next: z.string().optional().meta({ description: "Who acts next, where that is not in the message." }),
}) satisfies Describes<TimelineStep>;

const cause = z.object({ reference: objectReference, plural: z.string(), health }).meta({
  description: "The part that explains what is wrong; absent when nothing is, or the object itself says so.",
});

const requestShape = {
  id: z.string().meta({ description: "`<repository>-<pull request number>`" }),
  operation,
  title: z.string(),
  entry: offer.optional(),
  object: objectReference.extend({ plural: z.string() }),
  author: person,
  createdAt: time,
  updatedAt: time,
  path: z.string(),
  branch: z.string(),
  pullRequest: z.object({
    provider: z.string(),
    number: z.int(),
    url: z.string(),
    state: z.enum(["open", "merged", "closed"]),
  }),
  problem: z.string().optional().meta({
    description: "Why the portal cannot judge it: a damaged ref, or files that are not one object.",
  }),
  health,
  cause: cause.optional(),
  timeline: z.array(timelineStep),
};

const portalRequest = z.object(requestShape) satisfies Describes<PortalRequest>;

export const requests = z.object({
  requests: z.array(portalRequest),
  approvals: z
    .array(z.string())
    .meta({ description: "Ids of those that wait for the person, oldest first." }),
}) satisfies Describes<RequestsResponse>;

const permission = z.object({ allowed: z.boolean(), reason: z.string() });

const refreshRight = z.object({
  agent: z.string(),
  ...permission.shape,
  underWay: z.boolean().meta({ description: "It was asked and has not answered yet." }),
}) satisfies Describes<RefreshRight>;

const secretNotice = {
  path: z.string(),
  label: z.string().meta({ description: "The field in the form's words, or the path of another file." }),
  hint: z.string(),
  sure: z.boolean().meta({ description: "Nothing else looks like it." }),
};

const requestConflict = z
  .object({
    fields: z.array(
      fieldChange.extend({
        inGit: z.unknown().optional().meta({ description: "On the target branch now; absent: not set." }),
      }),
    ),
    fieldsFit: z.boolean().meta({
      description: "The changes meet in no field, and only the Git host cannot merge them.",
    }),
  })
  .meta({
    description:
      "Why an open request cannot be merged: its file changed in Git after the request was opened. `manifest`, `diff` and `changes` are then those of the request by itself. Absent where it can be merged.",
  }) satisfies Describes<RequestConflict>;

export const requestDetail = z.object({
  ...requestShape,
  commit: z
    .string()
    .meta({ description: "The commit that the files were read at; approve and merge send it back." }),
  result: z
    .string()
    .optional()
    .meta({ description: "Digest of the files as a merge leaves them; sent back with `commit`." }),
  manifest: z.string(),
  diff: z.string(),
  changes: z.array(fieldChange),
  drift: z.array(fieldDrift),
  conflict: requestConflict.optional(),
  noSecrets: z
    .array(z.object({ ...secretNotice, reason: z.string().optional() }))
    .meta({ description: "Values that look like secrets and are none, as who asks for it says." }),
  secrets: z.array(z.object(secretNotice)).meta({
    description: "Values that look like secrets, and nobody said that they are none: they are left out here.",
  }),
  findings: z.array(requestFinding).meta({ description: "Of an open request; empty for others." }),
  reviews: z.array(
    z.object({ actor: person, verdict: z.string(), comment: z.string().optional(), at: time }),
  ),
  may: z.object({
    approve: permission,
    merge: permission,
    close: permission,
    refresh: refreshRight.optional().meta({ description: "Absent where there is no agent to ask." }),
  }),
}) satisfies Describes<PortalRequestDetail>;

const summaryShape = {
  reference: objectReference,
  plural: z.string(),
  health,
  createdAt: time,
  entry: z.string().optional().meta({ description: "Catalog entry id, when offered." }),
};

const resourceSummary = z.object(summaryShape) satisfies Describes<ResourceSummary>;

export const resources = z.object({
  resources: z.array(resourceSummary),
  errors: z
    .array(z.object({ cluster: z.string(), detail: z.string() }))
    .meta({ description: "What could not be read, and why: a list is never cut in silence." }),
}) satisfies Describes<ResourcesResponse>;

const resourcePart = z.object({ ...summaryShape, relation: z.string() }) satisfies Describes<ResourcePart>;

const resourceSync = z.object({
  state: z.enum(["in-step", "waiting", "differs", "failed", "kept", "not-in-git", "unknown"]),
  agent: z.string().meta({ description: "Who applies it; empty when nobody does." }),
  message: z.string().optional(),
  details: z.string().optional(),
  next: z.string().optional().meta({ description: "Who acts next, where somebody has to." }),
  source: objectReference
    .extend({ plural: z.string(), readable: z.boolean() })
    .optional()
    .meta({ description: "The agent's own object, an Application for example." }),
  health: z.string().optional().meta({ description: "Of `source`, in the agent's word." }),
  refresh: refreshRight.optional().meta({ description: "Absent where the agent cannot be asked." }),
}) satisfies Describes<ResourceSync>;

const fileInGit = z.object({
  path: z.string(),
  blob: z.string().meta({ description: "What a change or removal sends back as `base`." }),
  content: z
    .string()
    .optional()
    .meta({ description: "For who may ask to change it in a form; never with a secret in it." }),
  version: z.string().optional().meta({ description: "Of the API: the version of the form for `content`." }),
  confirmed: z.array(confirmedSecret).optional().meta({
    description: "What in `content` looks like a secret and is none, as was said when it was asked for.",
  }),
  withheld: z.string().optional().meta({ description: "Why who may ask to change it gets no `content`." }),
  commit: z
    .object({ id: z.string(), author: z.string(), at: time })
    .optional()
    .meta({ description: "The last commit of the file, where no request of the portal made the file." }),
}) satisfies Describes<FileInGit>;

export const resourceDetail = z.object({
  reference: objectReference,
  plural: z.string(),
  health,
  object: anyObject<KubernetesObject>("The object; never the data of a Secret."),
  yaml: z.string(),
  conditions: z.array(
    z.object({
      type: z.string(),
      status: z.string(),
      reason: z.string().optional(),
      message: z.string().optional(),
      since: time.optional(),
      subject: z.string().optional().meta({
        description: "The part of the status that reports it; absent for a condition of the whole object.",
      }),
    }),
  ),
  entry: offer.optional(),
  file: fileInGit.optional().meta({ description: "The file in Git that describes it." }),
  requests: z.array(portalRequest),
  parent: z
    .object({ reference: objectReference, plural: z.string() })
    .optional()
    .meta({ description: "The compound request of Kratix whose pipeline wrote this one." }),
  parts: z.array(resourcePart),
  cause: cause.optional(),
  sync: resourceSync.optional().meta({ description: "How it stands to Git, as its agent says." }),
  problems: z.array(z.string()).meta({ description: "What could not be listed: parts may be missing." }),
}) satisfies Describes<ResourceDetail>;

export const resourceFile = resourceDetail.pick({
  reference: true,
  plural: true,
  entry: true,
  file: true,
  requests: true,
}) satisfies Describes<ResourceFile>;

export const graph = z.object({
  root: z.string().meta({ description: "Id of the resource's own node." }),
  nodes: z.array(
    z.object({
      id: z.string(),
      reference: objectReference,
      plural: z.string(),
      createdAt: z.string(),
      health,
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), relation: z.string() })),
  partial: z.boolean().meta({ description: "Something could not be listed: parts may be missing." }),
  problems: z.array(z.string()),
  rootCauses: z
    .array(z.string())
    .meta({ description: "Ids of the nodes that explain what is wrong, the worst first." }),
}) satisfies Describes<GraphResponse>;

const objectEvent = z.object({
  type: z.enum(["Normal", "Warning"]),
  reason: z.string(),
  message: z.string(),
  count: z.int(),
  firstSeen: time,
  lastSeen: time,
  source: z.string().optional(),
}) satisfies Describes<ObjectEvent>;

export const events = z.object({ events: z.array(objectEvent) }) satisfies Describes<EventsResponse>;

const dryRun = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  createdAt: time,
  health,
  components: z
    .array(
      z.object({
        promise: z.string(),
        request: z.string(),
        namespace: z.string().optional(),
        phase: z.string(),
        message: z.string().optional(),
      }),
    )
    .meta({ description: "The previews of the requests that a compound request makes." }),
  summary: z.string().optional().meta({
    description: "Markdown: the files that would be added, changed and removed, without those of Secrets.",
  }),
}) satisfies Describes<DryRunSummary>;

export const dryRuns = z.object({ dryRuns: z.array(dryRun) }) satisfies Describes<DryRunsResponse>;

export const streamMessage = z.object({ topic: z.string() }) satisfies Describes<StreamMessage>;

export const readiness = z.object({
  ready: z.boolean(),
  clusters: z.array(z.object({ name: z.string(), synced: z.boolean(), state: z.string() })),
});

/** The schemas by the names that the OpenAPI document gives them. */
export const namedSchemas: Record<string, z.ZodType> = {
  ObjectReference: objectReference,
  Health: health,
  FieldError: fieldError,
  Problem: problem,
  Me: me,
  Status: status,
  CatalogEntry: catalogEntry,
  Catalog: catalog,
  CatalogEntryDetail: catalogEntryDetail,
  Namespaces: namespaces,
  RequestInput: requestInput,
  ActionInput: actionInput,
  FieldChange: fieldChange,
  FieldDrift: fieldDrift,
  RequestFinding: requestFinding,
  Preview: preview,
  SubmittedRequest: submittedRequest,
  TimelineStep: timelineStep,
  Request: portalRequest,
  Requests: requests,
  RequestDetail: requestDetail,
  ResourceSummary: resourceSummary,
  Resources: resources,
  ResourceDetail: resourceDetail,
  ResourceFile: resourceFile,
  Graph: graph,
  ObjectEvent: objectEvent,
  Events: events,
  DryRun: dryRun,
  DryRuns: dryRuns,
  StreamMessage: streamMessage,
  Readiness: readiness,
};
