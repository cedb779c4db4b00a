import "server-only";
import type { EventsResponse, ResourceDetail, ResourceSummary, ResourcesResponse } from "#lib/api/types";
import { authorize, decide } from "#lib/auth/permissions";
import type { Action, Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import { toPortalError } from "#lib/errors";
import { referenceKey } from "#lib/graph/graph-builder";
import { mapConcurrently } from "#lib/graph/reads";
import { judgeWhole } from "#lib/graph/whole";
import { listEvents } from "#lib/kubernetes/events";
import { readConditions } from "#lib/kubernetes/health";
import { cleanObject, formatYaml } from "#lib/kubernetes/object-yaml";
import type { Informer, KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { askAgent } from "#lib/server/agents";
import { findSeenRecord, listSeenRecords } from "#lib/server/catalog";
import { describeFile, readSaidOf } from "#lib/server/file-in-git";
import { readObject } from "#lib/server/live-object";
import {
  findOffer,
  getCluster,
  type ObjectAddress,
  pickOffer,
  referenceOf,
  watchOffer,
  withSynced,
} from "#lib/server/objects";
import { pickCause, walkParts } from "#lib/server/parts";
import { getPortal, type Portal } from "#lib/server/portal";
import { findFile } from "#lib/server/request-source";
import { listRequestsOf } from "#lib/server/requests";
import { findResourceApplier, readResourceSync } from "#lib/server/resource-sync";

export interface ResourceFilter {
  entry?: string;
  group?: string;
  kind?: string;
  namespace?: string;
  cluster?: string;
}

/**
 * The objects of an offer, of an offered kind, or of all that is offered, however they were made, as far as the
 * person may list them. What could not be read is in `errors`. Throws `not-found` for an entry that is not there.
 */
export async function listResources(identity: Identity, filter: ResourceFilter): Promise<ResourcesResponse> {
  const portal = getPortal();
  const records = await listFilteredRecords(portal, identity, filter);
  const errors: ResourcesResponse["errors"] = [];
  const lists = await mapConcurrently(records, async (record) => {
    try {
      return await listOffered(portal, identity, record, filter.namespace);
    } catch (error) {
      errors.push({ cluster: record.entry.cluster, detail: toPortalError(error).detail });
      return [];
    }
  });
  return { resources: lists.flat(), errors };
}

async function listFilteredRecords(
  portal: Portal,
  identity: Identity,
  { entry, group, kind, cluster }: ResourceFilter,
): Promise<CatalogRecord[]> {
  const records =
    entry === undefined
      ? await listSeenRecords(portal, identity)
      : [await findSeenRecord(portal, identity, entry)];
  return records.filter(
    (record) =>
      record.entry.kind !== "" &&
      (group === undefined || record.entry.group === group) &&
      (kind === undefined || record.entry.kind === kind) &&
      (cluster === undefined || record.entry.cluster === cluster),
  );
}

async function listOffered(
  portal: Portal,
  identity: Identity,
  record: CatalogRecord,
  namespace: string | undefined,
): Promise<ResourceSummary[]> {
  const watch = watchOffer(portal, record.entry);
  if (!watch) return [];
  return withSynced(watch, async () => {
    const objects = await filterListable(portal, identity, watch, namespace);
    return mapConcurrently(objects, (object) => summarise(portal, identity, object, watch.resource, record));
  });
}

/** The objects of the namespaces that the person may list; whoever may list all is asked for once. */
async function filterListable(
  { rules }: Portal,
  identity: Identity,
  { resource: type, list }: Informer,
  namespace: string | undefined,
): Promise<readonly KubernetesObject[]> {
  const objects = list(namespace);
  if (objects.length === 0) return objects;
  const { cluster, group, plural: resource } = type;
  const action: Action = { action: "list", cluster, group, resource };
  if ((await decide(identity, action, rules)).allowed) return objects;
  const namespaces = [...new Set(objects.map(({ metadata }) => metadata.namespace))].filter(
    (name) => name !== undefined,
  );
  const listable = await mapConcurrently(namespaces, async (name) => {
    const { allowed } = await decide(identity, { ...action, namespace: name }, rules);
    return allowed ? name : undefined;
  });
  const allowed = new Set(listable);
  return objects.filter(
    ({ metadata }) => metadata.namespace !== undefined && allowed.has(metadata.namespace),
  );
}

async function summarise(
  portal: Portal,
  identity: Identity,
  object: KubernetesObject,
  type: ResourceType,
  record: CatalogRecord,
): Promise<ResourceSummary> {
  return {
    reference: referenceOf(object, type),
    plural: type.plural,
    health: judgeWhole(await walkParts(portal, identity, object, type)).health,
    createdAt: object.metadata.creationTimestamp,
    entry: record.entry.id,
  };
}

/**
 * One object with its parts, the requests that made it and its file in Git. Throws `not-found`, `forbidden`,
 * `cluster-unavailable`.
 */
export async function getResource(identity: Identity, address: ObjectAddress): Promise<ResourceDetail> {
  const portal = getPortal();
  const { object, type } = await readObject(portal, identity, address);
  const reference = referenceOf(object, type);
  const whole = { ...reference, plural: type.plural };
  const graph = await walkParts(portal, identity, object, type);
  const offer = findOffer(portal, type);
  const problems = [...graph.problems];
  let fileIsKnown = true;
  const orTell = (error: unknown) => {
    problems.push(toPortalError(error).detail);
    return undefined;
  };
  // The cluster's part of the page stands without Git.
  const [file, requests = []] = await Promise.all([
    findFile(portal, whole).catch((error) => {
      fileIsKnown = false;
      return orTell(error);
    }),
    listRequestsOf(portal, identity, reference).catch(orTell),
  ]);
  const [sync, described] = await Promise.all([
    readResourceSync(portal, identity, { reference, object, file, fileIsKnown, requests }),
    file && describeFile(portal, identity, whole, file, () => readSaidOf(portal, whole)),
  ]);
  const parts = new Map(
    graph.nodes.filter(({ id }) => id !== graph.root).map((node) => [referenceKey(node.reference), node]),
  );
  return {
    reference,
    plural: type.plural,
    ...pickCause(judgeWhole(graph)),
    object: cleanObject(object),
    yaml: formatYaml(object),
    conditions: readConditions(object).map(({ type, status, reason, message, lastTransitionTime }) => ({
      type,
      status,
      reason,
      message,
      since: lastTransitionTime,
    })),
    ...(offer ? { entry: pickOffer(offer) } : {}),
    ...(described ? { file: described } : {}),
    ...(sync ? { sync } : {}),
    requests,
    parts: [...parts.values()].map(({ reference, plural, health, createdAt, relation = "owned by" }) => ({
      reference,
      plural,
      health,
      createdAt,
      relation,
    })),
    problems: [...new Set(problems)],
  };
}

/**
 * Has the agent that applies an object look at Git now, and gives the resource as it is then. Throws as `getResource`
 * and `askAgent`.
 */
export async function refreshResource(identity: Identity, address: ObjectAddress): Promise<ResourceDetail> {
  const portal = getPortal();
  const { object, type } = await readObject(portal, identity, address);
  const reference = referenceOf(object, type);
  const file = await findFile(portal, { ...reference, plural: type.plural }).catch(() => undefined);
  await askAgent(portal, identity, findResourceApplier(portal, { reference, object, file }));
  return getResource(identity, address);
}

/** Its events, newest first. Throws as `getResource`; reading events is a right of its own. */
export async function getEvents(identity: Identity, address: ObjectAddress): Promise<EventsResponse> {
  const portal = getPortal();
  const { object, type } = await readObject(portal, identity, address);
  const place = {
    cluster: type.cluster,
    resource: "events",
    namespace: object.metadata.namespace ?? "default",
  };
  // The same events are served by two groups; roles name one or the other.
  const core = await decide(identity, { action: "list", group: "", ...place }, portal.rules);
  if (!core.allowed) {
    await authorize(identity, { action: "list", group: "events.k8s.io", ...place }, portal.rules);
  }
  return {
    events: await listEvents(getCluster(portal, type.cluster).client, object, AbortSignal.timeout(10_000)),
  };
}
