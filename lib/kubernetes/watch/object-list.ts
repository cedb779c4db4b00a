import { parseListPage, parseObject } from "#lib/kubernetes/objects/object";
import { isExpired, malformedAnswer } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import { buildResourcePath } from "#lib/kubernetes/transport/resource-path";
import type { KubernetesObject, ResourceType, Subject } from "#lib/kubernetes/types";

/** Which objects of a resource. */
export interface Selection {
  /** Absent: all namespaces. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Metadata without spec and status: much smaller, where that is enough. */
  metadataOnly?: boolean;
}

export interface ListOptions extends Selection {
  signal?: AbortSignal;
  impersonate?: Subject;
}

export interface ObjectList {
  items: KubernetesObject[];
  /** A watch continues from this version. */
  resourceVersion: string;
}

const PAGE_SIZE = 500;

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches */
const METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/**
 * Lists all objects of the selection, in pages. When the snapshot behind the pages expires (410), it starts
 * again without pages, because pages could expire again and a single list does not.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function listObjects(
  client: ClusterClient,
  resource: ResourceType,
  options: ListOptions = {},
): Promise<ObjectList> {
  try {
    return await readPages(client, resource, options, PAGE_SIZE);
  } catch (error) {
    if (isExpired(error)) return readPages(client, resource, options, undefined);
    throw error;
  }
}

/**
 * Whether there is any object of the resource in the namespace, or in the cluster. Reads the metadata of one.
 * Throws as `ClusterClient.request`.
 */
export async function hasObjects(
  client: ClusterClient,
  resource: ResourceType,
  options: Pick<ListOptions, "namespace" | "signal">,
): Promise<boolean> {
  const selection = { ...options, metadataOnly: true };
  return (await readPage(client, resource, selection, 1, undefined)).items.length > 0;
}

async function readPages(
  client: ClusterClient,
  resource: ResourceType,
  options: ListOptions,
  limit: number | undefined,
): Promise<ObjectList> {
  const items: KubernetesObject[] = [];
  let token: string | undefined;
  for (;;) {
    const page = await readPage(client, resource, options, limit, token);
    for (const item of page.items) items.push(item);
    if (!page.token) return { items, resourceVersion: page.resourceVersion };
    token = page.token;
  }
}

async function readPage(
  client: ClusterClient,
  resource: ResourceType,
  options: ListOptions,
  limit: number | undefined,
  token: string | undefined,
) {
  const { namespace, labelSelector, fieldSelector, metadataOnly, signal, impersonate } = options;
  const body = await client.request("GET", buildResourcePath(resource, namespace), {
    query: { labelSelector, fieldSelector, limit, continue: token },
    accept: metadataOnly ? METADATA_LIST : undefined,
    signal,
    impersonate,
  });
  try {
    const page = parseListPage(body);
    const items = page.items.map((item) => parseObject(item, resource));
    return { items, token: page.metadata.continue, resourceVersion: page.metadata.resourceVersion };
  } catch (cause) {
    throw malformedAnswer(client.name, `the response is not a list of ${resource.plural}`, cause);
  }
}
