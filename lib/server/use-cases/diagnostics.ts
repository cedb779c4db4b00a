import "server-only";
import type { AccessToPages, Diagnostics } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { authorizeDiagnosis } from "#lib/server/diagnostics/access";
import { checkCatalog } from "#lib/server/diagnostics/catalog-checks";
import { type GroupChecks, runGroup } from "#lib/server/diagnostics/check";
import { checkBrokenCluster, checkCluster } from "#lib/server/diagnostics/cluster-checks";
import { checkRights } from "#lib/server/diagnostics/rights-checks";
import { getPortal, type Portal } from "#lib/server/portal";
import { sharedBy } from "#lib/server/shared";

/**
 * Each requirement of the portal with its state and its fix.
 * @throws PortalError `forbidden`, and `cluster-unavailable` where no cluster can say whether the person may see it
 */
export async function readDiagnostics(identity: Identity): Promise<Diagnostics> {
  const portal = getPortal();
  await authorizeDiagnosis(portal, identity, portal.rules);
  return joinChecks(portal);
}

/** A page asks on the server and again in the browser, and several people can ask at once: they share one run. */
function joinChecks(portal: Portal): Promise<Diagnostics> {
  const running = sharedBy("diagnostics", portal, (): { report?: Promise<Diagnostics> | undefined } => ({}));
  running.report ??= runChecks(portal).finally(() => {
    running.report = undefined;
  });
  return running.report;
}

async function runChecks(portal: Portal): Promise<Diagnostics> {
  const groups = await Promise.all(listGroups(portal).map((group) => runGroup(group)));
  return { checkedAt: new Date().toISOString(), groups };
}

/** The pages that not everybody may open. Without an answer of the cluster, a page counts as closed. */
export async function readAccessToPages(identity: Identity): Promise<AccessToPages> {
  const portal = getPortal();
  const isAllowed = await authorizeDiagnosis(portal, identity, portal.listRules).then(
    () => true,
    () => false,
  );
  return { diagnostics: isAllowed };
}

function listGroups(portal: Portal): GroupChecks[] {
  return [
    ...listClusterGroups(portal),
    { id: "catalog", title: "Catalog", run: async () => checkCatalog(portal.catalog) },
  ];
}

function listClusterGroups({ clusters, brokenClusters, catalog }: Portal): GroupChecks[] {
  const open = [...clusters.values()].flatMap((cluster): GroupChecks[] => [
    {
      id: `cluster:${cluster.name}`,
      title: `Cluster ${cluster.name}`,
      run: (signal) => checkCluster(cluster, signal),
    },
    {
      id: `rights:${cluster.name}`,
      title: `Access of the portal in ${cluster.name}`,
      run: (signal) => checkRights(cluster, catalog, signal),
    },
  ]);
  const broken = brokenClusters.map(
    (cluster): GroupChecks => ({
      id: `cluster:${cluster.name}`,
      title: `Cluster ${cluster.name}`,
      run: async () => checkBrokenCluster(cluster),
    }),
  );
  return [...broken, ...open];
}
