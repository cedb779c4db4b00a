import { ApiError, networkError, readProblem } from "#components/data/api-error";
import type { RESOURCE_PATH } from "#lib/api/resource-path";
import type { PathParameters, RouteAnswer, RouteBody, RouteName, RouteQuery } from "#lib/api/types";
import { formatJson, parseJson } from "#lib/exact-json";

/**
 * One object's address in the API and in the portal's own pages. `_` stands for the core group and for no
 * namespace.
 */
export interface ResourceAddress {
  cluster: string;
  group: string;
  version: string;
  plural: string;
  namespace?: string;
  name: string;
}

/** `cluster/group/version/plural/namespace/name`, each part escaped: the tail of API and page addresses. */
export function resourcePath(address: ResourceAddress): string {
  const { cluster, group, version, plural, namespace, name } = resourceParameters(address);
  return [cluster, group, version, plural, namespace, name].map(encodeURIComponent).join("/");
}

/** The parameters of a resource's routes. */
export function resourceParameters(address: ResourceAddress): PathParameters<ResourceRoute> {
  const { group, namespace, ...rest } = address;
  return { ...rest, group: group || "_", namespace: namespace || "_" };
}

type ResourceRoute = `GET ${typeof RESOURCE_PATH}`;

/** What a call sends, as the contract declares it of the route. A query parameter that is undefined is left out. */
export interface RouteCallInput<Name extends RouteName> {
  params?: PathParameters<Name>;
  query?: RouteQuery<Name>;
  body?: RouteBody<Name>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Calls a route of the API by its name. Throws only ApiError. A body is sent as JSON: the content type is part of the
 * portal's protection against forged requests.
 */
export async function callRoute<Name extends RouteName>(
  name: Name,
  { params, query, body, headers, signal }: RouteCallInput<Name> = {},
): Promise<RouteAnswer<Name>> {
  const [method, template = ""] = name.split(" ");
  const sent = method === "POST" ? { "content-type": "application/json", ...headers } : headers;
  const response = await reach(fillPath(template, params) + formatQuery(query), {
    method,
    headers: { accept: "application/json", ...sent },
    signal,
    ...(method === "POST" ? { body: formatJson(body ?? {}) } : {}),
  });
  if (!response.ok) throw await readProblem(response);
  try {
    return parseJson<RouteAnswer<Name>>(await response.text());
  } catch {
    throw new ApiError("internal", response.status, "The portal's answer was cut short.", "Try again.");
  }
}

function fillPath(template: string, params: Record<string, string> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

function formatQuery(query: unknown): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return given.length > 0
    ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
    : "";
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw networkError();
  }
}
