/** The portal itself: probes, the signed-in person, the state of clusters and Git, the event stream. */
import { z } from "zod";
import { declareRoutes } from "#lib/api/contract/declaration";
import { errorCode, time } from "#lib/api/contract/shared";
import type { Freshness } from "#lib/kubernetes/types";

export const me = z.object({
  user: z.string(),
  name: z.string(),
  email: z.string(),
  groups: z.array(z.string()),
  via: z.string(),
  logins: z.array(z.string()).optional().meta({ description: "Of connected Git accounts." }),
});

export const gitAccounts = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      url: z.string(),
      login: z.string().optional().meta({ description: "Of the connected account; absent without one." }),
    }),
  ),
});

export const accessToPages = z.object({ diagnostics: z.boolean() });

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

const clusterStatus = z.object({ name: z.string(), freshness });

export const demoPart = z.object({
  name: z.string(),
  state: z.enum(["waiting", "building", "starting", "ready", "failed"]),
  detail: z.string(),
});

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
});

export const streamMessage = z.object({
  topic: z.string(),
  ids: z
    .array(z.string())
    .optional()
    .meta({ description: "Of a list of requests: those that changed. Absent where any may have." }),
});

export const readiness = z.object({
  ready: z.boolean().meta({
    description:
      "The catalog of each cluster is read, or the unreachable ones were given 30 seconds and another cluster is read.",
  }),
  missing: z.array(z.string()).meta({ description: "Clusters whose catalogs the portal has not read yet." }),
  clusters: z.array(z.object({ name: z.string(), synced: z.boolean(), state: z.string() })),
});

export type Me = z.infer<typeof me>;
export type AccessToPages = z.infer<typeof accessToPages>;
export type GitAccounts = z.infer<typeof gitAccounts>;
export type ClusterStatus = z.infer<typeof clusterStatus>;
/** One server of the demo's local stack. */
export type DemoPart = z.infer<typeof demoPart>;
export type PortalStatus = z.infer<typeof status>;
export type Readiness = z.infer<typeof readiness>;

export const platformRoutes = declareRoutes({
  "GET /api/healthz": {
    summary: "The process is alive",
    open: true,
    answer: { type: "text/plain" },
  },
  "GET /api/readyz": {
    summary: "Whether the portal can take calls; 503 while it cannot",
    open: true,
    answer: readiness,
  },
  "GET /api/metrics": {
    summary: "Metrics for Prometheus; no personal data",
    open: true,
    answer: { type: "text/plain; version=0.0.4" },
  },
  "GET /api/v1/openapi.json": {
    summary: "This document",
    open: true,
    answer: { type: "application/json" },
  },
  "POST /api/v1/webhooks/{repository}": {
    summary:
      "A signed delivery of a Git host's webhook: the portal then reads that repository now. The content of the delivery has " +
      "no effect. 404 for a repository without a secret for webhooks",
    open: true,
    status: 202,
    answer: { type: "text/plain" },
  },
  "GET /api/v1/me": { summary: "The signed-in person", answer: me },
  "GET /api/v1/me/access": {
    summary: "The pages that not everybody may open, and whether the person may",
    answer: accessToPages,
  },
  "GET /api/v1/me/git-accounts": {
    summary: "The Git hosts of requests that the person can connect an account of, beside the sign-in",
    answer: gitAccounts,
  },
  "POST /api/v1/me/git-accounts/{id}": {
    summary: "Starts to connect an account: the page of the Git host that asks the person",
    answer: z.object({ page: z.string() }),
  },
  "POST /api/v1/me/git-accounts/{id}/disconnect": {
    summary: "Disconnects an account, and lists what is left",
    answer: gitAccounts,
  },
  "GET /api/v1/status": {
    summary: "Clusters and Git: whether they answer, and when the data was last updated",
    answer: status,
  },
  "GET /api/v1/stream": {
    summary:
      "Server-sent events: each message names a topic that changed; `refused` names one that does not exist or that " +
      "the person may not follow",
    query: z.object({
      topics: z
        .string()
        .default("")
        .meta({
          description:
            "Comma-separated: `catalog`, `entry:<id>`, `requests`, `request:<id>`, `resources`, `resources:<entry id>`, " +
            "`resource:<cluster>/<group>/<version>/<plural>/<namespace>/<name>`, `status`, " +
            "`options:<entry id>/<version>/<namespace or _>/<pointer of the field>` (each part escaped).",
        }),
    }),
    answer: { type: "text/event-stream", event: streamMessage },
  },
});
