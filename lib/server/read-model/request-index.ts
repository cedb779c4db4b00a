import "server-only";
import type { GitFile } from "#lib/git/types";
import { referenceKey } from "#lib/graph/graph-builder";
import { groupBy } from "#lib/graph/group-by";
import type { ObjectReference } from "#lib/kubernetes/types";
import type { RequestObject } from "#lib/request/object";
import type { Portal } from "#lib/server/portal";
import { findFile, type RequestSource } from "#lib/server/requests/request-source";

/** All requests at one state of the repository. It never changes: a change of the repository gives a new index. */
export interface RequestIndex {
  /** Tip of the target branch; undefined where there is none. */
  head: string | undefined;
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
export type FilePlace = Pick<GitFile, "path" | "blob">;

/** A request in the index. */
export interface IndexedRequest {
  source: RequestSource;
  stamp: string;
}

/**
 * @param requests newest first
 * @param files files of the target branch that were looked up at `head` already
 */
export function createRequestIndex(
  portal: Portal,
  head: string | undefined,
  requests: readonly IndexedRequest[],
  files: Map<string, Promise<FilePlace | undefined>>,
): RequestIndex {
  const byId = new Map(requests.map((request) => [request.source.request.id, request]));
  const sources = requests.map(({ source }) => source);
  const byObject = groupBy(sources, ({ request }) => referenceKey(request.object));
  return {
    head,
    sources,
    find: (id) => byId.get(id)?.source,
    about: (object) => byObject.get(referenceKey(object)) ?? [],
    stampOf: (id) => byId.get(id)?.stamp,
    findFile(object) {
      const key = referenceKey(object);
      const known = files.get(key);
      if (known) return known;
      const file = findFile(portal, object).then((found) => found && { path: found.path, blob: found.blob });
      // What could not be read is asked for again.
      file.catch(() => files.delete(key));
      files.set(key, file);
      return file;
    },
  };
}
