import "server-only";
import type { DiagnosticCheck } from "#lib/api/types";
import { checkCatalog } from "#lib/server/diagnostics/catalog-checks";
import type { GroupChecks } from "#lib/server/diagnostics/check";
import { checkBrokenCluster, checkCluster } from "#lib/server/diagnostics/cluster-checks";
import { checkDryRun, describeNoDryRun } from "#lib/server/diagnostics/dry-run-checks";
import { checkNoRepository, checkRepository } from "#lib/server/diagnostics/git-checks";
import { checkGitops } from "#lib/server/diagnostics/gitops-checks";
import { checkRights } from "#lib/server/diagnostics/rights-checks";
import { checkSignIn } from "#lib/server/diagnostics/sign-in-checks";
import type { Portal } from "#lib/server/portal";
import { identityProviders } from "#lib/server/session/people";

/** All checks of the portal, in the order in which a person who installs meets them. */
export function listGroups(portal: Portal): GroupChecks[] {
  const { catalog, config } = portal;
  return [
    ...listClusterGroups(portal),
    { id: "catalog", title: "Catalog", run: async () => checkCatalog(catalog) },
    ...listGitGroups(portal),
    {
      id: "sign-in",
      title: "Sign-in",
      run: (signal) => checkSignIn(config, identityProviders(), signal),
    },
    { id: "dry-run", title: "Dry run", run: (signal) => checkDryRuns(portal, signal) },
    { id: "gitops", title: "GitOps", run: async () => checkGitops(portal) },
  ];
}

function listGitGroups({ repositories, config }: Portal): GroupChecks[] {
  if (repositories.length === 0) return [{ id: "git", title: "Git", run: async () => checkNoRepository() }];
  return repositories.map((repository) => {
    const { name } = repository.git.repository;
    return { id: `git:${name}`, title: `Git ${name}`, run: () => checkRepository(repository, config.url) };
  });
}

async function checkDryRuns(
  { clusters, catalog, config }: Portal,
  signal: AbortSignal,
): Promise<DiagnosticCheck[]> {
  if (config.dryRun === "off") return describeNoDryRun();
  const entries = catalog.list().map(({ entry }) => entry);
  const checks = [...clusters.values()].map((cluster) =>
    checkDryRun(
      cluster,
      entries.filter((entry) => entry.cluster === cluster.name),
      signal,
    ),
  );
  return (await Promise.all(checks)).flat();
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
