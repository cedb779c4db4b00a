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
    { why: "all is well", status: status([live]), gives: undefined },
    { why: "nothing is known yet", status: undefined, gives: undefined },
    {
      why: "one cluster, with the time its truth ended",
      status: status([live, away("us", at(10, 42))]),
      gives: "us is unreachable. Showing data from 10:42. Reconnecting.",
    },
    {
      why: "two clusters: the older truth counts",
      status: status([away("us", at(10, 42)), away("asia", at(9, 5))]),
      gives: "us and asia are unreachable. Showing data from 09:05. Reconnecting.",
    },
    {
      why: "it never answered, so there is nothing to show",
      status: status([away("us")]),
      gives: "us is unreachable. The portal has no data yet. Reconnecting.",
    },
    {
      why: "Git alone: reading goes on",
      status: status([live], false),
      gives: "Git is unreachable. Data from Git may be stale, and new requests are blocked. Reconnecting.",
    },
  ])("$why", ({ status, gives }) => {
    expect(describeOutage({ connection: "live", lastUpdated: at(11, 0), status, now })).toBe(gives);
  });

  it("without the portal says nothing of clusters, of which it knows nothing", () => {
    const outage = describeOutage({
      connection: "away",
      lastUpdated: at(11, 59),
      status: status([away("us", at(9, 0))]),
      now,
    });
    expect(outage).toBe("The portal is unreachable. Showing data from 11:59. Reconnecting.");
  });
});
