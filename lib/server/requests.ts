import "server-only";
import type { RequestsResponse } from "#lib/api/types";
import { findGitToken } from "#lib/auth/gitea-provider";
import type { Identity } from "#lib/auth/types";
import { type ErrorCode, PortalError } from "#lib/errors";
import type { GitActor, GitProvider, PullRequest } from "#lib/git/types";
import { mapConcurrently } from "#lib/graph/reads";
import type { ObjectReference } from "#lib/kubernetes/types";
import { NO_FORM } from "#lib/request/changes";
import { describeFiles } from "#lib/request/request";
import { parseRequestId } from "#lib/request/request-id";
import { parseTrailers } from "#lib/request/trailers";
import type { PortalRequest, PortalRequestDetail } from "#lib/request/types";
import { labelPointer } from "#lib/schema/find";
import { askAgent, readRefreshRight } from "#lib/server/agents";
import { readLiveManifest } from "#lib/server/live-object";
import { getPortal, type Portal } from "#lib/server/portal";
import { createProgressReader, findRequestCarrier } from "#lib/server/progress";
import { maySee, type RequestRights, readRights } from "#lib/server/request-rights";
import {
  findFormOf,
  isSameObject,
  listSources,
  type RequestSource,
  readSource,
  requireGit,
} from "#lib/server/request-source";

/**
 * The requests that the person may see, newest first, and which wait for them. Throws `git-unavailable`.
 */
export async function listRequests(identity: Identity): Promise<RequestsResponse> {
  const portal = getPortal();
  const sources = await listSeen(portal, identity);
  const readProgress = createProgressReader(portal, identity, sources);
  const open = sources.filter(({ pullRequest }) => pullRequest.state === "open").toReversed();
  const [requests, waiting] = await Promise.all([
    mapConcurrently(sources, readProgress),
    mapConcurrently(open, async (source) => {
      const { approve, merge } = await readRights(portal, identity, source);
      return approve.allowed || merge.allowed ? source.request.id : undefined;
    }),
  ]);
  return { requests, approvals: waiting.filter((id) => id !== undefined) };
}

/** The requests about one object that the person may see, newest first. Throws `git-unavailable`. */
export async function listRequestsOf(
  portal: Portal,
  identity: Identity,
  object: ObjectReference,
): Promise<PortalRequest[]> {
  if (!portal.git) return [];
  const sources = await listSeen(portal, identity, ({ request }) => isSameObject(request.object, object));
  return mapConcurrently(sources, createProgressReader(portal, identity, sources));
}

/** One request with what a person needs to judge it. Throws `not-found`, `forbidden`, `git-unavailable`. */
export async function getRequest(identity: Identity, id: string): Promise<PortalRequestDetail> {
  const portal = getPortal();
  const source = await findSeen(portal, identity, id);
  const related = await listSources(portal, ({ request }) =>
    isSameObject(request.object, source.request.object),
  );
  const [request, may, live] = await Promise.all([
    createProgressReader(portal, identity, related)(source),
    readRights(portal, identity, source),
    readLive(portal, identity, source.request),
  ]);
  const refresh = waitsForAgent(request)
    ? await readRefreshRight(portal, identity, findRequestCarrier(portal, request))
    : undefined;
  const form = findFormOf(portal, request);
  const { noSecrets = [] } = parseTrailers(source.pullRequest.body) ?? {};
  return {
    ...request,
    ...describeFiles(source.files ?? [], request.path, form, live),
    noSecrets: noSecrets.map(({ path }) => labelPointer(form ?? NO_FORM, path)),
    reviews: source.pullRequest.reviews,
    may: { ...may, ...(refresh ? { refresh } : {}) },
  };
}

/** What an open change finds in the cluster. */
async function readLive(
  portal: Portal,
  identity: Identity,
  { object, operation, pullRequest }: RequestSource["request"],
) {
  if (operation !== "update" || pullRequest.state !== "open") return undefined;
  const type = portal.clusters.get(object.cluster)?.discovery.findByKind(object);
  return type && readLiveManifest(portal, identity, { ...object, plural: type.plural });
}

/** Merged, and not applied yet. */
function waitsForAgent({ timeline }: PortalRequest): boolean {
  const status = timeline.find(({ key }) => key === "synced")?.status;
  return status === "current" || status === "failed";
}

/** What a request is about, for who follows it. Throws as `getRequest`. */
export async function findObjectOf(portal: Portal, identity: Identity, id: string): Promise<ObjectReference> {
  return (await findSeen(portal, identity, id)).request.object;
}

const ACTIONS: Record<
  keyof RequestRights,
  (git: GitProvider, judged: PullRequest, actor: GitActor, comment: string | undefined) => Promise<unknown>
> = {
  approve: (git, { number, headCommit }, actor, comment) => git.approve(number, actor, comment, headCommit),
  merge: (git, { number, headCommit }, actor) => git.merge(number, actor, headCommit),
  close: (git, { number }, actor) => git.close(number, actor),
};

/**
 * Has the agent that applies a request look now, and gives the request as it is then. Throws `not-found`, and as
 * `askAgent`.
 */
async function refreshRequest(identity: Identity, id: string): Promise<PortalRequestDetail> {
  const portal = getPortal();
  const { request, pullRequest } = await findSeen(portal, identity, id);
  if (pullRequest.state !== "merged") {
    throw new PortalError("conflict", {
      detail: "It is not merged, so there is nothing to apply.",
      suggestion: "Look at its present state.",
    });
  }
  await askAgent(portal, identity, findRequestCarrier(portal, request));
  return getRequest(identity, id);
}

/**
 * Approves, merges or closes as the person, or has the agent that applies it look now, and gives the request as it is
 * then. Throws `not-found`, `forbidden`, `conflict` for one that is closed already or cannot be merged,
 * `git-unavailable`; for the agent as `askAgent`.
 */
export async function actOnRequest(
  identity: Identity,
  id: string,
  action: string,
  comment?: string,
): Promise<PortalRequestDetail> {
  if (action === "refresh") return refreshRequest(identity, id);
  if (action !== "approve" && action !== "merge" && action !== "close") {
    throw new PortalError("not-found", {
      detail: `"${action}" is nothing that can be done to a request.`,
      suggestion: "It can be approved, merged or closed, and its agent asked to look (refresh).",
    });
  }
  const portal = getPortal();
  const source = await findSeen(portal, identity, id);
  const { allowed, reason } = (await readRights(portal, identity, source))[action];
  if (!allowed) throw refused(source, reason);
  await ACTIONS[action](requireGit(portal), source.pullRequest, actorOf(portal, identity), comment);
  return getRequest(identity, id);
}

function refused({ pullRequest }: RequestSource, reason: string): PortalError {
  const open = pullRequest.state === "open";
  const code: ErrorCode = open ? "forbidden" : "conflict";
  const suggestion = open ? "Someone else who may has to do it." : "Look at its present state.";
  return new PortalError(code, { detail: reason, suggestion });
}

/** The person as Git records them, with their own rights there where they signed in with its host. */
export function actorOf({ config }: Pick<Portal, "config">, identity: Identity): GitActor {
  const { user: id, name, email } = identity;
  const token = findGitToken(identity, config);
  return { id, name, email, ...(token === undefined ? {} : { token }) };
}

async function listSeen(
  portal: Portal,
  identity: Identity,
  wanted?: (source: RequestSource) => boolean,
): Promise<RequestSource[]> {
  const sources = await listSources(portal, wanted);
  const seen = await mapConcurrently(sources, (source) => maySee(portal, identity, source));
  return sources.filter((_, index) => seen[index]);
}

async function findSeen(portal: Portal, identity: Identity, id: string): Promise<RequestSource> {
  const git = requireGit(portal);
  const parsed = parseRequestId(id);
  const pullRequest =
    parsed?.repository === git.repository.name ? await git.getPullRequest(parsed.number) : undefined;
  const source = pullRequest && (await readSource(portal, pullRequest));
  if (!source) {
    throw new PortalError("not-found", {
      detail: `There is no request "${id}".`,
      suggestion: "Look for it among the requests.",
    });
  }
  if (await maySee(portal, identity, source)) return source;
  throw new PortalError("forbidden", {
    detail: "You may not see this request: it is another's, about what you have no right to see.",
    suggestion: "Ask its author, or the platform team for the right.",
  });
}
