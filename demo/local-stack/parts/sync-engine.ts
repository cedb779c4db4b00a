/** Applies files to the cluster and prunes what lost its file. It remembers nothing that the cluster does not know. */
import { z } from "zod";
import {
  type Applied,
  type Desired,
  type Failure,
  objectKey,
  planSync,
  readFiles,
} from "#demo/local-stack/parts/sync-plan";
import { type Cluster, ClusterError, isTooEarly, type Manifest, versionPath } from "#demo/platform/cluster";
import { applyObject, listObjects, pause, readObject } from "#demo/platform/objects";

/** On every object a loop applies: whose it is, and the file it came from. */
export const SYNCED_FROM = "vitrine.dev/synced-from";
export const SYNCED_PATH = "vitrine.dev/synced-path";
/** `replace` on an object: what cannot be changed in place is made anew, and what it owns is kept. */
const ON_IMMUTABLE = "vitrine.dev/on-immutable";

export interface SyncEngine {
  /** Brings the cluster to `files` (path to content). Resolves with what could not be done; throws when it cannot begin. */
  sync(files: ReadonlyMap<string, string>): Promise<Failure[]>;
}

/** `source` is the label's value, and tells one loop's objects from another's. */
export function createSyncEngine(cluster: Cluster, source: string): SyncEngine {
  const manager = "vitrine-demo-sync";
  let applied: Map<string, Applied> | undefined;

  async function apply({ key, path, object, digest }: Desired, known: Map<string, Applied>): Promise<void> {
    const { labels, annotations, ...metadata } = object.metadata;
    const marked = {
      ...object,
      metadata: {
        ...metadata,
        labels: { ...labels, [SYNCED_FROM]: source },
        annotations: { ...annotations, [SYNCED_PATH]: path },
      },
    };
    const result = await applyOrReplace(cluster, marked, manager);
    known.set(key, { path, digest, object: result });
  }

  return {
    sync: async (files) => {
      applied ??= await findApplied(cluster, source);
      const known = applied;
      const { desired, failures } = readFiles(files);
      const plan = planSync(desired, known, failures);
      for (const item of plan.apply) {
        const failure = await attempt(item.path, () => apply(item, known));
        if (failure) failures.push(failure);
      }
      for (const key of plan.prune) {
        const gone = known.get(key);
        const failure = gone && (await attempt(gone.path, () => prune(cluster, source, gone)));
        if (failure) failures.push(failure);
        else known.delete(key);
      }
      return failures;
    },
  };
}

async function attempt(path: string, act: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { path, message: error.message, waiting: isTooEarly(error) };
  }
}

async function applyOrReplace(cluster: Cluster, object: Manifest, manager: string): Promise<Manifest> {
  try {
    return await applyObject(cluster, object, manager);
  } catch (error) {
    const immutable = error instanceof ClusterError && error.code === 422;
    if (!immutable || object.metadata.annotations?.[ON_IMMUTABLE] !== "replace") throw error;
    const path = await cluster.path({ ...object, ...object.metadata });
    await remove(cluster, path, "Orphan");
    await waitUntilGone(cluster, path);
    return applyObject(cluster, object, manager);
  }
}

/** The garbage collector first takes the object out of what it owns. Gives up after 5 s; the next attempt goes on. */
async function waitUntilGone(cluster: Cluster, path: string): Promise<void> {
  const end = AbortSignal.timeout(5000);
  while (!end.aborted && (await readObject(cluster, path))) await pause(100, end);
}

/** Only what still carries the loop's label: another may have taken the object over. */
async function prune(cluster: Cluster, source: string, { object }: Applied): Promise<void> {
  const path = await cluster.path({ ...object, ...object.metadata });
  const live = await readObject(cluster, path);
  if (live?.metadata.labels?.[SYNCED_FROM] === source) await remove(cluster, path, "Background");
}

async function remove(
  cluster: Cluster,
  path: string,
  propagationPolicy: "Background" | "Orphan",
): Promise<void> {
  try {
    await cluster.call({ method: "DELETE", path, body: { propagationPolicy } });
  } catch (error) {
    if (!(error instanceof ClusterError && error.code === 404)) throw error;
  }
}

const groupsSchema = z.object({
  groups: z.array(z.object({ preferredVersion: z.object({ groupVersion: z.string() }) })),
});

/** Everything in the cluster that carries the loop's label, as after a restart of the loop. */
async function findApplied(cluster: Cluster, source: string): Promise<Map<string, Applied>> {
  const answer = groupsSchema.parse(await cluster.call({ method: "GET", path: "/apis" }));
  const versions = ["v1", ...answer.groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
  const found = new Map<string, Applied>();
  for (const apiVersion of versions) {
    for (const { name, kind, verbs } of await cluster.served(apiVersion)) {
      if (!verbs.includes("list") || !verbs.includes("patch")) continue;
      const collection = `${versionPath(apiVersion)}/${name}`;
      const { items } = await listObjects(cluster, collection, `${SYNCED_FROM}=${source}`);
      for (const { metadata } of items) {
        const object = { apiVersion, kind, metadata };
        const path = metadata.annotations?.[SYNCED_PATH] ?? "";
        // Without a digest it is applied again, which changes nothing where the file is the same.
        found.set(objectKey(object), { path, digest: "", object });
      }
    }
  }
  return found;
}
