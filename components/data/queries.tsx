"use client";

import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useState } from "react";
import { callApi, postApi, type ResourceAddress, resourcePath } from "#components/data/api";
import { type ApiError, isOutcomeUnknown } from "#components/data/api-error";
import { useLive } from "#components/data/live";
import { isTooSoon } from "#components/data/providers";
import { queryKeys } from "#components/data/topics";
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
  ResourcesResponse,
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
function useApi<T>(
  key: readonly unknown[],
  path: string,
  topics: readonly string[],
  enabled = true,
): Result<T> {
  useLive(enabled ? topics : []);
  return useQuery<T, ApiError>({
    enabled,
    queryKey: key,
    queryFn: ({ signal }) => callApi<T>(path, { signal }),
  });
}

/** The signed-in person. */
export function useMe(): Result<Me> {
  return useApi(queryKeys.me, "me", []);
}

/** Clusters, Git and, in the demo, the parts that are still coming. */
export function useStatus(): Result<PortalStatus> {
  return useApi(queryKeys.status, "status", ["status"]);
}

export function useCatalog(): Result<CatalogResponse> {
  return useApi(queryKeys.catalog, "catalog", ["catalog"]);
}

/** One offer with its form, in its own version or in the one named. */
export function useEntry(id: string, version?: string): Result<CatalogEntryDetail> {
  const query = version ? `?version=${encodeURIComponent(version)}` : "";
  const path = `catalog/${encodeURIComponent(id)}${query}`;
  return useApi(queryKeys.entry(id, version), path, [`entry:${id}`]);
}

/** Where the person may request the offer. */
export function useNamespaces(entry: string): Result<NamespacesResponse> {
  const path = `catalog/${encodeURIComponent(entry)}/namespaces`;
  return useApi(queryKeys.namespaces(entry), path, [`entry:${entry}`]);
}

/** Which field of which form asks what it may be set to. */
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

/** What a field may be set to, as the cluster has it now; asked once `enabled`, as a form may have hundreds of such. */
export function useOptions({ values, ...asked }: OptionsQuestion, enabled = true): Result<OptionsResponse> {
  const { entry, version, namespace, field } = asked;
  const topic = [entry, version, namespace || "_", field].map(encodeURIComponent).join("/");
  const given = formatJson(values);
  const query = new URLSearchParams({ field, version, values: given, ...(namespace && { namespace }) });
  const path = `catalog/${encodeURIComponent(entry)}/options?${query}`;
  useLive(enabled ? [`options:${topic}`] : []);
  return useQuery<OptionsResponse, ApiError>({
    enabled,
    queryKey: queryKeys.options(topic, given),
    queryFn: ({ signal }) => callApi<OptionsResponse>(path, { signal }),
  });
}

export function useRequests(): Result<RequestsResponse> {
  return useApi(queryKeys.requests, "requests", ["requests"]);
}

export function useRequest(id: string): Result<PortalRequestDetail> {
  return useApi(queryKeys.request(id), `requests/${encodeURIComponent(id)}`, [`request:${id}`]);
}

/** Any field narrows the list; none: all that is offered. */
export interface ResourceFilter {
  entry?: string;
  group?: string;
  kind?: string;
  namespace?: string;
  cluster?: string;
}

export function useResources(filter: ResourceFilter): Result<ResourcesResponse> {
  const { entry = "", ...rest } = filter;
  const given = Object.entries(rest).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = new URLSearchParams(entry ? [["entry", entry], ...given] : given);
  const key = queryKeys.resources(entry, Object.fromEntries(given));
  return useApi(key, `resources?${query}`, [entry ? `resources:${entry}` : "resources"]);
}

export function useResource(address: ResourceAddress): Result<ResourceDetail> {
  const path = resourcePath(address);
  return useApi(queryKeys.resource(path), `resources/${path}`, [`resource:${path}`]);
}

/** What Git has of a resource, whether the cluster has it or not; asked once `enabled`. */
export function useResourceFile(address: ResourceAddress, enabled = true): Result<ResourceFile> {
  const path = resourcePath(address);
  return useApi(queryKeys.resourceFile(path), `resources/${path}/file`, [`resource:${path}`], enabled);
}

export function useResourceEvents(address: ResourceAddress): Result<EventsResponse> {
  const path = resourcePath(address);
  return useApi(queryKeys.resourceEvents(path), `resources/${path}/events`, [`resource:${path}`]);
}

/** Kratix's previews of the request for it, whether it exists or not. */
export function useDryRuns(address: ResourceAddress): Result<DryRunsResponse> {
  const path = resourcePath(address);
  return useApi(queryKeys.dryRuns(path), `resources/${path}/dryruns`, [`resource:${path}`]);
}

/** What it is made of, to every depth. */
export function useResourceGraph(address: ResourceAddress): Result<GraphResponse> {
  const path = resourcePath(address);
  return useApi(queryKeys.resourceGraph(path), `resources/${path}/graph`, [`resource:${path}`]);
}

/** What a request would write. Nothing is written, so one that came too soon is sent again by itself. */
export function usePreview(): UseMutationResult<Preview, ApiError, RequestInput> {
  return useMutation<Preview, ApiError, RequestInput>({
    mutationFn: (input) => postApi<Preview>("requests/preview", input),
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
    mutationFn: ({ input, key }) => postApi<SubmittedRequest>("requests", input, { "idempotency-key": key }),
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
    mutationFn: () => postApi<ResourceDetail>(`resources/${path}/refresh`, {}),
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
  const path = `requests/${encodeURIComponent(id)}`;
  const mutation = useMutation<PortalRequestDetail, ApiError, ActionInput & { action: RequestAction }>({
    mutationFn: ({ action, ...input }) => postApi<PortalRequestDetail>(`${path}/${action}`, input),
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
    queryFn: ({ signal }) => callApi<PortalRequestDetail>(path, { signal }),
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
