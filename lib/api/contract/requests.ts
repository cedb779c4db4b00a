/** Requests: what a person sends, the preview, the request as it stands, and the actions on it. */
import { z } from "zod";
import { declareRoutes } from "#lib/api/contract/declaration";
import {
  apiGroup,
  apiVersionName,
  clusterName,
  entryId,
  gitObjectName,
  idempotencyKey,
  kindName,
  namespaceName,
  objectName,
  plainLine,
  plainText,
  requestId,
} from "#lib/api/contract/identifiers";
import { nextCursor, pageLimit, searchText } from "#lib/api/contract/pages";
import {
  cause,
  type Describes,
  fieldError,
  health,
  objectReference,
  offer,
  permission,
  person,
  refreshAccess,
  time,
} from "#lib/api/contract/shared";
import type { ObjectReference } from "#lib/kubernetes/types";
import { isReason, LONGEST_REASON } from "#lib/manifest/secrets/secret-reason";

const operation = z.enum(["create", "update", "delete"]);

const namedObject = z.object({
  cluster: clusterName,
  group: apiGroup,
  version: apiVersionName,
  kind: kindName,
  namespace: namespaceName.optional(),
  name: objectName,
}) satisfies Describes<ObjectReference>;

export const confirmedSecret = z.object({
  path: z.string().max(2_000).meta({ description: "JSON Pointer of the value; empty for the comments." }),
  reason: z
    .string()
    .max(LONGEST_REASON)
    .refine(isReason, "Give the reason in one line of 1 to 300 characters.")
    .meta({ description: "Why the value is not a secret: one line." }),
});

const commitId = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, "Send the whole id of the commit.");

const requestInputShape = z.object({
  entry: entryId.optional().meta({ description: "Id of the catalog entry." }),
  object: namedObject
    .optional()
    .meta({ description: "The object to change or remove, where no catalog entry offers it." }),
  version: apiVersionName.optional(),
  // While a form is filled in they may be wrong: the preview then says so at the field.
  name: plainLine.max(253),
  namespace: plainLine.max(63).optional(),
  values: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: "The object without apiVersion, kind, metadata and status." }),
  manifest: z
    .string()
    .max(1_000_000)
    .optional()
    .meta({ description: "The whole object as YAML, instead of `values`." }),
  operation,
  base: gitObjectName
    .optional()
    .meta({ description: "The blob in Git that the change or removal is based on." }),
  confirmed: z.array(confirmedSecret).max(500).optional().meta({
    description:
      "Values that look like secrets and are not, with the reasons of the requester, which the approver reads.",
  }),
  repository: plainLine.max(100).optional().meta({
    description:
      "Name of the repository for a new object, one of `repositories` of the preview. Absent: the first of them.",
  }),
  replaces: requestId.optional().meta({
    description: "Id of an open request for the same object. The portal closes it once this request is open.",
  }),
  adopts: z.literal(true).optional().meta({
    description:
      "The new file describes an object that the cluster has already, and applying it changes nothing.",
  }),
  amends: z
    .object({
      request: requestId.meta({ description: "Id of the request." }),
      commit: commitId.meta({ description: "`commit` of the request as the person read it." }),
    })
    .optional()
    .meta({
      description:
        "An open request of the person for the same object. The portal adds a commit to its branch and opens no other pull request. `operation` is that of the request, and `base` the blob on its branch.",
    }),
});

/** Body of a preview or a submission. */
export const requestInput = requestInputShape
  .refine((input) => input.entry !== undefined || input.object !== undefined, {
    path: ["entry"],
    message: "Name the catalog entry, or the object to change or remove.",
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
  )
  .refine(({ adopts, operation: does, entry }) => !adopts || (does === "create" && entry !== undefined), {
    path: ["adopts"],
    message: "Only a request for a new file of a catalog entry adopts an object.",
  })
  .refine(({ amends, replaces }) => amends === undefined || replaces === undefined, {
    path: ["replaces"],
    message: "A request either amends or replaces another one.",
  });

/** Body of approve, merge and close. */
export const actionInput = z.object({
  comment: plainText.max(4_000).optional(),
  commit: commitId
    .optional()
    .meta({ description: "`commit` of the request as the person read it. Approve and merge require it." }),
  result: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "Send the digest as it was given.")
    .optional()
    .meta({
      description:
        "`result` of the request as the person read it. Without it, the portal compares only the files of `commit`.",
    }),
});

export const fieldChange = z.object({
  path: z.string(),
  label: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export const fieldDrift = fieldChange
  .extend({
    inCluster: z
      .unknown()
      .optional()
      .meta({ description: "The value in the cluster; absent: not set there." }),
  })
  .meta({
    description: "A field whose value in the cluster differs from the value in Git.",
  });

export const requestFinding = z
  .object({
    kind: z.enum(["object-exists", "object-removing", "file-exists", "request-open", "version-not-served"]),
    message: z.string(),
    next: z.string().meta({ description: "The next step." }),
    blocks: z.boolean().meta({ description: "The finding prevents submitting, approving and merging." }),
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
    description: "A fact beside the values that a person must know before they submit, approve or merge.",
  });

export const preview = z.object({
  manifest: z.string(),
  path: z.string(),
  repository: z.object({ name: z.string(), url: z.string(), branch: z.string() }).meta({
    description: "The repository and target branch of the pull request.",
  }),
  repositories: z.array(z.string()).meta({
    description: "Names of the repositories that a new object can go to, the default first.",
  }),
  diff: z.string(),
  changes: z.array(fieldChange),
  drift: z.array(fieldDrift),
  validation: z.object({
    ok: z.boolean(),
    errors: z.array(fieldError),
    unchecked: z
      .array(z.object({ path: z.string(), rule: z.string(), reason: z.string() }))
      .meta({ description: "CEL rules that only the API server can evaluate." }),
    server: z
      .object({
        state: z.enum(["accepted", "refused", "unchecked"]),
        reason: z
          .string()
          .optional()
          .meta({ description: "The component that refuses the object, or why there was no dry run." }),
        warnings: z.array(z.string()),
        unchanged: z
          .boolean()
          .optional()
          .meta({ description: "For `adopts`: applying the file changes nothing in the cluster." }),
      })
      .meta({ description: "The answer of the API server to a dry run." }),
  }),
  base: z.string().nullable(),
  findings: z.array(requestFinding),
  amends: z
    .object({
      request: z.string().meta({ description: "Id of the request." }),
      url: z.string().meta({ description: "The page of the pull request." }),
      commit: z.string().meta({ description: "The head of its branch, to send back on submit." }),
      isNew: z.boolean().meta({ description: "The request creates the file." }),
      diff: z.string(),
      changes: z.array(fieldChange),
    })
    .optional()
    .meta({
      description:
        "The amended request, with the difference from the file on its branch. `diff` and `changes` of the preview compare with the target branch.",
    }),
});

export const submittedRequest = z.object({
  id: z.string(),
  branch: z.string(),
  commit: z.string(),
  path: z.string(),
  pullRequest: z.object({ provider: z.string(), number: z.int(), url: z.string() }),
  missing: z.array(z.string()).optional().meta({
    description:
      "A sentence for each configured attribute, such as a label, that the Git host did not accept. The pull request is open without it.",
  }),
});

export const timelineStep = z.object({
  key: z.enum(["opened", "approved", "merged", "synced", "exists", "ready"]),
  label: z.string(),
  status: z.enum(["done", "current", "pending", "failed", "skipped"]),
  at: time.optional(),
  actor: z.string().optional(),
  message: z.string().optional(),
  details: z
    .string()
    .optional()
    .meta({ description: "The unchanged message of the GitOps agent, where `message` is a summary." }),
  next: z.string().optional().meta({ description: "The next actor, where `message` does not name one." }),
});

const pullRequestState = z.enum(["open", "merged", "closed"]);

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
    state: pullRequestState,
  }),
  problem: z.string().optional().meta({
    description:
      "Why the portal cannot read the request: a damaged ref, or files that hold no single object.",
  }),
  health,
  cause: cause.optional(),
  timeline: z.array(timelineStep),
};

export const portalRequest = z.object(requestShape);

/** Query of the list of requests. */
export const requestFilter = z.object({
  limit: pageLimit,
  cursor: z
    .string()
    .regex(/^\d{1,15}-[\w.-]{1,200}-[1-9]\d{0,14}$/, "Take the cursor from `next` of the page before.")
    .optional()
    .meta({ description: "`next` of the page before; absent for the first page." }),
  state: pullRequestState.optional().meta({ description: "State of the pull request." }),
  author: z
    .string()
    .max(253)
    .optional()
    .meta({ description: "User name of the author; `@me` stands for the signed-in person." }),
  namespace: namespaceName.optional().meta({ description: "Namespace of the object." }),
  entry: entryId.optional().meta({ description: "Id of the catalog entry." }),
  q: searchText,
  toApprove: z
    .literal("true")
    .optional()
    .meta({ description: "Only the requests that the person can approve or merge now, oldest first." }),
});

export const requests = z.object({
  requests: z.array(portalRequest),
  total: z.int().meta({ description: "The number of requests in all pages." }),
  next: nextCursor,
});

const waitingRequests = z.object({
  total: z.int(),
  first: z.array(portalRequest).meta({ description: "At most three of them in full." }),
});

export const attention = z.object({
  approvals: waitingRequests.meta({ description: "Requests that the person can approve or merge now." }),
  failures: waitingRequests.meta({ description: "Requests of the person that stopped." }),
  held: waitingRequests.meta({ description: "Requests of the person that wait for an approval or a merge." }),
});

export const fileInGit = z.object({
  path: z.string(),
  blob: z.string().meta({ description: "A change or removal sends it back as `base`." }),
  content: z.string().optional().meta({
    description: "The text of the file, for people who may change it in a form; it never contains a secret.",
  }),
  version: z.string().optional().meta({ description: "The version of the API whose form fits `content`." }),
  confirmed: z.array(confirmedSecret).optional().meta({
    description: "Values in `content` that look like secrets and are not, with the reasons of the requester.",
  }),
  withheld: z
    .string()
    .optional()
    .meta({ description: "Why a person who may change the file gets no `content`." }),
  commit: z
    .object({ id: z.string(), author: z.string(), at: time })
    .optional()
    .meta({ description: "The last commit of the file, where no request of the portal made the file." }),
});

/** The file on the branch of an open request, for the person who can amend the request. */
const requestFile = z.object({
  commit: z.string().meta({ description: "The head of the branch." }),
  file: fileInGit.meta({ description: "The file on the branch." }),
});

const secretNotice = z.object({
  path: z.string(),
  label: z.string().meta({ description: "The title of the field in the form, or the path of another file." }),
  hint: z.string(),
  sure: z.boolean().meta({ description: "The value has the exact format of a known kind of secret." }),
});

const requestConflict = z
  .object({
    fields: z.array(
      fieldChange.extend({
        inGit: z.unknown().optional().meta({ description: "On the target branch now; absent: not set." }),
      }),
    ),
    fieldsFit: z.boolean().meta({
      description: "The two changes have no field in common; only the Git host cannot merge them.",
    }),
  })
  .meta({
    description:
      "Why an open request cannot be merged: its file changed in Git after the request was opened. `manifest`, `diff` and `changes` are then those of the request by itself. Absent where it can be merged.",
  });

export const requestDetail = z.object({
  ...requestShape,
  commit: z
    .string()
    .meta({ description: "The commit whose files the answer shows. Approve and merge send it back." }),
  result: z
    .string()
    .optional()
    .meta({ description: "Digest of the files as a merge leaves them, to send back with `commit`." }),
  manifest: z.string(),
  diff: z.string(),
  changes: z.array(fieldChange),
  drift: z.array(fieldDrift),
  conflict: requestConflict.optional(),
  noSecrets: z
    .array(secretNotice.extend({ reason: z.string().optional() }))
    .meta({ description: "Values that look like secrets and are not, with the reasons of the requester." }),
  secrets: z.array(secretNotice).meta({
    description:
      "Values that look like secrets, without a confirmation of the requester. The answer masks them.",
  }),
  findings: z
    .array(requestFinding)
    .meta({ description: "Findings about an open request; empty for others." }),
  reviews: z.array(
    z.object({ actor: person, verdict: z.string(), comment: z.string().optional(), at: time }),
  ),
  may: z.object({
    approve: permission,
    merge: permission,
    close: permission,
    amend: permission.meta({ description: "Add a commit to its branch." }),
    refresh: refreshAccess
      .optional()
      .meta({ description: "Absent where no GitOps agent can be asked to sync." }),
  }),
});

export type Operation = z.infer<typeof operation>;
/** Body of a preview and of a submission. */
export type RequestInput = z.infer<typeof requestInput>;
/** A value that looks like a secret and is not one. */
export type ConfirmedSecret = z.infer<typeof confirmedSecret>;
/** A value of a request that looks like a secret. */
export type SecretNotice = z.infer<typeof secretNotice>;
/** One changed field, in the form's own words. */
export type FieldChange = z.infer<typeof fieldChange>;
/** A field whose value in the cluster differs from the value in Git; the request may leave it unchanged. */
export type FieldDrift = z.infer<typeof fieldDrift>;
/** Why an open request cannot be merged: its file changed in Git after the request was opened. */
export type RequestConflict = z.infer<typeof requestConflict>;
/** A field that the request and a later change of its file in Git set to different values. */
export type FieldConflict = RequestConflict["fields"][number];
/** A fact beside the values that a person must know before they submit, approve or merge. */
export type RequestFinding = z.infer<typeof requestFinding>;
export type Preview = z.infer<typeof preview>;
export type FileInGit = z.infer<typeof fileInGit>;
export type RequestFile = z.infer<typeof requestFile>;
/** The API server's answer to a dry run of the request. */
export type ServerVerdict = Preview["validation"]["server"];
export type SubmittedRequest = z.infer<typeof submittedRequest>;
export type TimelineStep = z.infer<typeof timelineStep>;
/** A request: one pull request and its outcome. Derived, never stored. */
export type PortalRequest = z.infer<typeof portalRequest>;
export type RequestFilter = z.output<typeof requestFilter>;
export type RequestsResponse = z.infer<typeof requests>;
export type Attention = z.infer<typeof attention>;
export type PortalRequestDetail = z.infer<typeof requestDetail>;
/** Body of approve, merge and close. */
export type ActionInput = z.infer<typeof actionInput>;

export const requestRoutes = declareRoutes({
  "GET /api/v1/me/attention": { summary: "Requests that need the person", answer: attention },
  "GET /api/v1/requests": {
    summary: "A page of the requests that the person may see, with their timeline, newest first",
    query: requestFilter,
    answer: requests,
  },
  "POST /api/v1/requests": {
    summary: "Open the pull request, or add a commit to an open one (`amends`)",
    headers: z.object({
      "idempotency-key": idempotencyKey.optional().meta({
        description:
          "The same key, or the same content while the pull request is open, gives the same request back.",
      }),
    }),
    body: requestInput,
    status: 201,
    answer: submittedRequest,
  },
  "POST /api/v1/requests/preview": {
    summary: "The files that a request would write, and whether it is valid; nothing is written",
    limit: "preview",
    body: requestInput,
    answer: preview,
  },
  "GET /api/v1/requests/{id}": {
    summary: "One request with its diff, reviews and what the person may do",
    answer: requestDetail,
  },
  "GET /api/v1/requests/{id}/file": {
    summary: "The file on the branch of an open request, for the author who amends it",
    answer: requestFile,
  },
  "POST /api/v1/requests/{id}/{action}": {
    summary:
      "Approve, merge or close as the person, or ask the GitOps agent to sync now (`action`: approve, merge, close, " +
      "refresh)",
    body: actionInput,
    answer: requestDetail,
  },
});
