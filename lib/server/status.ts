import "server-only";
import type { ClusterStatus, PortalStatus } from "#lib/api/types";
import { toPortalError } from "#lib/errors";
import { measureMemory } from "#lib/server/memory";
import { printMetrics } from "#lib/server/metrics";
import { findPortal, getPortal, type Portal, type PortalRepository } from "#lib/server/portal";

/** Whether clusters and Git answer; in the demo also how far its servers are. Tells nothing that needs a right. */
export async function readStatus(): Promise<PortalStatus> {
  const portal = getPortal();
  return {
    clusters: listClusters(portal),
    git: await readGitStatus(portal),
    ...(portal.demo ? { demo: { parts: portal.demo.parts() } } : {}),
  };
}

function listClusters({ clusters, brokenClusters }: Portal): ClusterStatus[] {
  const open = [...clusters.values()].map((cluster) => ({
    name: cluster.name,
    freshness: cluster.freshness(),
  }));
  const broken = brokenClusters.map(({ name, error: { detail, suggestion, code } }) => ({
    name,
    freshness: { state: "away" as const, error: `${detail} ${suggestion ?? ""}`.trim(), code },
  }));
  return [...open, ...broken];
}

/**
 * Without Git the catalog works; the status says what is missing and the next step. Of several repositories, it is that
 * of the first one with a problem.
 */
async function readGitStatus({ repositories }: Portal): Promise<PortalStatus["git"]> {
  const found = await Promise.all(repositories.map(readRepositoryStatus));
  const error = "No Git repository is configured, so nothing can be requested. Set VITRINE_GIT.";
  return found.find(({ ok }) => !ok) ?? found[0] ?? { provider: "", name: "", url: "", ok: false, error };
}

async function readRepositoryStatus({ git }: PortalRepository): Promise<PortalStatus["git"]> {
  const { provider, name, url, branch } = git.repository;
  try {
    if (await git.headCommit()) return { provider, name, url, ok: true };
    return {
      provider,
      name,
      url,
      ok: false,
      error: `The repository ${name} has no branch ${branch} yet. Create it.`,
    };
  } catch (error) {
    const { detail, suggestion } = toPortalError(error);
    return { provider, name, url, ok: false, error: `${detail} ${suggestion ?? ""}`.trim() };
  }
}

/** Metrics for Prometheus. They are there even when the portal could not start. */
export function readMetrics(): Promise<string> {
  const portal = findPortal();
  return printMetrics(
    portal && {
      entries: portal.catalog.list().length,
      clusters: [...portal.clusters.values()].map((cluster) => ({
        name: cluster.name,
        live: cluster.freshness().state === "live",
      })),
      memory: measureMemory(portal),
    },
  );
}
