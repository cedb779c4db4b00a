import type { CatalogEntry } from "#lib/catalog/types";
import type { FieldError } from "#lib/errors";
import type { GitProvider } from "#lib/git/types";
import type { ObjectReference } from "#lib/kubernetes/types";
import type { Manifest } from "#lib/request/manifest";
import type { PathTemplate, PathVariables } from "#lib/request/path";
import type { RequestInput, ServerVerdict } from "#lib/request/types";
import type { RuleVerdict } from "#lib/schema/cel/check-rules";
import type { FormSchema, FormValues } from "#lib/schema/types";

/** What a request needs to know of the offer; without `id` the kind is known from discovery alone. */
export type RequestEntry = Pick<
  CatalogEntry,
  "cluster" | "group" | "version" | "kind" | "plural" | "scope" | "title"
> & { id?: string };

/** What the API server says, and what of it concerns a field. */
export interface ServerAnswer {
  verdict: ServerVerdict;
  errors: FieldError[];
}

export interface RequestContext {
  entry: RequestEntry;
  provider: GitProvider;
  pathTemplate: PathTemplate;
  /** Values against the schema of the version asked for; absent where the kind has no form. */
  validate?: (values: FormValues) => FieldError[];
  /** The rules of that version (CEL) against the object, and against what it was. */
  checkRules?: (object: FormValues, before: FormValues | undefined) => RuleVerdict;
  /** Asks the API server what it would say; absent where the portal may not. */
  tryOnServer?: (manifest: Manifest, object: RequestObject) => Promise<ServerAnswer>;
  /** The object as it is in the cluster; undefined where it is not there, or the person may not read it. */
  readLive?: (object: RequestObject) => Promise<Manifest | undefined>;
  /** For the labels and the order of fields, and the longest name. */
  form?: FormSchema;
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
