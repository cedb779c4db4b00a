import { isPortalError } from "#lib/errors";
import type { ChangedFile, PullRequest, Repository } from "#lib/git/types";
import { splitApiVersion } from "#lib/kubernetes/resource-path";
import { listChanges } from "#lib/request/changes";
import type { RequestObject } from "#lib/request/context";
import { listDrift } from "#lib/request/drift";
import { type Manifest, parseManifest } from "#lib/request/manifest";
import type { PathTemplate } from "#lib/request/path";
import { formatRequestId } from "#lib/request/request-id";
import { guardSide } from "#lib/request/secrets";
import { parseTrailers, type RequestTrailers } from "#lib/request/trailers";
import type { Operation, PortalRequest, PortalRequestDetail } from "#lib/request/types";
import type { FormSchema } from "#lib/schema/types";
import { formatUnifiedDiff } from "#lib/schema/unified-diff";

type Offer = NonNullable<PortalRequest["entry"]>;

export interface DeriveContext {
  repository: Repository;
  pathTemplate: PathTemplate;
  /** Where objects go whose path names no cluster. */
  cluster: string;
  findEntry(id: string): Offer | undefined;
  /** From discovery, with the offer that the kind belongs to; undefined where no cluster serves it. */
  findKind(cluster: string, group: string, kind: string): KnownKind | undefined;
}

interface KnownKind {
  plural: string;
  namespaced: boolean;
  entry?: Offer;
}

/** A request without what the cluster says of it. */
export type DerivedRequest = Omit<PortalRequest, "health" | "timeline">;

/**
 * The request that a pull request is: from its trailers, else from the one manifest that it changes. With `files`,
 * which are the truth, trailers that say otherwise are ignored. Undefined where it is not about one object, as a
 * change of documents is.
 */
export function deriveRequest(
  pullRequest: PullRequest,
  context: DeriveContext,
  files?: readonly ChangedFile[],
): DerivedRequest | undefined {
  const claimed = parseTrailers(pullRequest.body);
  const found = files && findChange(files, context);
  const change = found === undefined ? (files ? undefined : claimed) : confirm(claimed, found);
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

/** The objects that a pull request's files hold before or after it, and the files that hold none that is known. */
export interface TouchedObjects {
  objects: RequestObject[];
  otherPaths: string[];
}

/**
 * Everything a merge would touch. Whoever may approve a request may do so for each of these: a pull request made by
 * hand can say one thing in its words and do another in its files. A kind that no cluster serves is not known: what
 * an agent makes of it, as of a List and the items in it, nobody can tell.
 */
export function listTouchedObjects(
  files: readonly ChangedFile[],
  context: Pick<DeriveContext, "pathTemplate" | "cluster" | "findKind">,
): TouchedObjects {
  const objects = new Map<string, RequestObject>();
  const otherPaths: string[] = [];
  for (const { path, before, after } of files) {
    const sides = [before, after].filter((text) => text !== undefined);
    const manifests = sides.map(tryParse);
    if (sides.length === 0 || manifests.includes(undefined)) otherPaths.push(path);
    for (const manifest of manifests) {
      if (manifest === undefined) continue;
      const object = identify(manifest, path, context);
      if (!context.findKind(object.cluster, object.group, object.kind)) otherPaths.push(path);
      objects.set(JSON.stringify(object), object);
    }
  }
  return { objects: [...objects.values()], otherPaths: [...new Set(otherPaths)] };
}

/** What an approver reads: the manifest as it will be, what differs from before, and from what is `live`. */
export function describeFiles(
  files: readonly ChangedFile[],
  path: string,
  form?: FormSchema,
  live?: Manifest,
): Pick<PortalRequestDetail, "manifest" | "diff" | "changes" | "drift"> {
  const file = files.find((candidate) => candidate.path === path);
  const [before, after] = [file?.before, file?.after].map((text) =>
    text === undefined ? undefined : tryParse(text),
  );
  const changes = listChanges(before, after, form);
  const shown = live && guardSide({ manifest: live, text: undefined }, {}, form).manifest;
  return {
    manifest: file?.after ?? "",
    diff: files.map((each) => formatUnifiedDiff(each.path, each.before, each.after)).join(""),
    changes,
    drift: listDrift({ before, after, live }, { before, after, live: shown }, changes, form),
  };
}

type Change = Pick<RequestTrailers, "operation" | "object" | "path" | "entry">;

function findChange(files: readonly ChangedFile[], context: DeriveContext): Change | undefined {
  const [file] = files;
  if (file === undefined || files.length > 1) return undefined;
  const manifest = tryParse(file.after ?? file.before ?? "");
  if (manifest === undefined) return undefined;
  return { operation: findOperation(file), object: identify(manifest, file.path, context), path: file.path };
}

/** The trailers know the offer; they are believed where they name the object that the file holds. */
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

function findOperation({ before, after }: ChangedFile): Operation {
  if (before === undefined) return "create";
  return after === undefined ? "delete" : "update";
}

function identify(
  manifest: Manifest,
  path: string,
  { pathTemplate, cluster: usual, findKind }: Pick<DeriveContext, "pathTemplate" | "cluster" | "findKind">,
): RequestObject {
  const { group, version } = splitApiVersion(manifest.apiVersion);
  const { name, namespace } = manifest.metadata;
  const place = pathTemplate.match(path);
  const cluster = place?.cluster ?? usual;
  const known = findKind(cluster, group, manifest.kind);
  const plural = known?.plural ?? place?.plural ?? "";
  // The API server drops the namespace of what has none; a right in that namespace must not stand for it.
  const namespaced = known?.namespaced ?? true;
  return {
    cluster,
    group,
    version,
    kind: manifest.kind,
    plural,
    ...(namespaced && namespace !== undefined && { namespace }),
    name,
  };
}

function tryParse(text: string): Manifest | undefined {
  try {
    return parseManifest(text).manifest;
  } catch (error) {
    if (isPortalError(error)) return undefined;
    throw error;
  }
}
