import "server-only";
import type { RequestFile } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import { isSameObject, type RequestEntry, referTo } from "#lib/request/object";
import type { AmendedRequest } from "#lib/request/plan/types";
import { parseTrailers } from "#lib/request/trailers";
import type { RequestInput } from "#lib/request/types";
import { getPortal, type Portal, type PortalRepository } from "#lib/server/portal";
import { repositoryOf } from "#lib/server/repositories";
import { describeFile } from "#lib/server/requests/files/file-in-git";
import { decideAmendment } from "#lib/server/requests/request-rights";
import type { RequestSource } from "#lib/server/requests/request-source";
import { isAuthorOf } from "#lib/server/requests/self";
import { readSaidOf } from "#lib/server/use-cases/request-list";
import { findSeen } from "#lib/server/use-cases/requests";

/**
 * The file on the branch of an open request, to go on from, for its author. Throws `not-found`, `forbidden`, `conflict`
 * for one that cannot be amended, `git-unavailable`.
 */
export async function getRequestFile(identity: Identity, id: string): Promise<RequestFile> {
  const portal = getPortal();
  const source = await findAmendable(portal, identity, id);
  const { head: commit, proposed } = await readAmended(repositoryOf(portal, id), source);
  const { object } = source.request;
  const { noSecrets = [] } = parseTrailers(source.pullRequest.body) ?? {};
  const file = await describeFile(portal, identity, object, proposed, async () => [
    ...(await readSaidOf(portal, object)),
    ...noSecrets,
  ]);
  return { commit, file };
}

export interface Amended {
  repository: PortalRepository;
  amends: AmendedRequest;
  /** Id of the offer that the request was made for. */
  offer: string | undefined;
}

/**
 * The open request that a new commit goes to; undefined where the input names none. Throws as `getRequestFile`, and
 * `conflict` for a request about another object or with another operation.
 */
export async function findAmended(
  portal: Portal,
  identity: Identity,
  entry: RequestEntry,
  input: RequestInput,
): Promise<Amended | undefined> {
  if (input.amends === undefined) return undefined;
  const id = input.amends.request;
  const source = await findAmendable(portal, identity, id);
  const { object, operation } = source.request;
  if (operation !== input.operation || !isSameObject(object, referTo(input, entry))) {
    throw new PortalError("conflict", {
      detail: `Request ${id} is about another object, or no longer has the operation ${input.operation}.`,
      suggestion: "Read the request again, or open a new one.",
    });
  }
  const repository = repositoryOf(portal, id);
  const offer = source.request.entry?.id;
  return { repository, amends: await readAmended(repository, source), offer };
}

async function findAmendable(portal: Portal, identity: Identity, id: string): Promise<RequestSource> {
  const source = await findSeen(portal, identity, id);
  const { allowed, reason } = decideAmendment(portal, identity, source);
  if (allowed) return source;
  const isAuthor = isAuthorOf(portal, identity, source);
  throw new PortalError(isAuthor ? "conflict" : "forbidden", {
    detail: reason,
    suggestion: isAuthor ? "Read the request again." : "Ask the author of the request.",
  });
}

/** Reads at commits, never at the branch, which can move meanwhile. */
async function readAmended(
  { git }: PortalRepository,
  { request, pullRequest, changes }: RequestSource,
): Promise<AmendedRequest> {
  const { id, path, operation } = request;
  const isNew = operation === "create";
  const { headCommit: head } = pullRequest;
  const [proposed, before] = await Promise.all([
    git.readFile(path, head),
    changes ? git.readFile(path, changes.base) : undefined,
  ]);
  if (proposed) return { id, pullRequest, path, head, isNew, proposed, before };
  throw new PortalError("conflict", {
    detail: `The branch of request ${id} no longer has ${path}.`,
    suggestion: "Read the request again.",
  });
}
