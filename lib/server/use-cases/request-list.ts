import "server-only";
import { PAGE_LIMIT } from "#lib/api/contract/pages";
import type { RequestFilter, RequestsResponse } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import type { ObjectReference } from "#lib/kubernetes/types";
import { OPERATION_WORDS } from "#lib/request/operation-words";
import type { NoSecret } from "#lib/request/trailers";
import type { PortalRequest } from "#lib/request/types";
import { getPortal, type Portal } from "#lib/server/portal";
import { createProgressReader } from "#lib/server/read-model/progress";
import {
  compareAge,
  formatCursor,
  parseCursor,
  type RequestIndex,
} from "#lib/server/read-model/request-index";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { filterSeen } from "#lib/server/read-model/sight";
import { listWaiting } from "#lib/server/read-model/waiting";
import { requireRepositories } from "#lib/server/repositories";
import { listSaid } from "#lib/server/requests/files/file-in-git";
import type { RequestSource } from "#lib/server/requests/request-source";
import { isAuthorOf } from "#lib/server/requests/self";
import { createSearch } from "#lib/server/use-cases/search";

/** As `author`: the signed-in person. */
const OWN = "@me";

/**
 * One page of the requests that the person may see: newest first, those that the person can approve oldest first.
 * Throws `git-unavailable`.
 */
export async function listRequests(
  identity: Identity,
  { limit = PAGE_LIMIT, cursor, toApprove, author, ...filter }: Partial<RequestFilter>,
): Promise<RequestsResponse> {
  const portal = getPortal();
  requireRepositories(portal);
  const index = await requestModelOf(portal).current();
  const matches = createMatcher(filter, createAuthorMatcher(portal, identity, author));
  const seen = toApprove
    ? (await listWaiting(portal, identity, index)).filter(matches)
    : await filterSeen(portal, identity, index.sources.filter(matches));
  const last = cursor === undefined ? undefined : parseCursor(cursor);
  const rest = last
    ? seen.filter((source) => (toApprove ? compareAge(source, last) < 0 : compareAge(source, last) > 0))
    : seen;
  const page = rest.slice(0, limit);
  const end = rest.length > page.length ? page.at(-1) : undefined;
  return {
    requests: await readProgress(portal, identity, index, page),
    total: seen.length,
    ...(end && { next: formatCursor(end) }),
  };
}

/** How far some requests of the index are, as the person may see them. */
export function readProgress(
  portal: Portal,
  identity: Identity,
  { about }: RequestIndex,
  sources: readonly RequestSource[],
): Promise<PortalRequest[]> {
  return mapConcurrently(sources, createProgressReader(portal, identity, about));
}

/** The requests about one object that the person may see, newest first. Throws `git-unavailable`. */
export async function listRequestsOf(
  portal: Portal,
  identity: Identity,
  object: ObjectReference,
): Promise<PortalRequest[]> {
  const index = await requestModelOf(portal).current();
  return readProgress(portal, identity, index, await filterSeen(portal, identity, index.about(object)));
}

/** What the merged requests for an object say of its values; nothing while they cannot be read. */
export async function readSaidOf(portal: Portal, object: ObjectReference): Promise<NoSecret[]> {
  return requestModelOf(portal)
    .current()
    .then(
      ({ about }) => listSaid(about(object)),
      () => [],
    );
}

type Condition = (source: RequestSource) => boolean;

/** True where a request fits every part of the filter that is given. */
function createMatcher(
  { state, namespace, entry, q }: Omit<RequestFilter, "limit" | "cursor" | "toApprove" | "author">,
  isByAuthor: Condition | undefined,
): Condition {
  const isFound = createSearch(q);
  const conditions: (Condition | undefined)[] = [
    state && (({ pullRequest }) => pullRequest.state === state),
    isByAuthor,
    namespace === undefined ? undefined : ({ request }) => request.object.namespace === namespace,
    entry === undefined ? undefined : ({ request }) => request.entry?.id === entry,
    (source) => isFound(describeRow(source)),
  ];
  const given = conditions.filter((condition) => condition !== undefined);
  return (source) => given.every((condition) => condition(source));
}

function createAuthorMatcher(
  portal: Portal,
  identity: Identity,
  author: string | undefined,
): Condition | undefined {
  if (author === undefined) return undefined;
  return author === OWN
    ? (source) => isAuthorOf(portal, identity, source)
    : ({ request }) => request.author.id === author;
}

/** What a row of the list shows, and the title of the pull request. */
function describeRow({ request }: RequestSource): (string | undefined)[] {
  const { id, title, operation, entry, object, author } = request;
  const { name, namespace, kind } = object;
  return [id, title, OPERATION_WORDS[operation], entry?.title, kind, name, namespace, author.name];
}
