import type { CatalogEntry } from "#lib/catalog/types";
import type { FieldError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";
import type { GitFile, GitProvider } from "#lib/git/types";
import type { ObjectReference } from "#lib/kubernetes/types";
import type { Manifest } from "#lib/request/file/manifest";
import type { PathTemplate, PathVariables } from "#lib/request/file/path";
import type { ExistingState, RequestInput, ServerVerdict } from "#lib/request/types";

/** What a request needs to know of the offer; without `id` the kind is known from discovery alone. */
export type RequestEntry = Pick<
  CatalogEntry,
  "cluster" | "group" | "version" | "kind" | "plural" | "scope" | "title"
> & { id?: string };

/** Where an object's file is on the target branch. */
export interface LocatedFile {
  path: string;
  /** Undefined: no file holds the object; `path` is where a request puts it. */
  file: GitFile | undefined;
  /** Objects in the file: with more than one, the portal neither changes nor removes the file. */
  count: number;
  /** Version of the API that the file names for the object, as far as the file can be read. */
  version?: string;
  /** True where only the path says in which namespace the object is. */
  isPlaceAssumed?: boolean;
}

/** What the API server says, and what of it concerns a field. */
export interface ServerAnswer {
  verdict: ServerVerdict;
  errors: FieldError[];
}

export interface RequestContext {
  entry: RequestEntry;
  provider: GitProvider;
  pathTemplate: PathTemplate;
  /** Whether the person may read the object. Absent: no, so that nothing is told of what exists. */
  mayRead?: boolean;
  /** Asks the API server what it would say; absent where the portal may not. */
  tryOnServer?: (manifest: Manifest, object: RequestObject) => Promise<ServerAnswer>;
  /** The object as it is in the cluster; undefined where it is not there, or the person may not read it. */
  readLive?: (object: RequestObject) => Promise<Manifest | undefined>;
  /** Where the object's file is. Absent: where the path template puts it. */
  locate?: (object: RequestObject) => Promise<LocatedFile>;
  /** What exists under the name of a new object. Absent where the person may not read the object. */
  findExisting?: (object: RequestObject) => Promise<ExistingState>;
  /** Number of the pull request that the new one replaces. */
  replaces?: number;
  /** Of the version that is asked for: its schema, rules (CEL), labels and order of fields. Absent: not known. */
  form?: FormSchema;
  /** The same of another version: a change that asks for none keeps the one of the file. */
  findForm?: (version: string) => FormSchema | undefined;
  /** Versions that the cluster serves. Absent: not known. */
  servedVersions?: readonly string[];
}

export type RequestObject = ObjectReference & { plural: string };

/** The object that a request is about. Plural and scope come from the entry, which has them from discovery. */
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
