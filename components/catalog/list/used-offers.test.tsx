import { describe, expect, it } from "vitest";
import { addRecentOffer, parseRecentOffers } from "#components/catalog/list/used-offers";

describe("recent offers", () => {
  it("keeps the latest six, each once", () => {
    let value: string | undefined;
    for (const id of ["a", "b", "c", "d", "e", "f", "b", "crd.gke~5f~a.x"]) value = addRecentOffer(value, id);
    expect(parseRecentOffers(value)).toEqual(["crd.gke~5f~a.x", "b", "f", "e", "d", "c"]);
  });

  it.each([undefined, "", "%", "a!!b", "a; b", "a!b!c!d!e!f!g"])("reads nothing from %j", (value) => {
    expect(parseRecentOffers(value)).toEqual([]);
  });
});
