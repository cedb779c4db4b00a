import "server-only";
import type { GitFile, PullRequest } from "#lib/git/types";
import { referenceKey } from "#lib/graph/graph-builder";
import { groupBy } from "#lib/graph/group-by";
import type { ObjectReference } from "#lib/kubernetes/types";
import type { DerivedRequest } from "#lib/request/derive/request";
import { parseRequestId } from "#lib/request/derive/request-id";
import type { RequestObject } from "#lib/request/object";
import type { PortalRepository } from "#lib/server/portal";
import { locateObject, type RequestSource } from "#lib/server/requests/request-source";

/** All requests at one state of the repositories. It never changes: a change of a repository gives a new index. */
export interface RequestIndex {
  /** The tip of each target branch, by the name of its repository; undefined where there is none. */
  heads: ReadonlyMap<string, string | undefined>;
  /** Newest first. */
  sources: readonly RequestSource[];
  find(id: string): RequestSource | undefined;
  /** The requests about an object, newest first. */
  about(object: ObjectReference): readonly RequestSource[];
  /** Changes whenever the request does, and whenever its GitOps agent reports something else about it. */
  stampOf(id: string): string | undefined;
  /** An object's file on the target branch; looked up once for all while the branch stays where it is. */
  findFile(object: RequestObject): Promise<FilePlace | undefined>;
}

/** Where a file is, and which content it has. */
export type FilePlace = Pick<GitFile, "path" | "blob"> & { repository: PortalRepository };

/** A request in the index. */
export interface IndexedRequest {
  source: RequestSource;
  stamp: string;
}

/**
 * @param requests in any order
 * @param files files of the target branch that were looked up at `head` already
 */
export function createRequestIndex(
  repository: PortalRepository | undefined,
  head: string | undefined,
  requests: readonly IndexedRequest[],
  files: Map<string, Promise<FilePlace | undefined>>,
): RequestIndex {
  const byId = new Map(requests.map((request) => [request.source.request.id, request]));
  const sources = sortByAge(requests.map(({ source }) => source));
  const byObject = groupBy(sources, ({ request }) => referenceKey(request.object));
  return {
    heads: new Map(repository ? [[repository.git.repository.name, head]] : []),
    sources,
    find: (id) => byId.get(id)?.source,
    about: (object) => byObject.get(referenceKey(object)) ?? [],
    stampOf: (id) => byId.get(id)?.stamp,
    findFile(object) {
      if (!repository) return Promise.resolve(undefined);
      const key = referenceKey(object);
      const known = files.get(key);
      if (known) return known;
      const file = locateObject(object, [repository]).then(
        ({ file: found }) => found && { repository, path: found.path, blob: found.blob },
      );
      // What could not be read is asked for again.
      file.catch(() => files.delete(key));
      files.set(key, file);
      return file;
    },
  };
}

/** One index over the indexes of several repositories. */
export function joinIndexes(indexes: readonly RequestIndex[]): RequestIndex {
  const [only] = indexes;
  if (only && indexes.length === 1) return only;
  const holderOf = (id: string) => indexes.find((index) => index.find(id));
  return {
    heads: new Map(indexes.flatMap(({ heads }) => [...heads])),
    sources: sortByAge(indexes.flatMap(({ sources }) => sources)),
    find: (id) => holderOf(id)?.find(id),
    about: (object) => sortByAge(indexes.flatMap(({ about }) => about(object))),
    stampOf: (id) => holderOf(id)?.stampOf(id),
    async findFile(object) {
      const files = await Promise.all(indexes.map((index) => index.findFile(object)));
      return files.find((file) => file);
    },
  };
}

function sortByAge(sources: readonly RequestSource[]): RequestSource[] {
  return sources.toSorted(compareAge);
}

/** What decides the place of a request in a list. */
export interface RequestAge {
  pullRequest: Pick<PullRequest, "createdAt" | "number">;
  request: Pick<DerivedRequest, "id">;
}

/** Negative where the first request is newer. Requests of one moment and one repository are sorted by their number. */
export function compareAge(one: RequestAge, other: RequestAge): number {
  const apart = Date.parse(other.pullRequest.createdAt) - Date.parse(one.pullRequest.createdAt);
  if (apart !== 0) return apart;
  const byNumber = other.pullRequest.number - one.pullRequest.number;
  if (byNumber !== 0) return byNumber;
  return one.request.id < other.request.id ? -1 : Number(one.request.id > other.request.id);
}

/** The place of a request in a list, for the cursor of the next page: time in milliseconds and id. */
export function formatCursor({ pullRequest, request }: RequestAge): string {
  return `${Date.parse(pullRequest.createdAt)}-${request.id}`;
}

/** The opposite of `formatCursor`. */
export function parseCursor(cursor: string): RequestAge {
  const at = cursor.indexOf("-");
  const id = cursor.slice(at + 1);
  const createdAt = new Date(Number(cursor.slice(0, at))).toISOString();
  return { pullRequest: { createdAt, number: parseRequestId(id)?.number ?? 0 }, request: { id } };
}
