import "server-only";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import type { CatalogEntry } from "#lib/catalog/types";
import { toPortalError } from "#lib/errors";
import type { PullRequest } from "#lib/git/types";
import { describeMissingAgent, findCoveringReport } from "#lib/gitops/covering-report";
import { judgeSync, type SyncVerdict } from "#lib/gitops/sync-verdict";
import type { SyncReport } from "#lib/gitops/types";
import { referenceKey } from "#lib/graph/graph-builder";
import { judgeResource } from "#lib/graph/judge/resource-health";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { type DerivedRequest, isUnknown } from "#lib/request/derive/request";
import type { RequestObject } from "#lib/request/object";
import { buildTimeline, markBlocked, type ObjectState } from "#lib/request/timeline/timeline";
import type { PortalRequest } from "#lib/request/types";
import type { Portal } from "#lib/server/portal";
import { isSameObject, type RequestSource } from "#lib/server/requests/request-source";
import { findOffer, findReference, findServedVersion, waitUntilSynced } from "#lib/server/resources/objects";
import { maskWords, pickCause, walkParts } from "#lib/server/resources/parts";
import { locateFile } from "#lib/server/resources/synced-file";

/**
 * How far requests are: Git, the sync agent and the cluster put together, as the person may see them. Each object is
 * looked at once, however many requests are about it.
 *
 * @param sources all requests that may be about the same objects: a later one may have removed what one made.
 */
export function createProgressReader(
  portal: Portal,
  identity: Identity,
  sources: readonly RequestSource[],
): (source: RequestSource) => Promise<PortalRequest> {
  const states = new Map<string, Promise<ObjectState>>();
  const readState = (object: RequestObject) => {
    const key = referenceKey(object);
    const state = states.get(key) ?? readObjectState(portal, identity, object);
    states.set(key, state);
    return state;
  };
  return async (source) => {
    const { pullRequest } = source;
    const request = linkServed(portal, source);
    const { operation, object, problem } = request;
    if (isUnknown(request))
      return { ...request, health: { state: "Unknown", message: problem }, timeline: [] };
    const progress = buildTimeline({
      pullRequest,
      operation,
      path: request.path,
      sync: await readSync(portal, pullRequest, request),
      object: pullRequest.state === "open" ? { state: "unknown" } : await readState(object),
      removedBy: findNext(source, sources, "delete"),
      recreatedBy: findNext(source, sources, "create"),
      now: new Date().toISOString(),
    });
    const isHeldUp = problem !== undefined && pullRequest.state === "open";
    return { ...request, ...(isHeldUp ? markBlocked(progress, problem) : progress) };
  };
}

/** A request that is done leads to its object, whatever version of the API the cluster serves by now. */
function linkServed(portal: Portal, { pullRequest, request }: RequestSource): DerivedRequest {
  const served = pullRequest.state === "open" ? undefined : findServedVersion(portal, request.object);
  return served === undefined ? request : { ...request, object: { ...request.object, version: served } };
}

/** The report of the agent that applies a request's file, or why no agent does. */
export async function findRequestAgent(
  portal: Pick<Portal, "sync" | "git">,
  { object, path }: Pick<DerivedRequest, "object" | "path">,
): Promise<{ report: SyncReport | undefined; uncovered?: string }> {
  if (!portal.git) return { report: undefined };
  const file = await locateFile(portal, portal.git, { cluster: object.cluster, path, object });
  const reports = portal.sync.list();
  const report = findCoveringReport(reports, file);
  return report ? { report } : { report, uncovered: describeMissingAgent(reports, file) };
}

/** How the agent stands to a merged request; undefined for one that is not merged. Throws `git-unavailable`. */
export async function readSync(
  portal: Portal,
  { mergeCommit }: PullRequest,
  request: DerivedRequest,
): Promise<SyncVerdict | undefined> {
  const { git } = portal;
  if (!mergeCommit || !git) return undefined;
  const { object, path, operation } = request;
  const { report, uncovered } = await findRequestAgent(portal, request);
  const change = { mergeCommit, path, object, removes: operation === "delete" };
  return maskWords(await judgeSync(report, change, git.contains, uncovered));
}

/**
 * The first merged request after another one that ends what that one did: a removal after a create or change, a create
 * after a removal.
 */
function findNext(
  { pullRequest, request }: RequestSource,
  sources: readonly RequestSource[],
  operation: "create" | "delete",
): { id: string; at: string } | undefined {
  const { mergedAt } = pullRequest;
  if (!mergedAt || (request.operation === "delete") === (operation === "delete")) return undefined;
  const later = sources.flatMap((other) => {
    const at = other.pullRequest.mergedAt;
    const isNext =
      other.request.operation === operation && isSameObject(other.request.object, request.object);
    return isNext && at && Date.parse(at) > Date.parse(mergedAt) ? [{ id: other.request.id, at }] : [];
  });
  return later.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))[0];
}

/** What the cluster says of an object, if the person may read it. Never rejects: what fails is not known. */
async function readObjectState(
  portal: Portal,
  identity: Identity,
  object: RequestObject,
): Promise<ObjectState> {
  try {
    const reference = findReference(portal, object);
    if (!reference) {
      return {
        state: "unknown",
        message: `The cluster ${object.cluster} does not serve ${object.kind} now.`,
      };
    }
    const right = await decide(identity, { action: "read", object: reference }, portal.rules);
    if (!right.allowed) return { state: "hidden" };
    const watch = portal.parts.use(reference);
    await waitUntilSynced(watch);
    const found = watch.get(reference.namespace, reference.name);
    return found ? await describePresent(portal, identity, found, reference.type) : { state: "absent" };
  } catch (error) {
    return { state: "unknown", message: toPortalError(error).detail };
  }
}

async function describePresent(
  portal: Portal,
  identity: Identity,
  object: KubernetesObject,
  type: ResourceType,
): Promise<ObjectState> {
  const { creationTimestamp, deletionTimestamp } = object.metadata;
  const source = findOffer(portal, type)?.entry.source;
  const controller = source && CONTROLLERS[source];
  return {
    state: "present",
    createdAt: creationTimestamp,
    ...(deletionTimestamp ? { deletedAt: deletionTimestamp } : {}),
    ...pickCause(judgeResource(await walkParts(portal, identity, object, type))),
    ...(controller ? { controller } : {}),
  };
}

/** Who makes what is requested, by the source of the offer. */
const CONTROLLERS: Partial<Record<CatalogEntry["source"], string>> = { promise: "Kratix", xrd: "Crossplane" };
