import { catalogMessages } from "#components/catalog/messages";
import type { ResourceSummary } from "#lib/api/types";

const LEAST = 3;

/** The median milliseconds from creation to Ready; undefined with fewer than three Ready resources. */
export function findUsualWait(
  resources: readonly Pick<ResourceSummary, "createdAt" | "health">[],
): number | undefined {
  const waits = resources
    .flatMap(({ createdAt, health }) =>
      health.state === "Ready" && health.since ? Date.parse(health.since) - Date.parse(createdAt) : [],
    )
    .filter((wait) => wait >= 0)
    .sort((a, b) => a - b);
  return waits.length < LEAST ? undefined : waits[Math.floor(waits.length / 2)];
}

/** "less than a minute", "about 2 minutes", "about 3 hours". */
export function formatWait(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return catalogMessages.wait.seconds;
  if (minutes < 90) return catalogMessages.wait.minutes(minutes);
  return catalogMessages.wait.hours(Math.round(minutes / 60));
}
