import { expect, it } from "vitest";
import { pickEntry } from "#components/request-form/layout/offer-cluster";

const prod = { id: "p", cluster: "prod", mayRequest: false };
const west = { id: "w", cluster: "west", mayRequest: true };

it.each([
  ["the named entry while the clusters are unknown", undefined, "west", "p"],
  ["the chosen cluster", [west, prod], "prod", "p"],
  ["the first cluster with access instead of a named one without", [west, prod], null, "w"],
  ["the same for an unknown choice", [west, prod], "gone", "w"],
  ["the named entry with access", [west, { ...prod, mayRequest: true }], null, "p"],
  ["the named entry where no cluster gives access", [{ ...west, mayRequest: false }, prod], null, "p"],
])("picks %s", (_why, clusters, chosen, picked) => {
  expect(pickEntry("p", clusters, chosen)).toBe(picked);
});
