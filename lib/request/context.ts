import type { CatalogEntry } from "#lib/catalog/types";
import type { FieldError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";
import type { GitFile, GitProvider } from "#lib/git/types";
import type { ObjectReference } from "#lib/kubernetes/types";
import type { Manifest } from "#lib/request/file/manifest";
import type { PathTemplate, PathVariables } from "#lib/request/file/path";
import type { ExistingState, RequestInput, ServerVerdict } from "#lib/request/types";

/** The offer's data that a request needs. Without `id`, the kind comes from discovery alone. */
export type RequestEntry = Pick<
  CatalogEntry,
  "cluster" | "group" | "version" | "kind" | "plural" | "scope" | "title"
> & { id?: string };

/** Where an object's file is on the target branch. */
export interface LocatedFile {
  path: string;
  /** Undefined for an object without a file; `path` is then where a request would create it. */
  file: GitFile | undefined;
  /** Number of objects in the file. With more than one, the portal neither changes nor removes the file. */
  count: number;
  /** API version of the object in the file, where the file can be parsed. */
  version?: string;
  /** True where only the path names the object's namespace. */
  isPlaceAssumed?: boolean;
}

/** The API server's verdict, and its errors for single fields. */
export interface ServerAnswer {
  verdict: ServerVerdict;
  errors: FieldError[];
}

export interface RequestContext {
  entry: RequestEntry;
  provider: GitProvider;
  pathTemplate: PathTemplate;
  /**
   * Whether the person has access to read the object. Absent: no access, so errors must not reveal what
   * exists.
   */
  mayRead?: boolean;
  /** Runs a dry run on the API server; absent where the portal has no access for it. */
  tryOnServer?: (manifest: Manifest, object: RequestObject) => Promise<ServerAnswer>;
  /** Reads the object in the cluster; undefined where it is absent, or the person has no access. */
  readLive?: (object: RequestObject) => Promise<Manifest | undefined>;
  /** Finds the object's file. Absent: the path template decides. */
  locate?: (object: RequestObject) => Promise<LocatedFile>;
  /**
   * Finds existing resources with the name of a new object. Absent where the person has no access to read the
   * object.
   */
  findExisting?: (object: RequestObject) => Promise<ExistingState>;
  /** Number of the pull request that the new one replaces. */
  replaces?: number;
  /**
   * The form of the requested version: its schema, rules (CEL), labels and order of fields. Absent: unknown.
   */
  form?: FormSchema;
  /** Finds the form of another version. A change without a version keeps that of the file. */
  findForm?: (version: string) => FormSchema | undefined;
  /** Versions that the cluster serves. Absent: unknown. */
  servedVersions?: readonly string[];
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
  };
}
