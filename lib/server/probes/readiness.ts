import "server-only";
import type { Readiness } from "#lib/api/types";
import { XRD_KIND } from "#lib/crossplane/names";
import type { Cluster } from "#lib/kubernetes/cluster";
import { getPortal } from "#lib/server/portal";
import { isStopping } from "#lib/server/probes/last-requests";

/** Milliseconds after the start for which the portal waits for clusters that do not answer. */
export const START_GRACE = 30_000;

/** Whether the portal can take calls, and the clusters whose catalogs it has not read yet. */
export function readReadiness(): Readiness {
  const { catalog, clusters, brokenClusters, startedAt } = getPortal();
  const open = [...clusters.values()].map((cluster) => ({
    name: cluster.name,
    synced: cluster.discovery.hasLoaded() && hasCatalog(cluster) && catalog.hasReadOverlays(cluster.name),
    state: cluster.freshness().state,
  }));
  const broken = brokenClusters.map(({ name }) => ({ name, synced: false, state: "misconfigured" }));
  return judgeReadiness([...open, ...broken], Date.now() - startedAt, isStopping());
}

/**
 * The portal is ready once the catalog of each cluster is read. After `START_GRACE` an unreachable cluster no longer
 * blocks: the other clusters need the portal, and a restart of the portal brings no cluster back. A catalog that was
 * read once stays read, so an outage never takes the portal out of service. Two cases stay unready:
 *
 * - A cluster with an unusable kubeconfig. Otherwise, the rollout of a wrong configuration would replace working Pods.
 * - A start without the catalog of any cluster. The portal would have nothing to show.
 *
 * @param waited milliseconds since the start
 */
export function judgeReadiness(
  clusters: Readiness["clusters"],
  waited: number,
  stopping: boolean,
): Readiness {
  const missing = clusters.filter(({ synced }) => !synced);
  const isOverdue =
    waited >= START_GRACE &&
    missing.length < clusters.length &&
    missing.every(({ state }) => state !== "misconfigured");
  return {
    ready: !stopping && (missing.length === 0 || isOverdue),
    missing: missing.map(({ name }) => name),
    clusters,
  };
}

const CATALOG_KINDS = new Set(["Promise", XRD_KIND, "CustomResourceDefinition"]);

/**
 * A kind that a cluster does not serve counts as read. Watches that a page has just started are none of the probe's
 * business.
 */
function hasCatalog({ informers }: Cluster): boolean {
  return informers
    .running()
    .filter(({ resource }) => CATALOG_KINDS.has(resource.kind))
    .every((watch) => watch.hasSynced());
}
