import { describe, expect, it } from "vitest";
import { describeOutage } from "#components/shell/outage";
import type { PortalStatus } from "#lib/api/types";

const now = new Date(2026, 10, 20, 12, 0).getTime();
const at = (hour: number, minute: number) => new Date(2026, 10, 20, hour, minute).toISOString();
const git = { provider: "local", name: "requests", url: "", ok: true };
const live = { name: "eu", freshness: { state: "live" as const, asOf: at(12, 0) } };
const away = (name: string, asOf?: string) => ({
  name,
  freshness: { state: "away" as const, asOf, error: "refused" },
});
const status = (clusters: PortalStatus["clusters"], ok = true): PortalStatus => ({
  clusters,
  git: { ...git, ok },
});

describe("describeOutage", () => {
  it.each([
    { why: "returns nothing without an outage", status: status([live]), gives: undefined },
    { why: "returns nothing before the status is loaded", status: undefined, gives: undefined },
    {
      why: "returns the last update of an unreachable cluster",
      status: status([live, away("us", at(10, 42))]),
      gives: "us is unreachable. Showing data from 10:42. Reconnecting.",
    },
    {
      why: "returns the older update of two unreachable clusters",
      status: status([away("us", at(10, 42)), away("asia", at(9, 5))]),
      gives: "us and asia are unreachable. Showing data from 09:05. Reconnecting.",
    },
    {
      why: "returns a message for a cluster that has never answered",
      status: status([away("us")]),
      gives: "us is unreachable. The portal has no data yet. Reconnecting.",
    },
    {
      why: "returns a message for an unreachable Git host",
      status: status([live], false),
      gives: "Git is unreachable. Data from Git may be stale, and new requests are blocked. Reconnecting.",
    },
  ])("$why", ({ status, gives }) => {
    expect(describeOutage({ connection: "live", lastUpdated: at(11, 0), status, now })).toBe(gives);
  });

  it("returns no message about clusters when the portal is unreachable", () => {
    const outage = describeOutage({
      connection: "away",
      lastUpdated: at(11, 59),
      status: status([away("us", at(9, 0))]),
      now,
    });
    expect(outage).toBe("The portal is unreachable. Showing data from 11:59. Reconnecting.");
  });
});
