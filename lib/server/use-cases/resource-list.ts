import "server-only";
import { PAGE_LIMIT } from "#lib/api/contract/pages";
import type { ResourceFilter, ResourceSummary, ResourcesResponse } from "#lib/api/types";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { chooseOffer } from "#lib/catalog/overlays/resource-offer";
import type { CatalogRecord } from "#lib/catalog/types";
import { toPortalError } from "#lib/errors";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { leaveOutDryRuns } from "#lib/kratix/dry-run";
import { resolveScope } from "#lib/kubernetes/objects/reference";
import type { Informer, KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { getPortal, type Portal } from "#lib/server/portal";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { referenceOf, watchOffer, withSynced } from "#lib/server/resources/objects";
import { findSeenRecord, listSeenRecords } from "#lib/server/use-cases/catalog";
import { createSearch } from "#lib/server/use-cases/search";

interface Found {
  object: KubernetesObject;
  type: ResourceType;
  record: CatalogRecord;
}

/**
 * One page of the objects of an offer, of an offered kind, or of all that is offered, however they were made, as far as
 * the person may list them, by place and name. What could not be read is in `errors`. Throws `not-found` for an entry
 * that is not there.
 */
export async function listResources(
  identity: Identity,
  { limit = PAGE_LIMIT, cursor, q, state, ...filter }: Partial<ResourceFilter>,
): Promise<ResourcesResponse> {
  const portal = getPortal();
  const { found, errors } = await findObjects(portal, identity, filter);
  const isFound = createSearch(q);
  const matching = found.filter((one) => isFound(describeRow(one)));
  const sorted = matching
    .map((one) => ({ ...one, key: sortKey(one) }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const wanted = state ? await filterByState(portal, identity, sorted, state) : sorted;
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const rest = after === undefined ? wanted : wanted.filter(({ key }) => key > after);
  const page = rest.slice(0, limit);
  const last = rest.length > page.length ? page.at(-1) : undefined;
  return {
    resources: await mapConcurrently(page, (one) => summarise(portal, identity, one)),
    total: wanted.length,
    ...(last && { next: Buffer.from(last.key).toString("base64url") }),
    errors,
  };
}

type Scope = Pick<ResourceFilter, "entry" | "group" | "kind" | "namespace" | "cluster">;

async function findObjects(
  portal: Portal,
  identity: Identity,
  filter: Scope,
): Promise<{ found: Found[]; errors: ResourcesResponse["errors"] }> {
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
  return { found: lists.flat(), errors };
}

async function listFilteredRecords(
  portal: Portal,
  identity: Identity,
  { entry, group, kind, cluster }: Scope,
): Promise<CatalogRecord[]> {
  const records =
    entry === undefined
      ? // The resources of a hidden offer stay.
        await listSeenRecords(portal, identity, { anyAudience: true })
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
): Promise<Found[]> {
  const watch = watchOffer(portal, record.entry);
  if (!watch) return [];
  return withSynced(watch, async () => {
    const listable = await filterListable(portal, identity, watch, namespace);
    const offers = portal.catalog.listByKind(watch.resource);
    const own =
      offers.length < 2
        ? listable
        : listable.filter((object) => chooseOffer(offers, object)?.entry.id === record.entry.id);
    return leaveOutDryRuns(own).map((object) => ({ object, type: watch.resource, record }));
  });
}

/** The objects of a watch in the namespaces that the person may list; whoever may list all is asked for once. */
export async function filterListable(
  { rules }: Portal,
  identity: Identity,
  { resource: type, list }: Informer,
  namespace: string | undefined,
): Promise<readonly KubernetesObject[]> {
  const objects = list(namespace);
  if (objects.length === 0) return objects;
  const decideIn = (place: string | undefined) =>
    decide(identity, { action: "list", scope: resolveScope(type, place) }, rules);
  if ((await decideIn(undefined)).allowed) return objects;
  // What has no namespace takes the right in the whole cluster.
  const namespaces = [...new Set(objects.map(({ metadata }) => metadata.namespace))].filter(
    (name) => name !== undefined,
  );
  const listable = await mapConcurrently(type.namespaced ? namespaces : [], async (name) => {
    const { allowed } = await decideIn(name);
    return allowed ? name : undefined;
  });
  const allowed = new Set(listable);
  return objects.filter(
    ({ metadata }) => metadata.namespace !== undefined && allowed.has(metadata.namespace),
  );
}

async function filterByState<T extends Found>(
  portal: Portal,
  identity: Identity,
  found: readonly T[],
  state: ResourceFilter["state"],
): Promise<T[]> {
  const states = await mapConcurrently(found, async ({ object, type }) => {
    const { health } = await objectStatesOf(portal).read(identity, object, type);
    return health.state;
  });
  return found.filter((_, place) => states[place] === state);
}

async function summarise(
  portal: Portal,
  identity: Identity,
  { object, type, record }: Found,
): Promise<ResourceSummary> {
  const { health } = await objectStatesOf(portal).read(identity, object, type);
  return {
    reference: referenceOf(object, type),
    plural: type.plural,
    health,
    createdAt: object.metadata.creationTimestamp,
    entry: record.entry.id,
  };
}

/** The place of an object in a list; no two objects of one offer have the same. */
function sortKey({ object: { metadata }, type, record }: Found): string {
  return [type.cluster, metadata.namespace ?? "", metadata.name, record.entry.id].join("/");
}

/** What a row of a list shows. */
function describeRow({ object: { metadata }, type, record }: Found): (string | undefined)[] {
  return [metadata.name, metadata.namespace, type.kind, record.entry.title];
}

function decodeCursor(cursor: string): string {
  return Buffer.from(cursor, "base64url").toString();
}
