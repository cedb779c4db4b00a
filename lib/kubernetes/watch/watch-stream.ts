import { z } from "zod";
import { parseObject } from "#lib/kubernetes/objects/object";
import { malformedAnswer, readWatchError } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import { buildResourcePath } from "#lib/kubernetes/transport/resource-path";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Selection } from "#lib/kubernetes/watch/object-list";

export type WatchEvent =
  | { type: "upsert"; object: KubernetesObject; resourceVersion: string }
  | { type: "remove"; object: KubernetesObject; resourceVersion: string }
  /** Nothing changed up to this version. */
  | { type: "bookmark"; resourceVersion: string };

export interface WatchOptions extends Selection {
  resourceVersion: string;
  timeoutSeconds: number;
  signal: AbortSignal;
}

const METADATA_WATCH = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

const eventSchema = z.object({ type: z.string(), object: z.unknown() });
const bookmarkSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/**
 * Opens a watch; resolves when the API server accepts it. The events end when the server ends the watch. An
 * ERROR event is thrown as KubernetesApiError, and so is invalid data.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function openWatch(
  client: ClusterClient,
  resource: ResourceType,
  options: WatchOptions,
): Promise<AsyncIterable<WatchEvent>> {
  const { namespace, labelSelector, fieldSelector, metadataOnly, resourceVersion, timeoutSeconds, signal } =
    options;
  const values = await client.stream(buildResourcePath(resource, namespace), {
    query: {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion,
      timeoutSeconds,
      labelSelector,
      fieldSelector,
    },
    accept: metadataOnly ? METADATA_WATCH : undefined,
    signal,
  });
  return readEvents(client, resource, values);
}

async function* readEvents(client: ClusterClient, resource: ResourceType, values: AsyncIterable<unknown>) {
  for await (const value of values) yield readEvent(client, resource, value);
}

function readEvent(client: ClusterClient, resource: ResourceType, value: unknown): WatchEvent {
  const event = eventSchema.safeParse(value);
  if (event.data?.type === "ERROR") throw readWatchError(client.name, event.data.object);
  try {
    return toWatchEvent(eventSchema.parse(value), resource);
  } catch (cause) {
    throw malformedAnswer(client.name, `the response is not a watch event of ${resource.plural}`, cause);
  }
}

function toWatchEvent(event: z.infer<typeof eventSchema>, resource: ResourceType): WatchEvent {
  if (event.type === "BOOKMARK") {
    return { type: "bookmark", resourceVersion: bookmarkSchema.parse(event.object).metadata.resourceVersion };
  }
  const type = z.enum(["ADDED", "MODIFIED", "DELETED"]).parse(event.type);
  const object = parseObject(event.object, resource);
  // A DELETED event has the resource version of the deletion, so the watch can continue from any event.
  const resourceVersion = object.metadata.resourceVersion;
  return { type: type === "DELETED" ? "remove" : "upsert", object, resourceVersion };
}
