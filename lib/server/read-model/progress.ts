import "server-only";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import type { CatalogEntry } from "#lib/catalog/types";
import { toPortalError } from "#lib/errors";
import { referenceKey } from "#lib/graph/graph-builder";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { type DerivedRequest, isUnknown } from "#lib/request/derive/request";
import type { RequestObject } from "#lib/request/object";
import { buildTimeline, markBlocked, type ObjectState } from "#lib/request/timeline/timeline";
import type { PortalRequest } from "#lib/request/types";
import type { Portal } from "#lib/server/portal";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { repositoryOf } from "#lib/server/repositories";
import type { RequestSource, RequestsAbout } from "#lib/server/requests/request-source";
import { readSync } from "#lib/server/requests/request-sync";
import { findOffer, findReference, findServedVersion, waitUntilSynced } from "#lib/server/resources/objects";

/**
 * How far requests are: Git, the sync agent and the cluster put together, as the person may see them. Each object is
 * looked at once, however many requests are about it.
 *
 * @param about all requests about an object: a later one may have removed what an earlier one made.
 */
export function createProgressReader(
  portal: Portal,
  identity: Identity,
  about: RequestsAbout,
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
      sync: await readSync(repositoryOf(portal, request.id), pullRequest, request),
      object: pullRequest.state === "open" ? { state: "unknown" } : await readState(object),
      removedBy: findNext(source, about(object), "delete"),
      recreatedBy: findNext(source, about(object), "create"),
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

/**
 * The first merged request after another one that ends what that one did: a removal after a create or change, a create
 * after a removal.
 */
function findNext(
  { pullRequest, request }: RequestSource,
  related: readonly RequestSource[],
  operation: "create" | "delete",
): { id: string; at: string } | undefined {
  const { mergedAt } = pullRequest;
  if (!mergedAt || (request.operation === "delete") === (operation === "delete")) return undefined;
  const later = related.flatMap((other) => {
    const at = other.pullRequest.mergedAt;
    return other.request.operation === operation && at && Date.parse(at) > Date.parse(mergedAt)
      ? [{ id: other.request.id, at }]
      : [];
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
    ...(await objectStatesOf(portal).read(identity, object, type)),
    ...(controller ? { controller } : {}),
  };
}

/** Who makes what is requested, by the source of the offer. */
const CONTROLLERS: Partial<Record<CatalogEntry["source"], string>> = { promise: "Kratix", xrd: "Crossplane" };
