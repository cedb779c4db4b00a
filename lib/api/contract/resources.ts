/** Resources: the objects that exist, their parts, events, graph, dry runs and file in Git. */
import { z } from "zod";
import { declareRoutes } from "#lib/api/contract/declaration";
import { apiGroup, clusterName, entryId, kindName, namespaceName } from "#lib/api/contract/identifiers";
import { nextCursor, pageLimit, searchText } from "#lib/api/contract/pages";
import { fileInGit, portalRequest } from "#lib/api/contract/requests";
import {
  anyObject,
  cause,
  type Describes,
  health,
  objectReference,
  offer,
  permission,
  person,
  refreshAccess,
  time,
} from "#lib/api/contract/shared";
import { RESOURCE_PATH } from "#lib/api/resource-path";
import { LAYERS } from "#lib/graph/layers";
import type { KubernetesObject, ObjectEvent } from "#lib/kubernetes/types";

export const RESOURCE_ORDERS = ["place", "state", "name", "age", "change"] as const;
export const RESOURCE_GROUPS = ["entry", "namespace", "state", "cluster"] as const;

/** Query of the list of resources. */
export const resourceFilter = z.object({
  entry: entryId.optional().meta({ description: "Id of a catalog entry; absent: all that is offered." }),
  group: apiGroup.optional().meta({ description: "API group of the kind." }),
  kind: kindName.optional().meta({ description: "The kind, as in a manifest." }),
  namespace: namespaceName.optional().meta({ description: "One namespace." }),
  cluster: clusterName.optional().meta({ description: "One cluster." }),
  state: health.shape.state.optional().meta({ description: "State of the object." }),
  mine: z
    .literal("true")
    .optional()
    .meta({ description: "Only the objects of which the signed-in person opened a merged request." }),
  inGit: z
    .enum(["true", "false"])
    .optional()
    .meta({ description: "Only the objects that have a file in Git, or only those that have none." }),
  q: searchText,
  sort: z.enum(RESOURCE_ORDERS).default("place").meta({
    description:
      "`place`: by cluster, namespace and name. `state`: what needs a person first. `age`, `change`: newest first.",
  }),
  groupBy: z
    .enum(RESOURCE_GROUPS)
    .optional()
    .meta({ description: "Objects with the same value stand together, before they are sorted." }),
  summary: z
    .literal("true")
    .optional()
    .meta({ description: "The answer counts the objects by state, entry, namespace and cluster." }),
  limit: pageLimit,
  cursor: z
    .string()
    .max(2_000)
    .regex(/^[\w-]+$/, "Take the cursor from `next` of the page before.")
    .optional()
    .meta({ description: "`next` of the page before; absent for the first page." }),
});

const summaryShape = {
  reference: objectReference,
  plural: z.string(),
  health,
  createdAt: time,
  entry: z.string().optional().meta({ description: "Catalog entry id, when offered." }),
};

export const resourceSummary = z.object({
  ...summaryShape,
  inGit: z
    .boolean()
    .optional()
    .meta({ description: "Whether a file in Git describes it; absent while Git cannot be read." }),
  change: z
    .object({ request: z.string().meta({ description: "Id of the request." }), by: person, at: time })
    .optional()
    .meta({ description: "The last merged request about it that the person may see." }),
});

const count = z.object({ value: z.string(), count: z.int() });

const resourceCounts = z
  .object({
    pending: z.int().meta({
      description:
        "Objects whose parts the portal has not looked at yet, as it does after its start. Until then they count with the state that they report themselves. The stream tells when this is over.",
    }),
    state: z.array(z.object({ value: health.shape.state, count: z.int() })),
    entry: z.array(count),
    namespace: z.array(count).meta({ description: "`value` is empty for objects of the whole cluster." }),
    cluster: z.array(count),
  })
  .meta({
    description:
      "For each value of a filter, the objects that the list would have with it and the other filters. The most " +
      "severe state first, else the most objects first.",
  });

export const resources = z.object({
  resources: z.array(resourceSummary),
  total: z.int().meta({ description: "The number of objects in all pages." }),
  next: nextCursor,
  counts: resourceCounts.optional().meta({ description: "With `summary`." }),
  errors: z.array(z.object({ cluster: z.string(), detail: z.string() })).meta({
    description: "The clusters that could not be read, and why. A list is never incomplete without an error.",
  }),
});

const layer = z.enum(LAYERS).meta({
  description:
    "Results were made for the person, delivery is how, details are what Kubernetes creates for the results, policies limit them.",
});
const offerWords = offer
  .pick({ title: true, icon: true })
  .optional()
  .meta({ description: "The offer of its kind." });

const resourcePart = z.object({ ...summaryShape, relation: z.string() });

const resourceResult = z.object({
  reference: objectReference,
  plural: z.string(),
  health,
  createdAt: z.string(),
  offer: offerWords,
  outputs: z.array(z.object({ name: z.string(), value: z.string() })).meta({
    description: "Texts and numbers of its status, without secrets. `name` is the path below `status`.",
  }),
});

const resourceSync = z.object({
  state: z.enum(["in-step", "waiting", "differs", "failed", "kept", "not-in-git", "unknown"]),
  agent: z.string().meta({ description: "The GitOps agent that applies it; empty when none does." }),
  message: z.string().optional(),
  details: z.string().optional(),
  next: z.string().optional().meta({ description: "The next actor, where a person has to act." }),
  source: objectReference
    .extend({ plural: z.string(), readable: z.boolean() })
    .optional()
    .meta({ description: "The agent's own object, an Application for example." }),
  health: z.string().optional().meta({ description: "The health that the agent reports for `source`." }),
  refresh: refreshAccess.optional().meta({ description: "Absent where the agent cannot be asked to sync." }),
});

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
  owners: z
    .array(z.object({ reference: objectReference, plural: z.string() }))
    .meta({ description: "The objects that own it. `plural` is empty for a kind that is not served." }),
  results: z.array(resourceResult).meta({
    description:
      "The resource itself where it reports outputs, then the parts that were made for the person.",
  }),
  parts: z.array(resourcePart),
  cause: cause.optional(),
  adoption: permission.optional().meta({
    description: "Whether the person can add its file to Git. Absent where Git or an open request has one.",
  }),
  sync: resourceSync
    .optional()
    .meta({ description: "How it compares with its file in Git, as its agent reports it." }),
  problems: z.array(z.string()).meta({ description: "The lists that failed: parts may be missing." }),
});

export const resourceFile = resourceDetail.pick({
  reference: true,
  plural: true,
  entry: true,
  file: true,
  requests: true,
});

/** The file that brings an object of the cluster under Git. */
export const adoption = z.object({
  reference: objectReference,
  plural: z.string(),
  entry: offer,
  manifest: z.string().optional().meta({
    description: "The shortest file that applies to no change. It never contains a secret.",
  }),
  withheld: z.string().optional().meta({ description: "Why there is no `manifest`." }),
});

export const graph = z.object({
  root: z.string().meta({ description: "Id of the resource's own node." }),
  nodes: z.array(
    z.object({
      id: z.string(),
      reference: objectReference,
      plural: z.string(),
      createdAt: z.string(),
      health,
      layer,
      offer: offerWords,
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), relation: z.string() })),
  references: z.array(z.object({ from: z.string(), to: z.string() })).meta({
    description:
      "Further lines between nodes: one names or selects the other. They say nothing about health.",
  }),
  partial: z.boolean().meta({ description: "A list failed: parts may be missing." }),
  problems: z.array(z.string()),
  unlisted: z.array(z.string()).meta({
    description:
      "Kinds (`Kind.group`) that the portal or the person cannot list: owned objects of these kinds are not in the graph.",
  }),
  rootCauses: z
    .array(z.string())
    .meta({ description: "Ids of the nodes that cause the problem, the most severe first." }),
});

export const objectEvent = z.object({
  type: z.enum(["Normal", "Warning"]),
  reason: z.string(),
  message: z.string(),
  count: z.int(),
  firstSeen: time,
  lastSeen: time,
  source: z.string().optional(),
}) satisfies Describes<ObjectEvent>;

export const events = z.object({ events: z.array(objectEvent) });

export const dryRun = z.object({
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
    .meta({ description: "The previews of the requests that a compound request creates." }),
  summary: z.string().optional().meta({
    description: "Markdown: the files that would be added, changed and removed, without those of Secrets.",
  }),
});

export const dryRuns = z.object({ dryRuns: z.array(dryRun) });

export type ResourceOrder = (typeof RESOURCE_ORDERS)[number];
export type ResourceGroup = (typeof RESOURCE_GROUPS)[number];
export type ResourceCounts = z.infer<typeof resourceCounts>;
export type ResourceFilter = z.output<typeof resourceFilter>;
/** One row of the list of resources. */
export type ResourceSummary = z.infer<typeof resourceSummary>;
export type ResourcesResponse = z.infer<typeof resources>;
/** A part of a resource: owned by it or made for it. */
/** A resource that was made for the person, with the values that it reports. */
export type ResourceResult = z.infer<typeof resourceResult>;
export type ResourcePart = z.infer<typeof resourcePart>;
/** How a resource compares with its file in Git, as its GitOps agent reports it. */
export type ResourceSync = z.infer<typeof resourceSync>;
/** A condition of an object, as its controller reports it. */
export type ResourceCondition = ResourceDetail["conditions"][number];
export type ResourceDetail = z.infer<typeof resourceDetail>;
export type Adoption = z.infer<typeof adoption>;
export type ResourceFile = z.infer<typeof resourceFile>;
export type GraphResponse = z.infer<typeof graph>;
export type EventsResponse = z.infer<typeof events>;
export type DryRunSummary = z.infer<typeof dryRun>;
export type DryRunsResponse = z.infer<typeof dryRuns>;

export const resourceRoutes = declareRoutes({
  "GET /api/v1/resources": {
    summary:
      "A page of the objects of an offer, of a kind or of all that is offered, as far as the person may see them, " +
      "however they were created",
    query: resourceFilter,
    answer: resources,
  },
  [`GET ${RESOURCE_PATH}` as const]: {
    summary: "One object; `_` stands for the core group and for no namespace",
    answer: resourceDetail,
  },
  [`GET ${RESOURCE_PATH}/adoption` as const]: {
    summary: "The file that brings an object of the cluster under Git; nothing is written",
    answer: adoption,
  },
  [`GET ${RESOURCE_PATH}/file` as const]: {
    summary: "Its file in Git and the requests about it; the object need not exist in the cluster",
    answer: resourceFile,
  },
  [`GET ${RESOURCE_PATH}/graph` as const]: {
    summary: "Its parts, to every depth, with the health of each part",
    answer: graph,
  },
  [`GET ${RESOURCE_PATH}/events` as const]: { summary: "Its events, newest first", answer: events },
  [`GET ${RESOURCE_PATH}/dryruns` as const]: {
    summary: "Dry runs of Kratix that preview it, newest first; it need not exist",
    answer: dryRuns,
  },
  [`POST ${RESOURCE_PATH}/refresh` as const]: {
    summary: "Ask the GitOps agent that applies it, Argo CD or Flux, to sync now",
    answer: resourceDetail,
  },
});
