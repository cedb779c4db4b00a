"use client";

import { catalogMessages } from "#components/catalog/messages";
import { useStatus } from "#components/data/queries";
import { ErrorCard } from "#components/ui/state/error-card";
import type { PortalStatus } from "#lib/api/types";

const { obstacles: messages } = catalogMessages;

interface Obstacle {
  title: string;
  detail: string;
  suggestion?: string;
}

/** Outages that leave the portal without data: clusters that the portal never read, and Git. */
export function findObstacles({ clusters, git }: PortalStatus): { clusters: Obstacle[]; git?: Obstacle } {
  const silent = clusters.flatMap(({ name, freshness }) =>
    freshness.state === "away" && !freshness.asOf
      ? [
          {
            title: messages.cluster(name),
            detail: freshness.error,
            suggestion: messages.clusterNext,
          },
        ]
      : [],
  );
  if (git.ok) return { clusters: silent };
  const title = messages.git;
  return { clusters: silent, git: { title, detail: git.error ?? messages.gitUnreachable } };
}

/** The clusters that the portal never read; none while the portal still connects. */
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

/** An error card where Git is missing or unreachable: nobody can open requests. */
export function GitObstacle() {
  const { data } = useStatus();
  const obstacle = data && findObstacles(data).git;
  return obstacle ? <ErrorCard className="mb-4" title={obstacle.title} error={obstacle} /> : null;
}
