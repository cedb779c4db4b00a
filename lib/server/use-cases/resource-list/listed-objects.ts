import "server-only";
import type { ResourceFilter, ResourcesResponse } from "#lib/api/types";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { chooseOffer } from "#lib/catalog/overlays/resource-offer";
import type { CatalogRecord } from "#lib/catalog/types";
import { toPortalError } from "#lib/errors";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { leaveOutDryRuns } from "#lib/kratix/dry-run";
import { resolveScope } from "#lib/kubernetes/objects/reference";
import type { Informer, KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { watchOffer, withSynced } from "#lib/server/resources/objects";
import { findSeenRecord, listSeenRecords } from "#lib/server/use-cases/catalog";

/** An object of an offer. */
export interface FoundObject {
  object: KubernetesObject;
  type: ResourceType;
  record: CatalogRecord;
}

export type Scope = Pick<ResourceFilter, "entry" | "group" | "kind" | "namespace" | "cluster">;

/**
 * The objects of an offer, of an offered kind, or of all that is offered, as far as the person may list them. What could
 * not be read is in `errors`. Throws `not-found` for an entry that does not exist.
 */
export async function findObjects(
  portal: Portal,
  identity: Identity,
  filter: Scope,
): Promise<{ found: FoundObject[]; errors: ResourcesResponse["errors"] }> {
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
): Promise<FoundObject[]> {
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
