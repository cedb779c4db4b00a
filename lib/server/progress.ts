import "server-only";
import { decide } from "#lib/auth/permissions";
import type { Identity } from "#lib/auth/types";
import type { CatalogEntry } from "#lib/catalog/types";
import { toPortalError } from "#lib/errors";
import type { PullRequest } from "#lib/git/types";
import { findCarrier } from "#lib/gitops/carrier";
import { judgeSync, type SyncVerdict } from "#lib/gitops/judge-sync";
import type { SyncReport } from "#lib/gitops/types";
import { referenceKey } from "#lib/graph/graph-builder";
import { judgeWhole } from "#lib/graph/whole";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { RequestObject } from "#lib/request/context";
import type { DerivedRequest } from "#lib/request/request";
import { buildTimeline, type ObjectState } from "#lib/request/timeline";
import type { PortalRequest } from "#lib/request/types";
import { findOffer, waitUntilSynced } from "#lib/server/objects";
import { pickCause, walkParts } from "#lib/server/parts";
import type { Portal } from "#lib/server/portal";
import { isSameObject, type RequestSource } from "#lib/server/request-source";

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
    const { pullRequest, request } = source;
    const { operation, object } = request;
    const { timeline, health, cause } = buildTimeline({
      pullRequest,
      operation,
      path: request.path,
      sync: await readSync(portal, pullRequest, request),
      object: pullRequest.state === "open" ? { state: "unknown" } : await readState(object),
      removedBy: findRemoval(source, sources),
      now: new Date().toISOString(),
    });
    return { ...request, health, ...(cause ? { cause } : {}), timeline };
  };
}

/** The report of the agent that applies a request's file. */
export function findRequestCarrier(
  { sync, git }: Pick<Portal, "sync" | "git">,
  { object, path }: Pick<DerivedRequest, "object" | "path">,
): SyncReport | undefined {
  if (!git) return undefined;
  return findCarrier(sync.list(), { cluster: object.cluster, path, object, repository: git.repository });
}

async function readSync(
  portal: Portal,
  { mergeCommit }: PullRequest,
  request: DerivedRequest,
): Promise<SyncVerdict | undefined> {
  const { git } = portal;
  if (!mergeCommit || !git) return undefined;
  const { object, path, operation } = request;
  const report = findRequestCarrier(portal, request);
  return judgeSync(report, { mergeCommit, path, object, removes: operation === "delete" }, git.contains);
}

/** The first merged removal of the same object after a request was merged. */
function findRemoval(
  { pullRequest, request }: RequestSource,
  sources: readonly RequestSource[],
): { id: string; at: string } | undefined {
  const { mergedAt } = pullRequest;
  if (!mergedAt || request.operation === "delete") return undefined;
  const removals = sources.flatMap((other) => {
    const at = other.pullRequest.mergedAt;
    const removes =
      other.request.operation === "delete" && isSameObject(other.request.object, request.object);
    return removes && at && Date.parse(at) > Date.parse(mergedAt) ? [{ id: other.request.id, at }] : [];
  });
  return removals.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))[0];
}

/** What the cluster says of an object, if the person may read it. Never rejects: what fails is not known. */
async function readObjectState(
  portal: Portal,
  identity: Identity,
  object: RequestObject,
): Promise<ObjectState> {
  try {
    const type = findType(portal, object);
    if (!type) {
      return {
        state: "unknown",
        message: `The cluster ${object.cluster} does not serve ${object.kind} now.`,
      };
    }
    const { cluster, group, plural: resource } = type;
    const { namespace, name } = object;
    const right = await decide(
      identity,
      { action: "read", cluster, group, resource, namespace, name },
      portal.rules,
    );
    if (!right.allowed) return { state: "hidden" };
    const watch = portal.parts.use(type, namespace);
    await waitUntilSynced(watch);
    const found = watch.get(namespace, name);
    return found ? await describePresent(portal, identity, found, type) : { state: "absent" };
  } catch (error) {
    return { state: "unknown", message: toPortalError(error).detail };
  }
}

function findType(
  { clusters }: Portal,
  { cluster, group, version, kind }: RequestObject,
): ResourceType | undefined {
  const discovery = clusters.get(cluster)?.discovery;
  return discovery?.findByKind({ group, version, kind }) ?? discovery?.findByKind({ group, kind });
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
    ...pickCause(judgeWhole(await walkParts(portal, identity, object, type))),
    ...(controller ? { controller } : {}),
  };
}

/** Who makes what is requested, by the source of the offer. */
const CONTROLLERS: Partial<Record<CatalogEntry["source"], string>> = { promise: "Kratix", xrd: "Crossplane" };
