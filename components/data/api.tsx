import { ApiError, networkError, readProblem } from "#components/data/api-error";
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
  const { cluster, group, version, plural, namespace, name } = address;
  return [cluster, group || "_", version, plural, namespace || "_", name].map(encodeURIComponent).join("/");
}

/** GET of the API, or POST when there is a body. `path` is relative to `/api/v1/`. Throws only ApiError. */
export async function callApi<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await reach(`/api/v1/${path}`, init);
  if (!response.ok) throw await readProblem(response);
  try {
    return parseJson<T>(await response.text());
  } catch {
    throw new ApiError("internal", response.status, "The portal's answer was cut short.", "Try again.");
  }
}

/** A JSON POST; the content type is part of the portal's protection against forged requests. */
export function postApi<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  return callApi<T>(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: formatJson(body),
  });
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, headers: { accept: "application/json", ...init.headers } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw networkError();
  }
}
