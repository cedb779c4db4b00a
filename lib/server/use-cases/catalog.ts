import "server-only";
import type { CatalogResponse, NamespacesResponse } from "#lib/api/types";
import { authorize, decide } from "#lib/auth/permissions/permissions";
import type { Action, Identity } from "#lib/auth/types";
import { buildEntryDetail } from "#lib/catalog/entry-detail";
import type { CatalogEntryDetail, CatalogRecord } from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { getPortal, type Portal } from "#lib/server/portal";
import { readNamespaces } from "#lib/server/resources/namespaces";

/** Offers that the person may see, by title. */
export async function listCatalog(identity: Identity): Promise<CatalogResponse> {
  const portal = getPortal();
  const [broken] = portal.brokenClusters;
  // An empty catalog would say that nothing is offered.
  if (portal.clusters.size === 0 && broken) throw broken.error;
  const records = await listSeenRecords(portal, identity);
  return { entries: records.map(({ entry }) => entry), synced: portal.catalog.hasSynced() };
}

/**
 * The records whose origin the person may see. A cluster that can tell nothing of the person hides its own offers;
 * when that is all there is, its error is the answer.
 */
export async function listSeenRecords(portal: Portal, identity: Identity): Promise<CatalogRecord[]> {
  const failures: unknown[] = [];
  const seen = await mapConcurrently(portal.catalog.list(), async (record) => {
    try {
      return (await decide(identity, seeEntry(record), portal.rules)).allowed ? record : undefined;
    } catch (error) {
      failures.push(error);
      return undefined;
    }
  });
  const records = seen.filter((record) => record !== undefined);
  if (records.length === 0 && failures.length > 0) throw failures[0];
  return records;
}

/**
 * One offer with the form of the named version, else of its own. Throws `not-found` and `forbidden`.
 */
export async function getEntry(
  identity: Identity,
  id: string,
  version?: string,
): Promise<CatalogEntryDetail> {
  const portal = getPortal();
  return buildEntryDetail(await findSeenRecord(portal, identity, id), portal.buildForm, version);
}

/** The record of an offer that the person may see. Throws `not-found` and `forbidden`. */
export async function findSeenRecord(portal: Portal, identity: Identity, id: string): Promise<CatalogRecord> {
  const record = portal.catalog.get(id);
  if (!record) throw missingEntry(portal, id);
  await authorize(identity, seeEntry(record), portal.rules);
  return record;
}

/**
 * Namespaces in which the person may request the offer; empty for a cluster-scoped one. Whoever may do so everywhere
 * is asked for once. Throws as `findSeenRecord`, and `cluster-unavailable`.
 */
export async function listNamespaces(identity: Identity, id: string): Promise<NamespacesResponse> {
  const portal = getPortal();
  const { entry } = await findSeenRecord(portal, identity, id);
  if (entry.scope === "Cluster") return { namespaces: [] };
  const { cluster, group, plural: resource } = entry;
  const request: Action = { action: "request", cluster, group, resource };
  const [names, everywhere] = await Promise.all([
    listNames(portal, cluster),
    decide(identity, request, portal.rules),
  ]);
  if (everywhere.allowed) return { namespaces: names };
  const allowed = await mapConcurrently(names, async (namespace) => {
    const { allowed } = await decide(identity, { ...request, namespace }, portal.rules);
    return allowed ? namespace : undefined;
  });
  return { namespaces: allowed.filter((namespace) => namespace !== undefined) };
}

/**
 * Names of the namespaces of a cluster that can take a request, sorted. `kube-` is reserved for Kubernetes itself.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#working-with-namespaces
 */
async function listNames(portal: Portal, cluster: string): Promise<string[]> {
  const namespaces = await readNamespaces(portal, cluster);
  return namespaces
    .filter(({ metadata }) => !metadata.deletionTimestamp && !metadata.name.startsWith("kube-"))
    .map(({ metadata }) => metadata.name)
    .sort();
}

export function seeEntry({ entry: { cluster }, origin: { group, resource, name } }: CatalogRecord): Action {
  return { action: "see-entry", cluster, group, resource, name };
}

function missingEntry({ catalog }: Portal, id: string): PortalError {
  if (!catalog.hasSynced()) {
    return new PortalError("cluster-unavailable", {
      detail: "The catalog is still being read from the cluster.",
      suggestion: "The catalog appears automatically in a moment.",
    });
  }
  return new PortalError("not-found", {
    detail: `There is no offer "${id}". It may have been removed from the platform.`,
    suggestion: "Find the offer in the catalog.",
  });
}
