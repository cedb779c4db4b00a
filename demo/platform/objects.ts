/** What the demo does with objects of the cluster: apply, merge, read, watch. */
import { z } from "zod";
import { type Cluster, ClusterError, type Manifest, manifestSchema } from "#demo/platform/cluster";
import { parseJson } from "#lib/exact-json";

/**
 * Server-side apply; the object as the server then has it. Throws ClusterError with the server's own words.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function applyObject(cluster: Cluster, object: Manifest, manager: string): Promise<Manifest> {
  const path = await cluster.path({ ...object, ...object.metadata });
  const query = `fieldManager=${manager}&force=true`;
  const contentType = "application/apply-patch+yaml";
  return manifestSchema.parse(
    await cluster.call({ method: "PATCH", path: `${path}?${query}`, body: object, contentType }),
  );
}

/** RFC 7396 merge patch at a path; `…/status` for the status subresource. */
export async function mergeObject(cluster: Cluster, path: string, patch: unknown): Promise<void> {
  await cluster.call({ method: "PATCH", path, body: patch, contentType: "application/merge-patch+json" });
}

/** Strategic merge patch, for built-in kinds only: conditions are merged by type. */
export async function mergeBuiltIn(cluster: Cluster, path: string, patch: unknown): Promise<void> {
  await cluster.call({
    method: "PATCH",
    path,
    body: patch,
    contentType: "application/strategic-merge-patch+json",
  });
}

/** Deletes it; what is not there is deleted already. */
export async function deleteObject(cluster: Cluster, object: Manifest): Promise<void> {
  const path = await cluster.path({ ...object, ...object.metadata });
  try {
    await cluster.call({ method: "DELETE", path });
  } catch (error) {
    if (!(error instanceof ClusterError && error.code === 404)) throw error;
  }
}

/** The object at a path, or undefined where there is none. */
export async function readObject(cluster: Cluster, path: string): Promise<Manifest | undefined> {
  try {
    return manifestSchema.parse(await cluster.call({ method: "GET", path }));
  } catch (error) {
    if (error instanceof ClusterError && error.code === 404) return undefined;
    throw error;
  }
}

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  items: z.array(z.looseObject({ metadata: manifestSchema.shape.metadata })),
});
const watchEventSchema = z.object({
  type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
  object: z.looseObject({}),
});

/** Objects of one collection, without apiVersion and kind: a list leaves them out. */
export type ListedObject = z.infer<typeof listSchema>["items"][number];

/** All objects of a collection, with its resource version. */
export async function listObjects(
  cluster: Cluster,
  path: string,
  labelSelector = "",
): Promise<{ items: ListedObject[]; resourceVersion: string }> {
  const query = new URLSearchParams({ labelSelector });
  const answer = listSchema.parse(await cluster.call({ method: "GET", path: `${path}?${query}` }));
  return { items: answer.items, resourceVersion: answer.metadata.resourceVersion };
}

export interface Watched {
  cluster: Cluster;
  path: string;
  labelSelector: string;
  signal: AbortSignal;
}

/**
 * Calls `onObject` for every object there is and for every later state of one, until the signal aborts; begins
 * anew a second after the watch ends or fails. Deletions are told to `onDeleted`.
 */
export async function followObjects(
  watched: Watched,
  onObject: (object: ListedObject) => void,
  onDeleted: (object: ListedObject) => void = () => {},
): Promise<void> {
  while (!watched.signal.aborted) {
    try {
      await followOnce(watched, onObject, onDeleted);
    } catch (error) {
      if (watched.signal.aborted) return;
      console.error(`${watched.path}: ${error instanceof Error ? error.message : String(error)}`);
    }
    await pause(1000, watched.signal);
  }
}

async function followOnce(
  { cluster, path, labelSelector, signal }: Watched,
  onObject: (object: ListedObject) => void,
  onDeleted: (object: ListedObject) => void,
): Promise<void> {
  const { items, resourceVersion } = await listObjects(cluster, path, labelSelector);
  for (const item of items) onObject(item);
  const query = new URLSearchParams({ watch: "1", labelSelector, resourceVersion, timeoutSeconds: "300" });
  for await (const line of await cluster.lines(`${path}?${query}`, signal)) {
    const event = watchEventSchema.parse(parseJson(line));
    if (event.type === "ERROR") return;
    if (event.type === "BOOKMARK") continue;
    const object = listSchema.shape.items.element.parse(event.object);
    if (event.type === "DELETED") onDeleted(object);
    else onObject(object);
  }
}

/** Resolves after the time, or at once when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
