import "server-only";
import { isPortalError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";
import type {
  ChangedFile,
  ChangeSet,
  CommitPerson,
  GitActor,
  GitFile,
  PullRequest,
  Review,
} from "#lib/git/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import type { ObjectReference } from "#lib/kubernetes/types";
import {
  type DeriveContext,
  type DerivedRequest,
  deriveRequest,
  describeUnknown,
  listTouchedObjects,
  type TouchedObjects,
} from "#lib/request/derive/request";
import { type IdentifiedFile, readingsOf } from "#lib/request/file/identified-file";
import type { LocatedFile, RequestObject } from "#lib/request/object";
import type { Portal, PortalRepository } from "#lib/server/portal";
import { repositoryOf } from "#lib/server/repositories";
import { changeKey } from "#lib/server/requests/change-cache";
import { fileIndexOf } from "#lib/server/requests/files/file-index";
import { REPOSITORY } from "#lib/server/requests/files/file-merge";
import { findUsualPath, type Offered } from "#lib/server/requests/files/new-file";
import { buildVersionForm } from "#lib/server/requests/version-form";
import { findOffer, pickOffer } from "#lib/server/resources/objects";

/** A pull request with the request that it is. */
export interface RequestSource {
  /** Of its reviews only those count as approvals that are of what a merge would give now, by others than who pushed. */
  pullRequest: PullRequest;
  request: DerivedRequest;
  /** What it changes; read for those that can still be acted on. */
  files: readonly ChangedFile[] | undefined;
  /** The same with the commits that it was read at; absent where `request.problem` says why. */
  changes?: ChangeSet;
}

const touched = new WeakMap<RequestSource, TouchedObjects>();

/** All objects that a merge of the request would change, found once: kinds that are served differently make it another source. */
export function listTouched(portal: Pick<Portal, "repositories">, source: RequestSource): TouchedObjects {
  const context = () => describeContext(repositoryOf(portal, source.request.id));
  const found = touched.get(source) ?? listTouchedObjects(source.files ?? [], context());
  touched.set(source, found);
  return found;
}

/** All requests about an object, newest first. */
export type RequestsAbout = (object: ObjectReference) => readonly RequestSource[];

/**
 * The request of a pull request in a list of all: of one that is done, what it claims counts, and its files are not
 * read. `isFinal` is false where a part could not be read, or may change although its inputs stay. Never rejects with
 * what is wrong with one pull request: it must not take the others with it.
 * @param options `target`: a tip of the target branch that was just read; `mayRead`: false where a pull request that does
 * not claim to be a request is none, so that its files need not be read
 */
export async function deriveSource(
  portal: PortalRepository,
  pullRequest: PullRequest,
  { target, mayRead }: { target: string | undefined; mayRead: boolean },
): Promise<{ source: RequestSource | undefined; isFinal: boolean }> {
  const context = describeContext(portal);
  // What an old pull request claims harms nobody; what an open one does is judged by its files.
  const claimed = pullRequest.state === "open" ? undefined : deriveRequest(pullRequest, context);
  if (claimed) return { source: { pullRequest, request: claimed, files: undefined }, isFinal: true };
  if (!mayRead) return { source: undefined, isFinal: true };
  try {
    const source = await readSource(portal, pullRequest, target);
    return { source, isFinal: source?.changes?.isProvisional !== true };
  } catch (error) {
    if (!isPortalError(error)) throw error;
    return { source: describeUnreadable(context, pullRequest, error.detail), isFinal: false };
  }
}

/**
 * A request with its files; undefined for a pull request that is about no one object and never claimed to be.
 * @param target a tip of the target branch that was just read
 */
export async function readSource(
  portal: PortalRepository,
  pullRequest: PullRequest,
  target?: string,
): Promise<RequestSource | undefined> {
  const context = describeContext(portal);
  if (pullRequest.problem !== undefined) return describeUnreadable(context, pullRequest, pullRequest.problem);
  const changes = await readChanges(portal, pullRequest, target).catch((error: unknown) => {
    // The repository has lost a commit: reading again will not help.
    if (isPortalError(error) && (error.code === "conflict" || error.code === "not-found"))
      return error.detail;
    throw error;
  });
  if (typeof changes === "string") return describeUnreadable(context, pullRequest, changes);
  const { files } = changes;
  const judged = { ...pullRequest, reviews: listCounting(pullRequest, changes) };
  const request = deriveRequest(judged, context, files);
  if (request) {
    const problem = explainConflict(changes);
    return { pullRequest: judged, request: { ...request, ...(problem && { problem }) }, files, changes };
  }
  const claimed = deriveRequest(judged, context);
  if (!claimed) return undefined;
  const paths = files.map(({ path, irregular }) => (irregular ? `${path} (${irregular})` : path)).slice(0, 5);
  const objects = describeDocuments(files);
  const changed = objects ? `${paths.join(", ")} (${objects})` : paths.join(", ");
  const problem = `This request no longer changes exactly one object. Its branch changes ${changed}.`;
  return { pullRequest: judged, request: { ...claimed, problem }, files, changes };
}

/** The objects of the only file, where it has several. */
function describeDocuments(files: readonly IdentifiedFile[]): string | undefined {
  const [file] = files;
  const readings = file && files.length === 1 ? readingsOf(file) : [];
  if (readings.length < 2) return undefined;
  const names = readings.map(({ before, after }) => {
    const identity = after?.identity ?? before?.identity;
    return identity ? `${identity.kind} ${identity.metadata.name}` : "a document without an object";
  });
  const shown = names.slice(0, 5);
  const left = names.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join(", ");
}

/** Nobody approves what cannot be merged: it would be merged as something else, if at all. */
function explainConflict({ conflicts, overlaps = [] }: ChangeSet): string | undefined {
  if (conflicts.length === 0) return undefined;
  const since = `${conflicts.join(", ")} changed in Git after this request was opened`;
  const fits = conflicts.every((path) => overlaps.find((one) => one.path === path)?.merged !== undefined);
  return fits
    ? `${since}, in other fields. The Git host merges lines, not fields, so this request cannot be merged.`
    : `${since}, so this request cannot be merged.`;
}

/** A request of which only what it says of itself is known, or not even that. */
function describeUnreadable(
  context: DeriveContext,
  pullRequest: PullRequest,
  problem: string,
): RequestSource {
  const request = deriveRequest(pullRequest, context) ?? describeUnknown(pullRequest, context.repository);
  return { pullRequest, request: { ...request, problem }, files: undefined };
}

/** Reviews with what no longer counts as an approval as comments. */
function listCounting({ reviews, pushers }: PullRequest, { result, authors }: ChangeSet): Review[] {
  return reviews.map((review) => {
    const isOld = review.result !== undefined && review.result !== result;
    const counts = review.verdict !== "approved" || !(isOld || hasPushed(review.actor, pushers, authors));
    return counts ? review : { ...review, verdict: "commented" };
  });
}

/**
 * True where the person pushed to a branch, as the host saw it, or wrote one of its commits. A commit that no host maps
 * to a person is matched by the address or name in it.
 */
export function hasPushed(
  { id, name, email }: Pick<GitActor, "id" | "name"> & { email?: string },
  pushers: readonly string[],
  authors: readonly CommitPerson[],
): boolean {
  const isAuthor = (author: CommitPerson) => {
    if (author.id !== undefined) return author.id === id;
    if (email && author.email.toLowerCase() === email.toLowerCase()) return true;
    return author.name !== "" && (author.name === name || author.name === id);
  };
  return pushers.includes(id) || authors.some(isAuthor);
}

/**
 * Reads together what open pull requests change, for the calls of `readSource` that follow. One that cannot be read is
 * left to them: they say why. Throws `git-unavailable`.
 */
export async function readOpenChanges(
  portal: PortalRepository,
  pullRequests: readonly PullRequest[],
  target: string | undefined,
): Promise<void> {
  const unread = pullRequests.filter(
    ({ problem, ...pull }) =>
      problem === undefined && !portal.changedFiles.has(changeKey(pull, { head: pull.headCommit, target })),
  );
  if (unread.length < 2) return;
  const asked = unread.map(({ number, headCommit: head }) => ({ number, head }));
  const found = await portal.git.changedFilesOf(asked, target);
  await mapConcurrently([...unread.entries()], async ([place, pullRequest]) => {
    const read = found[place];
    if (read && !isPortalError(read)) await keepChanges(portal, pullRequest, read);
  });
}

/** Read once for the commits that it is read at: commits do not change. */
async function readChanges(
  portal: PortalRepository,
  pullRequest: PullRequest,
  target: string | undefined,
): Promise<ChangeSet> {
  const { git } = portal;
  const { number, headCommit: head } = pullRequest;
  const tip = target ?? (await git.headCommit());
  const known = portal.changedFiles.get(changeKey(pullRequest, { head, target: tip }));
  return known ?? keepChanges(portal, pullRequest, await git.changedFiles(number, head, tip));
}

async function keepChanges(
  portal: PortalRepository,
  pullRequest: PullRequest,
  read: ChangeSet,
): Promise<ChangeSet> {
  const files = await portal.planThreads.forPerson(REPOSITORY).identifyFiles(read.files);
  const changes = { ...read, files };
  if (!changes.isProvisional) portal.changedFiles.set(changeKey(pullRequest, changes), changes);
  return changes;
}

/** What lib/request needs to know of the platform to read a pull request. */
export function describeContext(portal: PortalRepository): DeriveContext {
  return {
    repository: portal.git.repository,
    pathTemplate: portal.pathTemplate,
    cluster: portal.cluster,
    findEntry(id) {
      const record = portal.catalog.get(id);
      return record && pickOffer(record);
    },
    findKind(cluster, group, kind) {
      const offer = findOffer(portal, { cluster, group, kind });
      const type = portal.clusters.get(cluster)?.discovery.findByKind({ group, kind });
      const plural = type?.plural ?? offer?.entry.plural;
      if (plural === undefined) return undefined;
      const namespaced = type?.namespaced ?? offer?.entry.scope === "Namespaced";
      return { plural, namespaced, ...(offer && { entry: pickOffer(offer) }) };
    },
  };
}

/** The form of a version of a kind; undefined where it is not offered or cannot be shown as a form. */
export function findForm(
  portal: Portal,
  kind: Pick<ObjectReference, "cluster" | "group" | "kind">,
  version: string,
): FormSchema | undefined {
  return buildVersionForm(findOffer(portal, kind), { kind: kind.kind, version }, portal.buildForm);
}

/** Where the file of an object is, or would be. */
export interface LocatedObject extends LocatedFile {
  repository: PortalRepository;
}

/**
 * The object's file on the target branch of a repository: where requests put it, else the first file in a repository
 * that holds the object. Without a file, the place is that of the first repository. The caller must authorize first.
 * @param repositories where to look, one after another; one at least
 * @throws PortalError `git-unavailable`
 */
export async function locateObject(
  object: RequestObject,
  repositories: readonly PortalRepository[],
): Promise<LocatedObject> {
  const places = await Promise.all(repositories.map((repository) => locateIn(repository, object)));
  const found = places.find(({ file }) => file) ?? places[0];
  if (!found) throw new Error("There is no repository to look in.");
  return found;
}

async function locateIn(repository: PortalRepository, object: RequestObject): Promise<LocatedObject> {
  const { git, layout } = repository;
  const usual = findUsualPath(repository, offeredOf(repository, object), object);
  const [file, places] = await Promise.all([
    usual === undefined ? undefined : git.readFile(usual),
    fileIndexOf(repository).find(object),
  ]);
  // Alone at its path, a file that the index cannot read is still the object's.
  const isOwn = file !== undefined && layout !== "documents";
  const place = places.find(({ path }) => path === usual) ?? (isOwn ? undefined : places[0]);
  if (!place) return { repository, path: usual ?? "", file: isOwn ? file : undefined };
  const own = place.path === usual ? file : await git.readFile(place.path);
  return { repository, ...place, file: own };
}

/** The file of `locateObject`; undefined where there is none, or no repository. Throws `git-unavailable`. */
export async function findFile(
  { repositories }: Portal,
  object: RequestObject,
): Promise<(GitFile & Pick<LocatedObject, "repository">) | undefined> {
  if (repositories.length === 0) return undefined;
  const { file, repository } = await locateObject(object, repositories);
  return file && { ...file, repository };
}

function offeredOf(portal: Portal, object: RequestObject): Offered {
  const record = findOffer(portal, object);
  if (record) return { record, entry: record.entry };
  const { cluster, group, version, kind, plural, namespace } = object;
  const scope = namespace === undefined ? "Cluster" : "Namespaced";
  return { record, entry: { cluster, group, version, kind, plural, scope, title: kind } };
}
