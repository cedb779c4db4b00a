"use client";

import { useStatus } from "#components/data/queries";
import { ErrorCard } from "#components/ui/state/error-card";
import type { PortalStatus } from "#lib/api/types";

interface Obstacle {
  title: string;
  detail: string;
  suggestion?: string;
}

/** What keeps the portal from its work: clusters from which nothing was ever read, and Git. */
export function findObstacles({ clusters, git }: PortalStatus): { clusters: Obstacle[]; git?: Obstacle } {
  const silent = clusters.flatMap(({ name, freshness }) =>
    freshness.state === "away" && !freshness.asOf
      ? [
          {
            title: `The cluster ${name} cannot be read`,
            detail: freshness.error,
            suggestion: "The portal tries again by itself. If it stays, tell the platform team.",
          },
        ]
      : [],
  );
  if (git.ok) return { clusters: silent };
  const title = "No request can be opened";
  return { clusters: silent, git: { title, detail: git.error ?? "Git does not answer." } };
}

/** In place of offers that no cluster has given yet. Nothing while the clusters may still answer. */
export function useSilentClusters(): readonly Obstacle[] {
  const { data } = useStatus();
  return data ? findObstacles(data).clusters : [];
}

/** One card for each cluster that never answered. */
export function SilentClusters({ obstacles }: { obstacles: readonly Obstacle[] }) {
  return (
    <div className="space-y-4">
      {obstacles.map(({ title, ...error }) => (
        <ErrorCard key={title} title={title} error={error} />
      ))}
    </div>
  );
}

/** Says that nothing can be requested, and why, where Git is missing or away. */
export function GitObstacle() {
  const { data } = useStatus();
  const obstacle = data && findObstacles(data).git;
  return obstacle ? <ErrorCard className="mb-4" title={obstacle.title} error={obstacle} /> : null;
}
