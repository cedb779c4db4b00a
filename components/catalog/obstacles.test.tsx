import { describe, expect, it } from "vitest";
import { findObstacles } from "#components/catalog/obstacles";
import type { PortalStatus } from "#lib/api/types";

const git = { provider: "local", name: "requests", url: "/requests.git", ok: true };
const at = "2026-11-20T10:00:00Z";

describe("findObstacles", () => {
  it.each<[string, PortalStatus["clusters"][number]["freshness"], number]>([
    ["reports a cluster that has never answered", { state: "away", error: "It does not answer." }, 1],
    [
      "ignores an unreachable cluster whose last state is known",
      { state: "away", asOf: at, error: "It does not answer." },
      0,
    ],
    ["ignores a cluster that may still answer", { state: "connecting" }, 0],
    ["ignores a live cluster", { state: "live", asOf: at }, 0],
  ])("%s", (_reason, freshness, expected) => {
    expect(findObstacles({ clusters: [{ name: "prod", freshness }], git }).clusters).toHaveLength(expected);
  });

  it("reports Git with its error message", () => {
    const broken = { ...git, ok: false, error: "No Git repository is configured. Set VITRINE_GIT." };
    expect(findObstacles({ clusters: [], git: broken }).git?.detail).toBe(broken.error);
    expect(findObstacles({ clusters: [], git }).git).toBeUndefined();
  });
});
