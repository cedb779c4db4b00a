import { expect, it } from "vitest";
import { judgeReadiness, START_GRACE } from "#lib/server/probes/readiness";

const prod = { name: "prod", synced: true, state: "live" };
const west = { name: "west", synced: false, state: "away" };
const LATE = START_GRACE;

it.each([
  ["all catalogs are read", [prod], 0, true],
  ["all catalogs are read, and a cluster went away later", [prod, { ...west, synced: true }], 0, true],
  ["one cluster is away, shortly after the start", [prod, west], LATE - 1, false],
  ["one cluster is away for longer", [prod, west], LATE, true],
  ["one cluster still connects after that time", [prod, { ...west, state: "connecting" }], LATE, true],
  ["the only cluster is away", [west], LATE, false],
  ["every cluster is away", [west, { ...west, name: "east" }], LATE, false],
  ["a kubeconfig is unusable", [prod, { ...west, state: "misconfigured" }], LATE, false],
])("is judged where %s", (_why, clusters, waited, ready) => {
  expect(judgeReadiness(clusters, waited, false)).toEqual({
    ready,
    missing: clusters.filter(({ synced }) => !synced).map(({ name }) => name),
    clusters,
  });
});

it("ends when the process stops", () => {
  expect(judgeReadiness([prod], LATE, true).ready).toBe(false);
});
