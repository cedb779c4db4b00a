import "server-only";
import { listConnectable } from "#lib/auth/git-account/connect";
import { findGitAccount, isSameHost } from "#lib/auth/providers/git-token";
import type { Identity } from "#lib/auth/types";
import { type ErrorCode, PortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import type { ChangedFile, GitActor, GitProvider, Judged } from "#lib/git/types";
import { parseRequestId } from "#lib/request/derive/request-id";
import { findBlockingError } from "#lib/request/existing-resource";
import { markBlocked } from "#lib/request/timeline/timeline";
import { parseTrailers } from "#lib/request/trailers";
import type { ActionInput, PortalRequest, PortalRequestDetail, RequestFinding } from "#lib/request/types";
import { noteRequest, noteSubject } from "#lib/server/http/audit";
import { getPortal, type Portal, type PortalRepository } from "#lib/server/portal";
import { createProgressReader } from "#lib/server/read-model/progress";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { findRepository, repositoryOf, requireRepositories } from "#lib/server/repositories";
import { readFindings, restrictByFindings } from "#lib/server/requests/request-findings";
import {
  assertSeen,
  decideAmendment,
  type RequestRights,
  readRights,
} from "#lib/server/requests/request-rights";
import { findForm, listTouched, type RequestSource, readSource } from "#lib/server/requests/request-source";
import { findRequestAgent } from "#lib/server/requests/request-sync";
import { askAgent, readRefreshRight } from "#lib/server/resources/agents";
import { readLiveManifest } from "#lib/server/resources/live-object";

/** One request with what a person needs to judge it. Throws `not-found`, `forbidden`, `git-unavailable`. */
export async function getRequest(identity: Identity, id: string): Promise<PortalRequestDetail> {
  const portal = getPortal();
  const source = await findSeen(portal, identity, id);
  const { about } = await requestModelOf(portal).current();
  const [request, rights, live, found] = await Promise.all([
    createProgressReader(portal, identity, about)(source),
    readRights(portal, identity, source),
    readLive(portal, identity, source.request),
    readFindings(portal, identity, source, { about }),
  ]);
  const refresh = waitsForAgent(request)
    ? await readRefreshRight(
        portal,
        identity,
        (await findRequestAgent(repositoryOf(portal, id), request)).report,
      )
    : undefined;
  const target = found.find(({ move }) => move)?.move?.to;
  const form = findForm(portal, request.object, target ?? request.object.version);
  const { noSecrets: confirmed = [] } = parseTrailers(source.pullRequest.body) ?? {};
  const { unknownFields, ...described } = await portal.planThreads.forPerson(identity.user).describeFiles({
    files: listObjectFiles(portal, source),
    path: request.path,
    object: request.object,
    form,
    live: live && formatJson(live),
    confirmed,
    overlap: source.changes?.overlaps?.find(({ path }) => path === request.path),
  });
  const blocking = found.find(({ blocks }) => blocks);
  return {
    ...(blocking ? markBlocked(request, blocking.message) : request),
    commit: source.changes?.head ?? source.pullRequest.headCommit,
    ...(source.changes && { result: source.changes.result }),
    ...described,
    findings: found.map((finding) => nameLost(finding, unknownFields)),
    reviews: source.pullRequest.reviews.map(({ result: _, ...review }) => review),
    may: {
      ...restrictByFindings(rights, found),
      amend: decideAmendment(portal, identity, source),
      ...(refresh ? { refresh } : {}),
    },
  };
}

/** A finding about the version names the fields that the new version does not have. */
function nameLost(finding: RequestFinding, lost: string[]): RequestFinding {
  return finding.move ? { ...finding, move: { ...finding.move, lost } } : finding;
}

/**
 * The files that hold objects. Permission to see a request is asked for its objects, so it says nothing about any other
 * file that somebody put on its branch.
 */
function listObjectFiles(portal: Portal, source: RequestSource): readonly ChangedFile[] {
  const { files = [] } = source;
  const { otherPaths, unservedPaths } = listTouched(portal, source);
  return files.filter(({ path }) => !otherPaths.includes(path) || unservedPaths.includes(path));
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

const ACTIONS: Record<
  keyof RequestRights,
  (git: GitProvider, number: number, actor: GitActor, judged: Judged, comment?: string) => Promise<unknown>
> = {
  approve: (git, number, actor, judged, comment) => git.approve(number, actor, judged, comment),
  merge: (git, number, actor, judged) => git.merge(number, actor, judged),
  close: (git, number, actor) => git.close(number, actor),
};

const DONE: Record<keyof RequestRights, string> = { approve: "approved", merge: "merged", close: "closed" };

/**
 * Has the agent that applies a request look now, and gives the request as it is then. Throws `not-found`, and as
 * `askAgent`.
 */
async function refreshRequest(identity: Identity, id: string): Promise<PortalRequestDetail> {
  const portal = getPortal();
  const { request, pullRequest } = await findSeen(portal, identity, id);
  if (pullRequest.state !== "merged") {
    throw new PortalError("conflict", {
      detail: "The request is not merged, so there is nothing to sync.",
      suggestion: "Read the request again.",
    });
  }
  await askAgent(portal, identity, (await findRequestAgent(repositoryOf(portal, id), request)).report);
  return getRequest(identity, id);
}

/**
 * Approves, merges or closes as the person, or has the agent that applies it look now, and gives the request as it is
 * then. Throws `not-found`, `forbidden`, `invalid` for an approval or merge that names no commit, `conflict` for one that
 * is closed already, cannot be merged, or is not what the person looked at any more, `git-unavailable`,
 * `cluster-unavailable` where it cannot be found out whether the person may, `outcome-unknown` where it was done, or may
 * have been, and cannot be read; for the agent as `askAgent`.
 */
export async function actOnRequest(
  identity: Identity,
  id: string,
  action: string,
  input: ActionInput,
): Promise<PortalRequestDetail> {
  if (action === "refresh") return refreshRequest(identity, id);
  if (action !== "approve" && action !== "merge" && action !== "close") {
    throw new PortalError("not-found", {
      detail: `"${action}" is nothing that can be done to a request.`,
      suggestion: "The actions are approve, merge, close and refresh.",
    });
  }
  assertCommit(input, action);
  const portal = getPortal();
  const source = await findSeen(portal, identity, id);
  let outage: PortalError | undefined;
  const judged = await readRights(portal, identity, source, (error) => {
    outage = error;
  });
  const findings =
    judged[action].allowed && action !== "close"
      ? await readFindings(portal, identity, source, {
          about: (await requestModelOf(portal).current()).about,
        })
      : [];
  const rights = restrictByFindings(judged, findings);
  const { allowed, reason } = rights[action];
  // What the person may do is unknown then: that is no refusal.
  if (!allowed) throw outage ?? findBlockingError(findings) ?? refused(source, reason);
  const seen = action === "close" ? { head: "" } : judge(source, input);
  const repository = repositoryOf(portal, id);
  const actor = actorOf(repository, identity);
  if (actor.token === undefined) assertNothingToConnect(repository, identity, source, action);
  await ACTIONS[action](repository.git, source.pullRequest.number, actor, seen, input.comment);
  return getRequest(identity, id).catch((cause: unknown) => {
    throw new PortalError("outcome-unknown", {
      detail: `The request was ${DONE[action]}, but the portal cannot read it again yet.`,
      suggestion: "Read the request again in a moment.",
      cause,
    });
  });
}

function assertCommit({ commit }: ActionInput, action: string): void {
  if (action === "close" || commit !== undefined) return;
  const message = `To ${action} a request, name the commit that you looked at.`;
  throw new PortalError("invalid", {
    detail: message,
    suggestion: "Send the `commit` of the request that you reviewed.",
    errors: [{ path: "/commit", message, source: "portal" }],
  });
}

/**
 * What the person looked at, where it is what their rights were just judged on.
 * @throws PortalError `conflict` where the branch, or a file of it on the target branch, has changed since
 */
function judge({ changes }: RequestSource, { commit, result }: ActionInput): Judged {
  if (changes && changes.head === commit && changes.result === (result ?? changes.proposed))
    return { head: changes.head, result: changes.result };
  throw new PortalError("conflict", {
    detail: "This request, or its file in Git, changed after you opened it.",
    suggestion: "Review the current changes, then decide again.",
  });
}

function refused({ pullRequest, request }: RequestSource, reason: string): PortalError {
  const open = pullRequest.state === "open" && request.problem === undefined;
  const code: ErrorCode = open ? "forbidden" : "conflict";
  const suggestion = open ? "Ask someone with approval rights." : "Read the request again.";
  return new PortalError(code, { detail: reason, suggestion });
}

/** The person as the repository records them, with their own rights where they have an account at its host. */
export function actorOf(
  { config, configured }: Pick<PortalRepository, "config" | "configured">,
  identity: Identity,
): GitActor {
  const { user, name, email } = identity;
  const account = findGitAccount(identity, { signIn: config.signIn, git: configured });
  return account ? { id: account.login, name, email, token: account.token } : { id: user, name, email };
}

/** Hosts need the person's own account for this: the error says that the person can connect it here. */
function assertNothingToConnect(
  { config, configured }: PortalRepository,
  identity: Identity,
  { pullRequest: { url } }: RequestSource,
  action: string,
): void {
  const host = listConnectable(identity, config.signIn).find((one) => isSameHost(one, configured));
  if (!host) return;
  throw new PortalError("forbidden", {
    detail: `To ${action} this request in your own name, connect your ${host.name} account to the portal.`,
    suggestion: `Connect it in the settings, under Git accounts, or open ${url} and ${action} it there.`,
  });
}

/** A request that the person may see. Throws `not-found`, `forbidden`, `cluster-unavailable`, `git-unavailable`. */
export async function findSeen(portal: Portal, identity: Identity, id: string): Promise<RequestSource> {
  requireRepositories(portal);
  const repository = findRepository(portal, id);
  const number = parseRequestId(id)?.number;
  const pullRequest =
    repository && number !== undefined ? await repository.git.getPullRequest(number) : undefined;
  const source = repository && pullRequest && (await readSource(repository, pullRequest));
  if (!source) {
    throw new PortalError("not-found", {
      detail: `There is no request "${id}".`,
      suggestion: "Find it in the list of requests.",
    });
  }
  noteSubject(source.request.object);
  noteRequest(id, pullRequest.headCommit);
  await assertSeen(portal, identity, source);
  return source;
}
