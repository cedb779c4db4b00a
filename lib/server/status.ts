import "server-only";
import { setTimeout } from "node:timers/promises";
import type { ClusterStatus, PortalStatus } from "#lib/api/types";
import { toPortalError } from "#lib/errors";
import { measureMemory } from "#lib/server/memory";
import { type PortalFigures, printMetrics, type RequestState } from "#lib/server/metrics";
import { findPortal, getPortal, type Portal, type PortalRepository } from "#lib/server/portal";
import { requestModelOf } from "#lib/server/read-model/request-model";

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
export async function readMetrics(): Promise<string> {
  const portal = findPortal();
  return printMetrics(portal && (await readFigures(portal)));
}

async function readFigures(portal: Portal): Promise<PortalFigures> {
  const open = [...portal.clusters.values()].map(({ name, freshness, informers }) => ({
    name,
    live: freshness().state === "live",
    watches: informers.running().map((watch) => watch.freshness().state),
  }));
  const broken = portal.brokenClusters.map(({ name }) => ({ name, live: false, watches: [] }));
  const repositories = portal.repositories.map(async ({ git }) => ({
    name: git.repository.name,
    reachable: await isReachable(git),
  }));
  return {
    entries: portal.catalog.list().length,
    clusters: [...open, ...broken],
    repositories: await Promise.all(repositories),
    requests: countStates(portal),
    memory: measureMemory(portal),
  };
}

/** Milliseconds: a scrape waits no longer for a Git host. The default timeout of Prometheus is 10 s. */
const PATIENCE = 5_000;

async function isReachable(git: PortalRepository["git"]): Promise<boolean> {
  const ended = new AbortController();
  const patience = { ref: false, signal: ended.signal };
  try {
    const commit = await Promise.race([git.headCommit(), setTimeout(PATIENCE, undefined, patience)]);
    return commit !== undefined;
  } catch {
    return false;
  } finally {
    ended.abort();
  }
}

function countStates(portal: Portal): Record<RequestState, number> {
  const counts = { open: 0, approved: 0, merged: 0, closed: 0 };
  for (const { pullRequest } of requestModelOf(portal).kept()) {
    const { state, reviews } = pullRequest;
    const isApproved = state === "open" && reviews.some(({ verdict }) => verdict === "approved");
    counts[isApproved ? "approved" : state] += 1;
  }
  return counts;
}
