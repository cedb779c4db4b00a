"use client";

import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useState } from "react";
import {
  callRoute,
  type ResourceAddress,
  type RouteCallInput,
  resourceParameters,
  resourcePath,
} from "#components/data/api";
import { type ApiError, isOutcomeUnknown } from "#components/data/api-error";
import { useLive } from "#components/data/live";
import { isTooSoon } from "#components/data/providers";
import { queryKeys } from "#components/data/topics";
import { RESOURCE_PATH } from "#lib/api/resource-path";
import type {
  CatalogResponse,
  DryRunsResponse,
  EventsResponse,
  GraphResponse,
  Me,
  NamespacesResponse,
  OptionsResponse,
  PortalStatus,
  RequestsResponse,
  ResourceDetail,
  ResourceFile,
  ResourceFilter,
  ResourcesResponse,
  RouteAnswer,
  RouteName,
} from "#lib/api/types";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { formatJson } from "#lib/exact-json";
import type {
  ActionInput,
  PortalRequestDetail,
  Preview,
  RequestInput,
  SubmittedRequest,
} from "#lib/request/types";

/** A query of the API. While data is on the screen and the cluster or network is away, data and `error` are both set. */
export type Result<T> = UseQueryResult<T, ApiError>;

/** Every query follows its topics of the event stream while it is mounted, so no page can forget to be live. */
function useRoute<Name extends RouteName>(
  name: Name,
  call: RouteCallInput<Name>,
  { key, topics, enabled = true }: { key: readonly unknown[]; topics: readonly string[]; enabled?: boolean },
): Result<RouteAnswer<Name>> {
  useLive(enabled ? topics : []);
  return useQuery<RouteAnswer<Name>, ApiError>({
    enabled,
    queryKey: key,
    queryFn: ({ signal }) => callRoute(name, { ...call, signal }),
  });
}

/** The signed-in person. */
export function useMe(): Result<Me> {
  return useRoute("GET /api/v1/me", {}, { key: queryKeys.me, topics: [] });
}

/** Clusters, Git and, in the demo, the parts that are still starting. */
export function useStatus(): Result<PortalStatus> {
  return useRoute("GET /api/v1/status", {}, { key: queryKeys.status, topics: ["status"] });
}

export function useCatalog(): Result<CatalogResponse> {
  return useRoute("GET /api/v1/catalog", {}, { key: queryKeys.catalog, topics: ["catalog"] });
}

/** One offer with its form, in its own version or in the one named. */
export function useEntry(id: string, version?: string): Result<CatalogEntryDetail> {
  const call = { params: { id }, query: { version: version || undefined } };
  return useRoute("GET /api/v1/catalog/{id}", call, {
    key: queryKeys.entry(id, version),
    topics: [`entry:${id}`],
  });
}

/** Where the person may request the offer. */
export function useNamespaces(entry: string): Result<NamespacesResponse> {
  return useRoute(
    "GET /api/v1/catalog/{id}/namespaces",
    { params: { id: entry } },
    { key: queryKeys.namespaces(entry), topics: [`entry:${entry}`] },
  );
}

/** Which field of which form asks for its choices. */
export interface OptionsQuestion {
  entry: string;
  version: string;
  /** Empty while none is chosen. */
  namespace: string;
  /** JSON Pointer. */
  field: string;
  /** Of the fields that it depends on, by their pointers. */
  values: Record<string, unknown>;
}

/** The current choices of a field; asked once `enabled`, as a form may have hundreds of such fields. */
export function useOptions(question: OptionsQuestion, enabled = true): Result<OptionsResponse> {
  const { entry, version, namespace, field } = question;
  const topic = [entry, version, namespace || "_", field].map(encodeURIComponent).join("/");
  const values = formatJson(question.values);
  const query = { field, version, values, namespace: namespace || undefined };
  return useRoute(
    "GET /api/v1/catalog/{id}/options",
    { params: { id: entry }, query },
    { key: queryKeys.options(topic, values), topics: [`options:${topic}`], enabled },
  );
}

export function useRequests(): Result<RequestsResponse> {
  return useRoute("GET /api/v1/requests", {}, { key: queryKeys.requests, topics: ["requests"] });
}

export function useRequest(id: string): Result<PortalRequestDetail> {
  return useRoute(
    "GET /api/v1/requests/{id}",
    { params: { id } },
    { key: queryKeys.request(id), topics: [`request:${id}`] },
  );
}

/** Any field narrows the list; none: all that is offered. */
export function useResources(filter: ResourceFilter): Result<ResourcesResponse> {
  const { entry = "", ...rest } = filter;
  const given = Object.entries(rest).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = { ...(entry && { entry }), ...Object.fromEntries(given) };
  const key = queryKeys.resources(entry, Object.fromEntries(given));
  const topic = entry ? `resources:${entry}` : "resources";
  return useRoute("GET /api/v1/resources", { query }, { key, topics: [topic] });
}

export function useResource(address: ResourceAddress): Result<ResourceDetail> {
  return useResourceRoute(`GET ${RESOURCE_PATH}`, address, queryKeys.resource);
}

/** The file in Git of a resource, whether it exists in the cluster or not; asked once `enabled`. */
export function useResourceFile(address: ResourceAddress, enabled = true): Result<ResourceFile> {
  return useResourceRoute(`GET ${RESOURCE_PATH}/file`, address, queryKeys.resourceFile, enabled);
}

export function useResourceEvents(address: ResourceAddress): Result<EventsResponse> {
  return useResourceRoute(`GET ${RESOURCE_PATH}/events`, address, queryKeys.resourceEvents);
}

/** Kratix's previews of the request for it, whether it exists or not. */
export function useDryRuns(address: ResourceAddress): Result<DryRunsResponse> {
  return useResourceRoute(`GET ${RESOURCE_PATH}/dryruns`, address, queryKeys.dryRuns);
}

/** Its parts, to every depth. */
export function useResourceGraph(address: ResourceAddress): Result<GraphResponse> {
  return useResourceRoute(`GET ${RESOURCE_PATH}/graph`, address, queryKeys.resourceGraph);
}

/** A route of one resource, which the topic of the resource keeps up to date. */
function useResourceRoute<Name extends Extract<RouteName, `GET ${typeof RESOURCE_PATH}${string}`>>(
  name: Name,
  address: ResourceAddress,
  keyOf: (path: string) => readonly unknown[],
  enabled = true,
): Result<RouteAnswer<Name>> {
  const path = resourcePath(address);
  return useRoute<Name>(
    name,
    { params: resourceParameters(address) },
    { key: keyOf(path), topics: [`resource:${path}`], enabled },
  );
}

/** What a request would write. Nothing is written, so one that came too soon is sent again by itself. */
export function usePreview(): UseMutationResult<Preview, ApiError, RequestInput> {
  return useMutation<Preview, ApiError, RequestInput>({
    mutationFn: (body) => callRoute("POST /api/v1/requests/preview", { body }),
    retry: isTooSoon,
  });
}

export interface Submission {
  input: RequestInput;
  /** Idempotency-Key: the same key gives the same request back, however often it is sent. */
  key: string;
}

/** Opens the pull request. */
export function useSubmitRequest(): UseMutationResult<SubmittedRequest, ApiError, Submission> {
  const client = useQueryClient();
  return useMutation<SubmittedRequest, ApiError, Submission>({
    mutationFn: ({ input, key }) =>
      callRoute("POST /api/v1/requests", { body: input, headers: { "idempotency-key": key } }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.requests }),
  });
}

export type RequestAction = "approve" | "merge" | "close" | "refresh";

/** Asks the agent that applies a resource to look at Git now, as the signed-in person. */
export function useResourceRefresh(
  address: ResourceAddress,
): UseMutationResult<ResourceDetail, ApiError, void> {
  const client = useQueryClient();
  const path = resourcePath(address);
  return useMutation({
    mutationFn: () => callRoute(`POST ${RESOURCE_PATH}/refresh`, { params: resourceParameters(address) }),
    onSuccess: (resource) => client.setQueryData(queryKeys.resource(path), resource),
    onError: () => client.invalidateQueries({ queryKey: queryKeys.resource(path) }),
  });
}

/** `outcome` is of an action whose answer was lost: unknown until the request could be read again. */
export type RequestActionResult = UseMutationResult<
  PortalRequestDetail,
  ApiError,
  ActionInput & { action: RequestAction }
> & { outcome: "unknown" | "done" | "not-done" | undefined };

/**
 * Approve (with a comment, if any), merge or close, or ask its agent to look now, as the signed-in person. Approve and
 * merge take the commit and result that the page shows, so that nothing else is approved or merged.
 */
export function useRequestAction(id: string): RequestActionResult {
  const client = useQueryClient();
  const [lostAt, setLostAt] = useState<number>();
  const mutation = useMutation<PortalRequestDetail, ApiError, ActionInput & { action: RequestAction }>({
    mutationFn: ({ action, ...body }) =>
      callRoute("POST /api/v1/requests/{id}/{action}", { params: { id, action }, body }),
    onMutate: () => setLostAt(undefined),
    onSuccess: (request) => {
      client.setQueryData(queryKeys.request(id), request);
      return client.invalidateQueries({ queryKey: queryKeys.requests });
    },
    onError: (error) => {
      if (isOutcomeUnknown(error)) setLostAt(Date.now());
      // A refused action often means that someone else acted first: show what is true now.
      void client.invalidateQueries({ queryKey: queryKeys.request(id) });
    },
  });
  const isRead = (at: number) => lostAt !== undefined && at > lostAt;
  const { data, dataUpdatedAt } = useQuery<PortalRequestDetail, ApiError>({
    queryKey: queryKeys.request(id),
    queryFn: ({ signal }) => callRoute("GET /api/v1/requests/{id}", { params: { id }, signal }),
    enabled: lostAt !== undefined,
    refetchInterval: ({ state }) => (isRead(state.dataUpdatedAt) ? false : LOOK_AGAIN),
  });
  if (lostAt === undefined) return { ...mutation, outcome: undefined };
  if (!data || !isRead(dataUpdatedAt)) return { ...mutation, outcome: "unknown" };
  const action = mutation.variables?.action;
  return { ...mutation, outcome: action && wasDone(action, data) ? "done" : "not-done" };
}

/** Milliseconds between two tries to read a request of which the outcome is unknown; each try has a back-off of its own. */
const LOOK_AGAIN = 3_000;

/** True where the request shows what the person did. Who has approved may not approve again. */
function wasDone(action: RequestAction, { pullRequest, may }: PortalRequestDetail): boolean {
  if (action === "merge") return pullRequest.state === "merged";
  if (action === "close") return pullRequest.state !== "open";
  return action === "approve" && !may.approve.allowed;
}
