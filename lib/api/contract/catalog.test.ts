import { describe, expect, it } from "vitest";
import { optionsQuery } from "#lib/api/contract/catalog";

describe("the query of options", () => {
  it.each<[why: string, sent: object, parsed: object]>([
    ["absent parameters", {}, { values: {} }],
    ["empty parameters, which count as absent", { version: "", namespace: "", values: "" }, { values: {} }],
    [
      "all parameters, and all digits of a value",
      { version: "v1", namespace: "team-a", values: '{"/spec/id":9223372036854775807}' },
      { version: "v1", namespace: "team-a", values: { "/spec/id": 9223372036854775807n } },
    ],
  ])("takes %s", (_why, sent, parsed) => {
    expect(optionsQuery.parse({ field: "/spec/place", ...sent })).toEqual({
      field: "/spec/place",
      ...parsed,
    });
  });

  it.each<[why: string, sent: object, path: string]>([
    ["no field", { field: undefined }, "field"],
    ["a field that is no pointer", { field: "spec.place" }, "field"],
    ["a namespace that cannot be", { namespace: "No good" }, "namespace"],
    ["values that are not JSON", { values: "{" }, "values"],
    ["values that are no object", { values: "[]" }, "values"],
  ])("refuses %s", (_why, sent, path) => {
    const { error } = optionsQuery.safeParse({ field: "/spec/place", ...sent });
    expect(error?.issues.map((issue) => issue.path.join("/"))).toEqual([path]);
  });
});
