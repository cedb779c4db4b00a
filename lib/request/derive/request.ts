import type { PullRequest, Repository } from "#lib/git/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { leaveOutCompanions } from "#lib/request/derive/companions";
import { formatRequestId } from "#lib/request/derive/request-id";
import type { DocumentReading, FileIdentity, SideReading } from "#lib/request/file/document-changes";
import { type IdentifiedFile, readingsOf } from "#lib/request/file/identified-file";
import type { PathTemplate } from "#lib/request/file/path";
import type { RequestObject } from "#lib/request/object";
import { parseTrailers, type RequestTrailers } from "#lib/request/trailers";
import type { Operation, PortalRequest } from "#lib/request/types";

type Offer = NonNullable<PortalRequest["entry"]>;

export interface DeriveContext {
  repository: Repository;
  pathTemplate: PathTemplate;
  /** The cluster of objects whose path names no cluster. */
  cluster: string;
  findEntry(id: string): Offer | undefined;
  /** The kind from discovery, with its offer; undefined where no cluster serves it. */
  findKind(cluster: string, group: string, kind: string): KnownKind | undefined;
}

interface KnownKind {
  plural: string;
  namespaced: boolean;
  entry?: Offer;
}

/** A request without its state in the cluster. */
export type DerivedRequest = Omit<PortalRequest, "health" | "timeline">;

/**
 * Derives the request of a pull request: from its trailers, else from the only manifest that it changes.
 * `files` take precedence, so trailers that contradict them are ignored. Undefined where the pull request is
 * not about one object, for example a change of documents.
 */
export function deriveRequest(
  pullRequest: PullRequest,
  context: DeriveContext,
  files?: readonly IdentifiedFile[],
): DerivedRequest | undefined {
  const claimed = readClaim(pullRequest, context);
  const own = files && leaveOutCompanions(files);
  const found = own && findChange(own, context);
  const change = found === undefined ? keepClaim(claimed, own) : confirm(claimed, found);
  if (change === undefined) return undefined;
  const { object, operation, path, entry } = change;
  const { number, url, state, title, author, createdAt, updatedAt, branch } = pullRequest;
  const offer =
    (entry && context.findEntry(entry)) || context.findKind(object.cluster, object.group, object.kind)?.entry;
  return {
    id: formatRequestId(context.repository.name, number),
    operation,
    title,
    ...(offer && { entry: offer }),
    object,
    author,
    createdAt,
    updatedAt,
    path,
    branch,
    pullRequest: { provider: context.repository.provider, number, url, state },
  };
}

/** A request of which only the pull request is known: no object, no path. */
export function describeUnknown(pullRequest: PullRequest, repository: Repository): DerivedRequest {
  const { number, url, state, title, author, createdAt, updatedAt, branch } = pullRequest;
  return {
    id: formatRequestId(repository.name, number),
    operation: "update",
    title,
    object: { cluster: "", group: "", version: "", kind: "", plural: "", name: `Pull request ${number}` },
    author,
    createdAt,
    updatedAt,
    path: "",
    branch,
    pullRequest: { provider: repository.provider, number, url, state },
  };
}

/** True for a request of `describeUnknown`. */
export function isUnknown({ object }: Pick<DerivedRequest, "object">): boolean {
  return object.kind === "";
}

/** The objects in a pull request's files before or after it, and the files without a known object. */
export interface TouchedObjects {
  objects: RequestObject[];
  otherPaths: string[];
  /** Paths in `otherPaths` with an object of a kind that no cluster serves. */
  unservedPaths: string[];
  /** Paths in `otherPaths` whose file cannot be parsed, each with the reason as a sentence. */
  refusals: ReadonlyMap<string, string>;
}

/**
 * All objects that a merge would change. The approver needs access to each of them, because the text of a
 * pull request can differ from its files. A kind that no cluster serves is unknown: the portal cannot know
 * what an agent does with it, nor with a List and its items.
 */
export function listTouchedObjects(
  files: readonly IdentifiedFile[],
  context: Pick<DeriveContext, "pathTemplate" | "cluster" | "findKind">,
): TouchedObjects {
  const objects = new Map<string, RequestObject>();
  const otherPaths: string[] = [];
  const unservedPaths: string[] = [];
  const refusals = new Map<string, string>();
  for (const file of leaveOutCompanions(files)) {
    const { path, irregular } = file;
    if (irregular !== undefined) otherPaths.push(path);
    const sides = readingsOf(file).flatMap(({ before, after }) =>
      [before, after].flatMap((side) => (side ? [{ before, side }] : [])),
    );
    if (sides.length === 0) otherPaths.push(path);
    for (const { before, side } of sides) {
      const { identity, refusal } = side;
      if (identity === undefined) {
        otherPaths.push(path);
        refusals.set(path, refusal);
        continue;
      }
      const object = identify(placeIdentity(identity, before, path, context), path, context);
      if (!context.findKind(object.cluster, object.group, object.kind)) unservedPaths.push(path);
      objects.set(JSON.stringify(object), object);
    }
  }
  return {
    objects: [...objects.values()],
    otherPaths: [...new Set([...otherPaths, ...unservedPaths])],
    unservedPaths: [...new Set(unservedPaths.filter((path) => !otherPaths.includes(path)))],
    refusals,
  };
}

/** The object in the trailers, with the plural and scope of the kind in the cluster. */
function readClaim({ body }: PullRequest, { findKind }: DeriveContext): RequestTrailers | undefined {
  const claimed = parseTrailers(body);
  if (claimed === undefined) return undefined;
  const { cluster, group, kind } = claimed.object;
  return { ...claimed, object: settleScope(claimed.object, findKind(cluster, group, kind)) };
}

/**
 * The API server drops the namespace of a cluster-scoped kind. Access in that namespace must not count as
 * access to the object.
 */
function settleScope({ namespace, ...object }: RequestObject, known: KnownKind | undefined): RequestObject {
  const namespaced = known?.namespaced ?? true;
  return {
    ...object,
    plural: known?.plural ?? object.plural,
    ...(namespaced && namespace !== undefined && { namespace }),
  };
}

type Change = Pick<RequestTrailers, "operation" | "object" | "path" | "entry">;

function findChange(files: readonly IdentifiedFile[], context: DeriveContext): Change | undefined {
  const [file] = files;
  if (file === undefined || files.length > 1 || file.irregular !== undefined) return undefined;
  const [reading, ...others] = readingsOf(file);
  const identity = (reading?.after ?? reading?.before)?.identity;
  if (reading === undefined || identity === undefined || others.length > 0) return undefined;
  const { path } = file;
  const placed = placeIdentity(identity, reading.before, path, context);
  return { operation: findOperation(reading), object: identify(placed, path, context), path };
}

/**
 * The object in the trailers, where there are no files or where the only file cannot be parsed. The request
 * stays visible, with the reason why it cannot be approved.
 */
function keepClaim(
  claimed: RequestTrailers | undefined,
  files: readonly IdentifiedFile[] | undefined,
): Change | undefined {
  if (files === undefined) return claimed;
  const [file] = files;
  if (files.length !== 1 || file?.path !== claimed?.path || file?.after === undefined) return undefined;
  const [reading, ...others] = readingsOf(file);
  if (reading?.after === undefined || others.length > 0) return undefined;
  // The reason why another file is refused must not reach a person without access to it.
  return reading.before === undefined || reading.before.identity ? claimed : undefined;
}

/** The trailers name the offer. They count only if they name the object in the file. */
function confirm(claimed: RequestTrailers | undefined, found: Change): Change {
  if (claimed === undefined) return found;
  const [one, other] = [claimed.object, found.object];
  const agrees =
    claimed.path === found.path &&
    claimed.operation === found.operation &&
    (["cluster", "group", "kind", "namespace", "name"] as const).every(
      (field) => one[field] === other[field],
    );
  return agrees ? { ...found, entry: claimed.entry } : found;
}

function findOperation({ before, after }: DocumentReading): Operation {
  if (before === undefined) return "create";
  return after === undefined ? "delete" : "update";
}

/**
 * A file in Git without a namespace gets its namespace from the agent (a kustomization, Flux, Argo CD). The
 * portal uses the namespace in its path, also for a change of it. A new object, or one that loses its
 * namespace, has no known namespace, so access in one namespace is not enough to approve it.
 */
function placeIdentity(
  identity: FileIdentity,
  reading: SideReading | undefined,
  path: string,
  { pathTemplate }: Pick<DeriveContext, "pathTemplate">,
): FileIdentity {
  const before = reading?.identity;
  if (!before || !isSameName(before, identity)) return identity;
  if (identity.metadata.namespace !== undefined || before.metadata.namespace !== undefined) return identity;
  return {
    ...identity,
    metadata: { ...identity.metadata, namespace: pathTemplate.match(path)?.namespace },
  };
}

/** True for the same name of the same kind, in any namespace. */
function isSameName(one: FileIdentity, other: FileIdentity): boolean {
  return (
    one.kind === other.kind &&
    one.metadata.name === other.metadata.name &&
    splitApiVersion(one.apiVersion).group === splitApiVersion(other.apiVersion).group
  );
}

function identify(
  manifest: FileIdentity,
  path: string,
  { pathTemplate, cluster: usual, findKind }: Pick<DeriveContext, "pathTemplate" | "cluster" | "findKind">,
): RequestObject {
  const { group, version } = splitApiVersion(manifest.apiVersion);
  const { name, namespace } = manifest.metadata;
  const place = pathTemplate.match(path);
  const cluster = place?.cluster ?? usual;
  const { kind } = manifest;
  const plural = place?.plural ?? "";
  return settleScope(
    { cluster, group, version, kind, plural, namespace, name },
    findKind(cluster, group, kind),
  );
}
