/** Applies files to the cluster and prunes what lost its file. It remembers nothing that the cluster does not know. */
import { z } from "zod";
import {
  type Applied,
  type Desired,
  type Failure,
  objectKey,
  planSync,
  readFiles,
} from "#demo/local-stack/parts/sync/sync-plan";
import type { ReadTexts } from "#demo/local-stack/yaml-reader";
import { type Cluster, ClusterError, isTooEarly, type Manifest, versionPath } from "#demo/platform/cluster";
import { applyObject, listObjects, readObject } from "#demo/platform/objects";

/** On every object a loop applies: whose it is, the file it came from, and which object of that file it is. */
export const SYNCED_FROM = "vitrine.dev/synced-from";
const SYNCED_PATH = "vitrine.dev/synced-path";
/**
 * Its key. Controllers copy what is on an object to what they make of it, as Crossplane does from a claim to its
 * composite resource: what carries the key of another was not applied.
 */
const SYNCED_AS = "vitrine.dev/synced-as";

export interface SyncEngine {
  /** Brings the cluster to `files` (path to content). Resolves with what could not be done; throws when it cannot begin. */
  sync(files: ReadonlyMap<string, string>): Promise<Failure[]>;
}

/**
 * `source` is the label's value, and tells one loop's objects from another's. `readTexts` reads files as a GitOps agent
 * does: what the portal sees in them must not decide what is applied.
 */
export function createSyncEngine(cluster: Cluster, source: string, readTexts: ReadTexts): SyncEngine {
  const manager = "vitrine-demo-sync";
  let applied: Map<string, Applied> | undefined;

  async function apply({ key, path, object, digest }: Desired, known: Map<string, Applied>): Promise<void> {
    const { labels, annotations, ...metadata } = object.metadata;
    const marked = {
      ...object,
      metadata: {
        ...metadata,
        labels: { ...labels, [SYNCED_FROM]: source },
        annotations: { ...annotations, [SYNCED_PATH]: path, [SYNCED_AS]: key },
      },
    };
    known.set(key, { path, digest, object: await applyObject(cluster, marked, manager) });
  }

  return {
    sync: async (files) => {
      applied ??= await findApplied(cluster, source);
      const known = applied;
      const readings = await readTexts([...files.values()]);
      const paths = [...files.keys()];
      const { desired, failures } = readFiles(
        new Map(readings.map((reading, index) => [paths[index] ?? "", reading])),
      );
      const plan = planSync(desired, known, failures);
      for (const item of plan.apply) {
        const failure = await attempt(item.path, () => apply(item, known));
        if (failure) failures.push(failure);
      }
      for (const key of plan.prune) {
        const gone = known.get(key);
        const failure = gone && (await attempt(gone.path, () => prune(cluster, source, key, gone)));
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

/** Only what still carries the loop's label and its own key: another may have taken the object over. */
async function prune(cluster: Cluster, source: string, key: string, { object }: Applied): Promise<void> {
  const path = await cluster.path({ ...object, ...object.metadata });
  const live = await readObject(cluster, path);
  if (live?.metadata.labels?.[SYNCED_FROM] !== source || readKey(live) !== key) return;
  try {
    await cluster.call({ method: "DELETE", path, body: { propagationPolicy: "Background" } });
  } catch (error) {
    if (!(error instanceof ClusterError && error.code === 404)) throw error;
  }
}

/** The key that a loop applied the object under; undefined where it carries none, or another's. */
function readKey(object: Pick<Manifest, "apiVersion" | "kind" | "metadata">): string | undefined {
  const { name, namespace, annotations } = object.metadata;
  const key = annotations?.[SYNCED_AS];
  // A file need not name the namespace "default".
  const keys = [
    objectKey(object),
    ...(namespace === "default" ? [objectKey({ ...object, metadata: { name } })] : []),
  ];
  return keys.find((own) => own === key);
}

const groupsSchema = z.object({
  groups: z.array(z.object({ preferredVersion: z.object({ groupVersion: z.string() }) })),
});

/** Everything in the cluster that the loop applied, as after a restart of the loop. */
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
        const key = readKey(object);
        const path = metadata.annotations?.[SYNCED_PATH] ?? "";
        // Without a digest it is applied again, which changes nothing where the file is the same.
        if (key !== undefined) found.set(key, { path, digest: "", object });
      }
    }
  }
  return found;
}
