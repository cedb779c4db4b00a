import "server-only";
import type { Identity } from "#lib/auth/types";
import { isPortalError } from "#lib/errors";
import { judgeResource } from "#lib/graph/judge/resource-health";
import type { RequestObject } from "#lib/request/object";
import type { ExistingState, LiveObject } from "#lib/request/types";
import type { Portal, PortalRepository } from "#lib/server/portal";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import { fileIndexOf } from "#lib/server/requests/files/file-index";
import type { RequestSource, RequestsAbout } from "#lib/server/requests/request-source";
import { fetchObject } from "#lib/server/resources/live-object";
import { findReference } from "#lib/server/resources/objects";
import { pickCause, walkParts } from "#lib/server/resources/parts";

/** What was read already for many questions. */
export interface KnownSources {
  /** All requests about an object. */
  about: RequestsAbout;
  /** Tips of the target branches, by the name of the repository; one that is absent is read. */
  heads?: RequestIndex["heads"];
  /** Id of the request for the new object, which does not count as another one. */
  own?: string | undefined;
}

/**
 * What exists under the name of a new object: files on the target branch, the object in the cluster, other requests.
 * The caller must authorize first: the person may read the object, or approve requests for it.
 * @throws PortalError `git-unavailable`
 */
export async function readExisting(
  portal: Portal,
  identity: Identity,
  object: RequestObject,
  { about, heads, own }: KnownSources,
): Promise<ExistingState> {
  const related = about(object);
  const [files, live] = await Promise.all([
    Promise.all(portal.repositories.map((repository) => listPaths(portal, repository, object, heads))),
    readLive(portal, identity, object),
  ]);
  return {
    files: files.flat(),
    live,
    requests: related
      .filter(({ pullRequest, request }) => pullRequest.state === "open" && request.operation === "create")
      .filter(({ request }) => request.id !== own)
      .map(({ request: { id, author } }) => ({ id, author: author.name })),
    removedBy: findRemoval(related),
  };
}

/** The paths of the files that hold the object, with their repository where there are several. */
async function listPaths(
  { repositories }: Portal,
  repository: PortalRepository,
  object: RequestObject,
  heads: KnownSources["heads"],
): Promise<string[]> {
  const { name } = repository.git.repository;
  const files = await fileIndexOf(repository).find(object, heads?.get(name));
  return files.map(({ path }) => (repositories.length > 1 ? `${name}: ${path}` : path));
}

/** The object in the cluster; undefined also where the cluster cannot be read, or does not serve the kind. */
async function readLive(
  portal: Portal,
  identity: Identity,
  object: RequestObject,
): Promise<LiveObject | undefined> {
  try {
    const reference = findReference(portal, object);
    const found = reference && (await fetchObject(portal, reference));
    if (!found) return undefined;
    const { finalizers, deletionTimestamp: deletedAt } = found.metadata;
    const { version, plural } = reference.type;
    const resource = { ...object, version, plural };
    if (deletedAt === undefined) return { resource, finalizers: [] };
    const { health } = pickCause(judgeResource(await walkParts(portal, identity, found, reference.type)));
    return { resource, deletedAt, finalizers: finalizers ?? [], message: health.message };
  } catch (error) {
    if (isPortalError(error)) return undefined;
    throw error;
  }
}

/** The last merged request for an object, where it removed the object. */
function findRemoval(sources: readonly RequestSource[]): string | undefined {
  const timeOf = ({ pullRequest }: RequestSource) => Date.parse(pullRequest.mergedAt ?? "");
  const merged = sources.filter(({ pullRequest }) => pullRequest.mergedAt !== undefined);
  const last = merged.toSorted((one, other) => timeOf(other) - timeOf(one))[0]?.request;
  return last?.operation === "delete" ? last.id : undefined;
}
