import "server-only";
import type { CatalogResponse, NamespacesResponse } from "#lib/api/types";
import { authorize, decide } from "#lib/auth/permissions/permissions";
import type { Action, Identity } from "#lib/auth/types";
import { buildEntryDetail } from "#lib/catalog/entry-detail";
import type {
  CatalogEntry,
  CatalogEntryDetail,
  CatalogRecord,
  Curation,
  OfferCluster,
} from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { authorizeDiagnosis } from "#lib/server/diagnostics/access";
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
 * @param anyAudience also offers that an overlay hides from the person
 */
export async function listSeenRecords(
  portal: Portal,
  identity: Identity,
  { anyAudience = false }: { anyAudience?: boolean } = {},
): Promise<CatalogRecord[]> {
  const failures: unknown[] = [];
  const seen = await mapConcurrently(portal.catalog.list(), async (record) => {
    try {
      const asked = anyAudience ? { ...record, audience: {} } : record;
      return (await maySee(portal, identity, asked)) ? record : undefined;
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
  const record = await findSeenRecord(portal, identity, id);
  const [clusters, isPlatformTeam] = await Promise.all([
    listOfferClusters(portal, identity, record),
    record.curation ? maySeeCuration(portal, identity) : false,
  ]);
  return {
    ...buildEntryDetail(record, portal.buildForm, version),
    ...(isPlatformTeam && record.curation && { curation: describeCuration(record.curation) }),
    ...(clusters.length > 1 && { clusters }),
  };
}

/** The platform team is the people who may see Diagnostics. */
function maySeeCuration(portal: Portal, identity: Identity): Promise<boolean> {
  return authorizeDiagnosis(portal, identity, portal.listRules).then(
    () => true,
    () => false,
  );
}

function describeCuration({ overlay, problems, sources }: Curation) {
  return { overlay, problems: [...problems], sources: [...sources] };
}

/**
 * The clusters of an offer that the person may see: those where the person can request it first, then in the order of
 * the configuration. A cluster that cannot say what the person may do is last; it never fails the answer.
 */
async function listOfferClusters(
  portal: Portal,
  identity: Identity,
  { entry }: CatalogRecord,
): Promise<OfferCluster[]> {
  const family = portal.catalog
    .list()
    .filter((other) => other.entry.family !== undefined && other.entry.family === entry.family);
  if (family.length < 2) return [];
  const names = [...portal.clusters.keys()];
  const found = await mapConcurrently(family, async (record) => {
    const { id, cluster } = record.entry;
    const seen = id === entry.id || (await orFalse(maySee(portal, identity, record)));
    if (!seen) return [];
    return [{ id, cluster, mayRequest: await orFalse(mayRequest(portal, identity, record)) }];
  });
  return found
    .flat()
    .sort(
      (a, b) =>
        Number(b.mayRequest) - Number(a.mayRequest) || names.indexOf(a.cluster) - names.indexOf(b.cluster),
    );
}

const orFalse = (answer: Promise<boolean>) => answer.catch(() => false);

async function maySee(portal: Portal, identity: Identity, record: CatalogRecord): Promise<boolean> {
  if (!(await decide(identity, seeEntry(record), portal.rules)).allowed) return false;
  return isInAudience(portal, identity, record);
}

/**
 * Whether the overlay of an offer allows the person to see it. With namespaces, the person must be able to request it in
 * one of them.
 */
export async function isInAudience(
  { rules }: Pick<Portal, "rules">,
  identity: Identity,
  { audience, entry }: CatalogRecord,
): Promise<boolean> {
  if (!audience) return true;
  const { hidden, groups, namespaces } = audience;
  if (hidden) return false;
  if (groups && !groups.some((group) => identity.groups.includes(group))) return false;
  if (!namespaces) return true;
  const answers = await mapConcurrently(namespaces, (namespace) =>
    decide(identity, { ...requestOf(entry), namespace }, rules),
  );
  return answers.some(({ allowed }) => allowed);
}

/**
 * Whether the person can request the offer now, in the whole cluster or in at least one namespace. An unreachable
 * cluster is not asked: its answer would hold up the page.
 */
async function mayRequest(portal: Portal, identity: Identity, record: CatalogRecord): Promise<boolean> {
  const { entry } = record;
  const isLive = portal.clusters.get(entry.cluster)?.freshness().state === "live";
  if (!isLive || !entry.requestable) return false;
  if (entry.scope === "Namespaced") return (await findNamespaces(portal, identity, record)).length > 0;
  return (await decide(identity, requestOf(entry), portal.rules)).allowed;
}

function requestOf({ cluster, group, plural: resource }: CatalogEntry) {
  return { action: "request", cluster, group, resource } as const satisfies Action;
}

/** The record of an offer that the person may see. Throws `not-found` and `forbidden`. */
export async function findSeenRecord(portal: Portal, identity: Identity, id: string): Promise<CatalogRecord> {
  const record = portal.catalog.get(id);
  if (!record) throw missingEntry(portal, id);
  await authorize(identity, seeEntry(record), portal.rules);
  // The same answer as for no offer: a hidden one must not be found by its name.
  if (!(await isInAudience(portal, identity, record))) throw missingEntry(portal, id);
  return record;
}

/**
 * Namespaces in which the person may request the offer; empty for a cluster-scoped one. Whoever may do so everywhere
 * is asked for once. Throws as `findSeenRecord`, and `cluster-unavailable`.
 */
export async function listNamespaces(identity: Identity, id: string): Promise<NamespacesResponse> {
  const portal = getPortal();
  const record = await findSeenRecord(portal, identity, id);
  return {
    namespaces: record.entry.scope === "Cluster" ? [] : await findNamespaces(portal, identity, record),
  };
}

async function findNamespaces(
  portal: Portal,
  identity: Identity,
  { entry, audience }: CatalogRecord,
): Promise<string[]> {
  const request = requestOf(entry);
  const [all, everywhere] = await Promise.all([
    listNames(portal, entry.cluster),
    decide(identity, request, portal.rules),
  ]);
  const names = audience?.namespaces ? all.filter((name) => audience.namespaces?.includes(name)) : all;
  if (everywhere.allowed) return names;
  const allowed = await mapConcurrently(names, async (namespace) => {
    const { allowed } = await decide(identity, { ...request, namespace }, portal.rules);
    return allowed ? namespace : undefined;
  });
  return allowed.filter((namespace) => namespace !== undefined);
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
