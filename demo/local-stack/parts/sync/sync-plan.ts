/** What the demo's sync loops have to do, decided from files and from what they applied before. Pure. */
import type { GoReading } from "#demo/local-stack/yaml-reader";
import { type Manifest, manifestSchema } from "#demo/platform/cluster";
import { formatJson } from "#lib/exact-json";

/** One object as a file describes it. */
export interface Desired {
  key: string;
  path: string;
  object: Manifest;
  /** Changes whenever the file's words for this object do. */
  digest: string;
}

/** One object the loop has applied and that is not pruned yet. */
export interface Applied {
  path: string;
  digest: string;
  object: Pick<Manifest, "apiVersion" | "kind"> & { metadata: { name: string; namespace?: string } };
}

export interface Failure {
  path: string;
  message: string;
  /** True when it is only too early: the kind is not served yet. */
  waiting: boolean;
}

export interface Plan {
  apply: Desired[];
  /** Keys of what has no file any more. */
  prune: string[];
}

/** Names the object across versions of its API. */
export function objectKey({ apiVersion, kind, metadata }: Applied["object"]): string {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  return [group, kind, metadata.namespace ?? "", metadata.name].join("/");
}

/** What kubectl would apply of a file, and why it would refuse the file. */
export type FileReading = Pick<GoReading, "objects" | "objectsError">;

/** The objects that files (path to reading) describe, in the order to apply them, and what cannot be read. */
export function readFiles(files: ReadonlyMap<string, FileReading>): {
  desired: Desired[];
  failures: Failure[];
} {
  const desired = new Map<string, Desired>();
  const failures: Failure[] = [];
  const fail = (path: string, message: string) => failures.push({ path, message, waiting: false });
  for (const [path, { objects, objectsError }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (objectsError) fail(path, `It is not valid YAML: ${objectsError}`);
    for (const value of objects ?? []) {
      const object = manifestSchema.safeParse(value);
      if (!object.success) {
        fail(path, "It is not a Kubernetes object: apiVersion, kind or metadata.name is missing.");
        continue;
      }
      const key = objectKey(object.data);
      const other = desired.get(key);
      if (other) fail(path, `${object.data.kind} ${object.data.metadata.name} is already in ${other.path}.`);
      else desired.set(key, { key, path, object: object.data, digest: formatJson(object.data) });
    }
  }
  return { desired: [...desired.values()].sort((a, b) => rank(a) - rank(b)), failures };
}

/** Others live in a namespace or are of a kind that has to exist first. */
function rank({ object }: Desired): number {
  return ["Namespace", "CustomResourceDefinition"].includes(object.kind) ? 0 : 1;
}

/**
 * What is new or changed is applied, what lost its file is pruned. A file that cannot be read is still there: nothing
 * that came from it is pruned.
 */
export function planSync(
  desired: readonly Desired[],
  applied: ReadonlyMap<string, Applied>,
  failures: readonly Failure[],
): Plan {
  const wanted = new Set(desired.map(({ key }) => key));
  const unreadable = new Set(failures.map(({ path }) => path));
  return {
    apply: desired.filter(({ key, digest }) => applied.get(key)?.digest !== digest),
    prune: [...applied]
      .filter(([key, { path }]) => !wanted.has(key) && !unreadable.has(path))
      .map(([key]) => key),
  };
}
