import { labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import type { FoundSecret } from "#lib/form/values/secrets-check";
import { findUnknownFields } from "#lib/form/values/unknown-fields";
import type { ChangedFile, Overlap, PullRequest, Repository } from "#lib/git/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import { formatUnifiedDiff } from "#lib/manifest/diff/unified-diff";
import { listChanges, NO_FORM, shortenChanges } from "#lib/request/derive/changes";
import { describeConflict } from "#lib/request/derive/conflict";
import { listDrift } from "#lib/request/derive/drift";
import { formatRequestId } from "#lib/request/derive/request-id";
import { type FileIdentity, type IdentifiedFile, readingOf } from "#lib/request/file/identified-file";
import { extractValues, type Manifest, parseText } from "#lib/request/file/manifest";
import type { PathTemplate } from "#lib/request/file/path";
import type { RequestObject } from "#lib/request/object";
import { guardSide, type Side } from "#lib/request/secrets";
import { type NoSecret, parseTrailers, type RequestTrailers } from "#lib/request/trailers";
import type { Operation, PortalRequest, PortalRequestDetail, SecretNotice } from "#lib/request/types";

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
  const found = files && findChange(files, context);
  const change = found === undefined ? keepClaim(claimed, files) : confirm(claimed, found);
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
  for (const file of files) {
    const { path, irregular } = file;
    if (irregular !== undefined) otherPaths.push(path);
    const sides = [readingOf(file, "before"), readingOf(file, "after")].filter((side) => side !== undefined);
    if (sides.length === 0) otherPaths.push(path);
    for (const { identity, refusal } of sides) {
      if (identity === undefined) {
        otherPaths.push(path);
        refusals.set(path, refusal);
        continue;
      }
      const object = identify(placeIdentity(identity, file, context), path, context);
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

/** The description of a request's files for an approver. */
export type FilesDescription = Pick<
  PortalRequestDetail,
  "manifest" | "diff" | "changes" | "drift" | "conflict" | "noSecrets" | "secrets"
> & {
  /** Labels of the object's fields that the form does not have. */
  unknownFields: string[];
};

interface DescribedFiles {
  files: readonly ChangedFile[];
  /** Path of the request's file. */
  path: string;
  form?: FormSchema | undefined;
  /** The object in the cluster. */
  live?: Manifest | undefined;
  /** The confirmations in the pull request that values are not secrets. */
  confirmed?: readonly NoSecret[];
  /** The file on the target branch, where the request conflicts with it. */
  overlap?: Overlap | undefined;
}

/**
 * Describes the files for an approver: the resulting manifest, and its differences from before and from
 * `live`. Unconfirmed secrets are masked in every file, and the result lists them.
 */
export function describeFiles({
  files,
  path,
  form = NO_FORM,
  live,
  confirmed = [],
  overlap,
}: DescribedFiles): FilesDescription {
  const guarded = files.map((file) => {
    const [before, after] = [readSide(file.before), readSide(file.after)];
    const [own, said] = file.path === path ? [form, confirmed] : [NO_FORM, []];
    return {
      path: file.path,
      read: before,
      proposed: after,
      before: guardSide(before, said, own),
      after: guardSide(after, said, own, before),
    };
  });
  const own = guarded.find((file) => file.path === path);
  const [before, after] = [own?.before.manifest, own?.after.manifest];
  const changes = listChanges(before, after, form);
  const shown = live && guardSide({ manifest: live, text: undefined }, confirmed, form, own?.read).manifest;
  const reasons = new Map(confirmed.map(({ path: at, reason }) => [at, reason]));
  return {
    manifest: own?.after.text ?? "",
    diff: guarded.map((file) => formatUnifiedDiff(file.path, file.before.text, file.after.text)).join(""),
    changes: shortenChanges(changes),
    // A request that cannot be merged does not change the cluster, so drift is not shown.
    drift: overlap ? [] : listDrift({ before, after, live: shown }, changes, form),
    ...(overlap &&
      own && {
        conflict: describeConflict(overlap, { base: own.read, head: own.proposed }, confirmed, form),
      }),
    unknownFields: after
      ? findUnknownFields(form, extractValues(after)).map((at) => labelPointer(form, at))
      : [],
    noSecrets: (own?.after.held ?? []).map((found) => {
      const reason = reasons.get(found.pointer);
      return { ...describeNotice(found, form), ...(reason !== undefined && { reason }) };
    }),
    secrets: guarded.flatMap((file) =>
      file.after.open.map((found) =>
        file === own && file.after.manifest
          ? describeNotice(found, form)
          : { ...describeNotice(found), label: file.path },
      ),
    ),
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

function readSide(text: string | undefined): Side {
  return { text, manifest: parseText(text).manifest };
}

function describeNotice({ pointer, hint, sure }: FoundSecret, form: FormSchema = NO_FORM): SecretNotice {
  return { path: pointer, label: pointer === "" ? "Comments" : labelPointer(form, pointer), hint, sure };
}

type Change = Pick<RequestTrailers, "operation" | "object" | "path" | "entry">;

function findChange(files: readonly IdentifiedFile[], context: DeriveContext): Change | undefined {
  const [file] = files;
  if (file === undefined || files.length > 1 || file.irregular !== undefined) return undefined;
  const identity = readingOf(file, file.after === undefined ? "before" : "after")?.identity;
  if (identity === undefined) return undefined;
  const placed = placeIdentity(identity, file, context);
  return { operation: findOperation(file), object: identify(placed, file.path, context), path: file.path };
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
  // The reason why another file is refused must not reach a person without access to it.
  return file.before === undefined || readingOf(file, "before")?.identity ? claimed : undefined;
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

function findOperation({ before, after }: ChangedFile): Operation {
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
  file: IdentifiedFile,
  { pathTemplate }: Pick<DeriveContext, "pathTemplate">,
): FileIdentity {
  const before = readingOf(file, "before")?.identity;
  if (!before || !isSameName(before, identity)) return identity;
  if (identity.metadata.namespace !== undefined || before.metadata.namespace !== undefined) return identity;
  return {
    ...identity,
    metadata: { ...identity.metadata, namespace: pathTemplate.match(file.path)?.namespace },
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
