import type { z } from "zod";
import {
  actionInput,
  catalog,
  catalogEntryDetail,
  dryRuns,
  events,
  graph,
  me,
  namespaces,
  options,
  preview,
  readiness,
  requestDetail,
  requestInput,
  requests,
  resourceDetail,
  resourceFile,
  resources,
  status,
  streamMessage,
  submittedRequest,
} from "#lib/api/schemas";

export interface RouteDescription {
  method: "get" | "post";
  /** As OpenAPI writes it; the same as the folder under `app/`, with braces for brackets. */
  path: string;
  summary: string;
  /** Whoever asks; elsewhere a session or a token is needed. */
  open?: true;
  query?: Record<string, string>;
  header?: Record<string, string>;
  body?: z.ZodType;
  answer: { status: 200 | 201; type: string; schema?: z.ZodType };
}

const json = (schema: z.ZodType, code: 200 | 201 = 200) => ({
  status: code,
  type: "application/json",
  schema,
});
const text = (type: string) => ({ status: 200 as const, type });

const RESOURCE = "/api/v1/resources/{cluster}/{group}/{version}/{plural}/{namespace}/{name}";

/** Every route of the HTTP API, in the order of the document. */
export const routes: readonly RouteDescription[] = [
  {
    method: "get",
    path: "/api/healthz",
    summary: "The process is alive",
    open: true,
    answer: text("text/plain"),
  },
  {
    method: "get",
    path: "/api/readyz",
    summary: "The caches are synced, per cluster; 503 until they are",
    open: true,
    answer: json(readiness),
  },
  {
    method: "get",
    path: "/api/metrics",
    summary: "Metrics for Prometheus; no personal data",
    open: true,
    answer: text("text/plain; version=0.0.4"),
  },
  {
    method: "get",
    path: "/api/v1/openapi.json",
    summary: "This document",
    open: true,
    answer: text("application/json"),
  },
  { method: "get", path: "/api/v1/me", summary: "The signed-in person", answer: json(me) },
  {
    method: "get",
    path: "/api/v1/status",
    summary: "Clusters and Git: whether they answer, and how old what is shown is",
    answer: json(status),
  },
  {
    method: "get",
    path: "/api/v1/catalog",
    summary: "The offers that the person may see",
    answer: json(catalog),
  },
  {
    method: "get",
    path: "/api/v1/catalog/{id}",
    summary: "One offer with its versions and its form",
    query: { version: "The version whose form is wanted; absent: the default one." },
    answer: json(catalogEntryDetail),
  },
  {
    method: "get",
    path: "/api/v1/catalog/{id}/namespaces",
    summary: "The namespaces in which the person may request the offer",
    answer: json(namespaces),
  },
  {
    method: "get",
    path: "/api/v1/catalog/{id}/options",
    summary:
      "What a field may be set to now, of what the person may list: objects of the cluster, or Secrets offered",
    query: {
      field: "JSON Pointer of the field.",
      version: "The version whose form is shown; absent: the default one.",
      namespace: "The chosen namespace.",
      values: "JSON: the values of the fields that its hint depends on, by their pointers.",
    },
    answer: json(options),
  },
  {
    method: "get",
    path: "/api/v1/requests",
    summary: "Requests that the person may see, with their timeline, newest first",
    answer: json(requests),
  },
  {
    method: "post",
    path: "/api/v1/requests",
    summary: "Open the pull request",
    header: {
      "Idempotency-Key":
        "The same key, or the same content while the pull request is open, gives the same request back.",
    },
    body: requestInput,
    answer: json(submittedRequest, 201),
  },
  {
    method: "post",
    path: "/api/v1/requests/preview",
    summary: "What a request would write, and whether it is valid; nothing is written",
    body: requestInput,
    answer: json(preview),
  },
  {
    method: "get",
    path: "/api/v1/requests/{id}",
    summary: "One request with its diff, reviews and what the person may do",
    answer: json(requestDetail),
  },
  {
    method: "post",
    path: "/api/v1/requests/{id}/{action}",
    summary:
      "Approve, merge or close as the person, or ask the agent that applies it to look now " +
      "(`action`: approve, merge, close, refresh)",
    body: actionInput,
    answer: json(requestDetail),
  },
  {
    method: "get",
    path: "/api/v1/resources",
    summary: "The objects of an offer or a kind that the person may see, however they were made",
    query: {
      entry: "Id of a catalog entry; absent: all that is offered.",
      group: "API group of the kind.",
      kind: "The kind, as in a manifest.",
      namespace: "One namespace.",
      cluster: "One cluster.",
    },
    answer: json(resources),
  },
  {
    method: "get",
    path: RESOURCE,
    summary: "One object; `_` stands for the core group and for no namespace",
    answer: json(resourceDetail),
  },
  {
    method: "get",
    path: `${RESOURCE}/file`,
    summary: "Its file in Git and the requests about it; the cluster need not have it",
    answer: json(resourceFile),
  },
  {
    method: "get",
    path: `${RESOURCE}/graph`,
    summary: "What it is made of, to every depth, with the health of each part",
    answer: json(graph),
  },
  { method: "get", path: `${RESOURCE}/events`, summary: "Its events, newest first", answer: json(events) },
  {
    method: "get",
    path: `${RESOURCE}/dryruns`,
    summary: "Dry runs of Kratix that preview it, newest first; it need not exist",
    answer: json(dryRuns),
  },
  {
    method: "post",
    path: `${RESOURCE}/refresh`,
    summary: "Ask the agent that applies it, Argo CD or Flux, to look at Git now",
    answer: json(resourceDetail),
  },
  {
    method: "get",
    path: "/api/v1/stream",
    summary:
      "Server-sent events: each message names a topic that changed; `refused` names one that is not there or that the person may not follow",
    query: {
      topics:
        "Comma-separated: `catalog`, `entry:<id>`, `requests`, `request:<id>`, `resources`, `resources:<entry id>`, " +
        "`resource:<cluster>/<group>/<version>/<plural>/<namespace>/<name>`, `status`, " +
        "`options:<entry id>/<version>/<namespace>/<pointer>`.",
    },
    answer: { status: 200, type: "text/event-stream", schema: streamMessage },
  },
];
