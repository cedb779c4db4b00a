"use client";

import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  skipToken,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
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
import { keysOfTopic, queryKeys } from "#components/data/topics";
import { RESOURCE_PATH } from "#lib/api/resource-path";
import type {
  AccessToPages,
  Adoption,
  Attention,
  CatalogResponse,
  Diagnostics,
  DryRunsResponse,
  EventsResponse,
  GitAccounts,
  GraphResponse,
  Me,
  NamespacesResponse,
  NamesResponse,
  OptionsResponse,
  PortalStatus,
  RequestFile,
  RequestsResponse,
  ResourceDetail,
  ResourceFile,
  ResourceSummary,
  ResourcesResponse,
  RouteAnswer,
  RouteName,
  RouteQuery,
} from "#lib/api/types";
import type { CatalogEntryDetail } from "#lib/catalog/types";
import { formatJson } from "#lib/exact-json";
import type {
  ActionInput,
  PortalRequest,
  PortalRequestDetail,
  Preview,
  RequestInput,
  SubmittedRequest,
} from "#lib/request/types";

/** A query of the API. While data is on the screen and the cluster or network is away, data and `error` are both set. */
export type Result<T> = UseQueryResult<T, ApiError>;

interface RouteQueryOptions {
  key: readonly unknown[];
  topics: readonly string[];
  enabled?: boolean;
  /** While another query is read, the answer to the one before stays. */
  keepsPrevious?: boolean;
}

/** Every query follows its topics of the event stream while it is mounted, so no page can forget to be live. */
function useRoute<Name extends RouteName>(
  name: Name,
  call: RouteCallInput<Name>,
  { key, topics, enabled = true, keepsPrevious = false }: RouteQueryOptions,
): Result<RouteAnswer<Name>> {
  useLive(enabled ? topics : []);
  return useQuery<RouteAnswer<Name>, ApiError>({
    enabled,
    queryKey: key,
    queryFn: ({ signal }) => callRoute(name, { ...call, signal }),
    placeholderData: keepsPrevious ? keepPreviousData : undefined,
  });
}

/** The signed-in person. */
export function useMe(): Result<Me> {
  return useRoute("GET /api/v1/me", {}, { key: queryKeys.me, topics: [] });
}

/** The pages that not everybody may open. */
export function useAccessToPages(): Result<AccessToPages> {
  return useRoute("GET /api/v1/me/access", {}, { key: queryKeys.access, topics: [] });
}

/** Each requirement of the portal with its state. Checked when the page opens, and again at the person's wish. */
export function useDiagnostics(): Result<Diagnostics> {
  return useRoute("GET /api/v1/diagnostics", {}, { key: queryKeys.diagnostics, topics: [] });
}

/** The Git hosts that the person can connect an account of. */
export function useGitAccounts(): Result<GitAccounts> {
  return useRoute("GET /api/v1/me/git-accounts", {}, { key: queryKeys.gitAccounts, topics: [] });
}

/** Opens the page of the Git host that asks the person. */
export function useConnectGitAccount(): UseMutationResult<{ page: string }, ApiError, string> {
  return useMutation({
    mutationFn: (id) => callRoute("POST /api/v1/me/git-accounts/{id}", { params: { id } }),
    onSuccess: ({ page }) => window.location.assign(page),
  });
}

export function useDisconnectGitAccount(): UseMutationResult<GitAccounts, ApiError, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => callRoute("POST /api/v1/me/git-accounts/{id}/disconnect", { params: { id } }),
    onSuccess: (accounts) => client.setQueryData(queryKeys.gitAccounts, accounts),
  });
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

/** What waits for the person: the badge of the navigation and the strip of the catalog. */
export function useAttention(): Result<Attention> {
  return useRoute("GET /api/v1/me/attention", {}, { key: queryKeys.attention, topics: ["requests"] });
}

export type RequestQuery = Omit<RouteQuery<"GET /api/v1/requests">, "cursor">;

/** The first requests that fit the query, newest first. `author: "@me"` stands for the person. */
export function useRequests(query: RequestQuery): Result<RequestsResponse> {
  return useRoute(
    "GET /api/v1/requests",
    { query },
    { key: queryKeys.firstRequests(query), topics: ["requests"], keepsPrevious: true },
  );
}

/** A list that grows page by page. While another query is read, the rows of the one before stay. */
export interface Pages<Row, Page = unknown> {
  /** Undefined until the first page is known. */
  rows: readonly Row[] | undefined;
  lastPage: Page | undefined;
  /** The number of rows on all pages; undefined until it is known for this query. */
  total: number | undefined;
  error: ApiError | null;
  /** Reads the next page; undefined on the last one. */
  readMore: (() => void) | undefined;
  isFetching: boolean;
  refetch: () => unknown;
}

/** All requests that fit the query, page by page. */
export function useRequestPages(query: RequestQuery): Pages<PortalRequest> {
  return usePages({
    key: queryKeys.requests(query),
    topics: ["requests"],
    read: (cursor, signal) => callRoute("GET /api/v1/requests", { query: { ...query, cursor }, signal }),
    rowsOf: ({ requests }) => requests,
  });
}

export function useRequest(id: string): Result<PortalRequestDetail> {
  return useRoute(
    "GET /api/v1/requests/{id}",
    { params: { id } },
    { key: queryKeys.request(id), topics: [`request:${id}`] },
  );
}

/** The file on the branch of an open request of the person. */
export function useRequestFile(id: string): Result<RequestFile> {
  return useRoute(
    "GET /api/v1/requests/{id}/file",
    { params: { id } },
    { key: queryKeys.requestFile(id), topics: [`request:${id}`] },
  );
}

export type ResourceQuery = Omit<RouteQuery<"GET /api/v1/resources">, "cursor">;

/** The first objects that fit the query, by place and name; without any field, of all that is offered. */
export function useResources(query: ResourceQuery): Result<ResourcesResponse> {
  const { entry = "", ...rest } = query;
  const topic = entry ? `resources:${entry}` : "resources";
  return useRoute(
    "GET /api/v1/resources",
    { query },
    { key: queryKeys.resources(entry, rest), topics: [topic], keepsPrevious: true },
  );
}

/** All objects that fit the query, page by page. Its counts are of all offers, so every offer is followed. */
export function useResourcePages(query: ResourceQuery): Pages<ResourceSummary, ResourcesResponse> {
  return usePages({
    key: queryKeys.resources("", { pages: true, ...query }),
    topics: ["resources"],
    read: (cursor, signal) => callRoute("GET /api/v1/resources", { query: { ...query, cursor }, signal }),
    rowsOf: ({ resources }) => resources,
  });
}

/** All objects of an offer, page by page. */
export function useOfferedResources(entry: string): Pages<ResourceSummary, ResourcesResponse> {
  return usePages({
    key: queryKeys.resources(entry, { pages: true }),
    topics: [`resources:${entry}`],
    read: (cursor, signal) => callRoute("GET /api/v1/resources", { query: { entry, cursor }, signal }),
    rowsOf: ({ resources }) => resources,
  });
}

interface PagesOptions<Row, Page> {
  key: readonly unknown[];
  topics: readonly string[];
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page>;
  rowsOf: (page: Page) => readonly Row[];
}

function usePages<Row, Page extends { total: number; next?: string | undefined }>({
  key,
  topics,
  read,
  rowsOf,
}: PagesOptions<Row, Page>): Pages<Row, Page> {
  useLive(topics);
  const result = useInfiniteQuery<Page, ApiError, InfiniteData<Page>, readonly unknown[], string | undefined>(
    {
      queryKey: key,
      queryFn: ({ signal, pageParam }) => read(pageParam, signal),
      initialPageParam: undefined,
      getNextPageParam: ({ next }) => next,
      placeholderData: keepPreviousData,
    },
  );
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData: isOfQueryBefore } = result;
  const rows = data?.pages.flatMap(rowsOf);
  const lastPage = data?.pages.at(-1);
  return {
    // That the query before found nothing says nothing about this one.
    rows: isOfQueryBefore && rows?.length === 0 ? undefined : rows,
    lastPage,
    total: isOfQueryBefore ? undefined : lastPage?.total,
    error: result.error,
    readMore: hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined,
    isFetching: result.isFetching,
    refetch: result.refetch,
  };
}

/** Names of the offer's objects in a namespace, in the cluster and in Git, as far as the person may see them. */
export function useNames(entry: string, namespace: string, enabled: boolean): Result<NamesResponse> {
  return useRoute(
    "GET /api/v1/catalog/{id}/names",
    { params: { id: entry }, query: { namespace: namespace || undefined } },
    { key: queryKeys.names(entry, namespace), topics: [`resources:${entry}`, "requests"], enabled },
  );
}

export function useResource(address: ResourceAddress): Result<ResourceDetail> {
  return useResourceRoute(`GET ${RESOURCE_PATH}`, address, queryKeys.resource);
}

/** The file in Git of a resource, whether it exists in the cluster or not; asked once `enabled`. */
export function useResourceFile(address: ResourceAddress, enabled = true): Result<ResourceFile> {
  return useResourceRoute(`GET ${RESOURCE_PATH}/file`, address, queryKeys.resourceFile, enabled);
}

/** The file that brings it under Git. */
export function useAdoption(address: ResourceAddress): Result<Adoption> {
  return useResourceRoute(`GET ${RESOURCE_PATH}/adoption`, address, queryKeys.adoption);
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
    onSuccess: async ({ id, missing }) => {
      client.setQueryData(queryKeys.missing(id), missing ?? []);
      // An amended request may be in the cache.
      await Promise.all([
        refreshRequests(client),
        client.invalidateQueries({ queryKey: queryKeys.request(id) }),
      ]);
    },
  });
}

/**
 * The attributes that the Git host did not accept for a request, as sentences. Known only on the page that opened the
 * request, until the page is reloaded.
 */
export function useMissingAttributes(id: string): readonly string[] {
  const { data } = useQuery<readonly string[]>({ queryKey: queryKeys.missing(id), queryFn: skipToken });
  return data ?? [];
}

/** What the person just did shows at once, before the stream tells of it. */
async function refreshRequests(client: QueryClient): Promise<void> {
  await Promise.all(keysOfTopic("requests").map((queryKey) => client.invalidateQueries({ queryKey })));
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
      return refreshRequests(client);
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
