/** The object of a request: its kind, from an offer or from discovery, and the place of its file. */
import type { CatalogEntry } from "#lib/catalog/types";
import type { GitFile } from "#lib/git/types";
import type { ObjectReference } from "#lib/kubernetes/types";
import type { PathVariables } from "#lib/request/file/path";
import type { RequestInput } from "#lib/request/types";

/** The offer's data that a request needs. Without `id`, the kind comes from discovery alone. */
export type RequestEntry = Pick<
  CatalogEntry,
  "cluster" | "group" | "version" | "kind" | "plural" | "scope" | "title"
> & { id?: string; owner?: string };

/** Where an object's file is on the target branch. */
export interface LocatedFile {
  path: string;
  /** Undefined for an object without a file; `path` is then where a request would create it, or empty. */
  file: GitFile | undefined;
  /** True where the object is an item of a List, which the portal neither changes nor removes. */
  isListed?: boolean;
  /** API version of the object in the file, where the file can be parsed. */
  version?: string;
  /** True where only the path names the object's namespace. */
  isPlaceAssumed?: boolean;
}

export type RequestObject = ObjectReference & { plural: string };

/** The object of a request. Plural and scope come from the entry, which has them from discovery. */
export function referTo(
  input: Pick<RequestInput, "name" | "namespace" | "version">,
  entry: RequestEntry,
): RequestObject {
  const { cluster, group, kind, plural, scope } = entry;
  return {
    cluster,
    group,
    version: input.version ?? entry.version,
    kind,
    plural,
    ...(scope === "Namespaced" && { namespace: input.namespace ?? "" }),
    name: input.name,
  };
}

/** True for the same object, in any version. */
export function isSameObject(one: ObjectReference, other: ObjectReference): boolean {
  return (["cluster", "group", "kind", "namespace", "name"] as const).every(
    (field) => one[field] === other[field],
  );
}

/** Values for the path and the texts of a request, as far as its object and its offer decide them. */
export function listPathVariables(object: RequestObject, entry: RequestEntry): PathVariables {
  return {
    cluster: object.cluster,
    namespace: object.namespace ?? "_cluster",
    group: object.group || "core",
    version: object.version,
    kind: object.kind.toLowerCase(),
    plural: object.plural,
    name: object.name,
    entry: entry.id ?? "none",
    owner: entry.owner || undefined,
  };
}

/** "orders-db in team-a" */
export function formatPlace({ name, namespace }: RequestObject): string {
  return namespace === undefined ? name : `${name} in ${namespace}`;
}
