import { describe, expect, it } from "vitest";
import { optionsQuery } from "#lib/api/contract/catalog";

describe("optionsQuery", () => {
  it.each<[why: string, sent: object, parsed: object]>([
    ["absent parameters", {}, { values: {} }],
    ["empty parameters as absent", { version: "", namespace: "", values: "" }, { values: {} }],
    [
      "all parameters, with all digits of an integer",
      { version: "v1", namespace: "team-a", values: '{"/spec/id":9223372036854775807}' },
      { version: "v1", namespace: "team-a", values: { "/spec/id": 9223372036854775807n } },
    ],
  ])("accepts %s", (_why, sent, parsed) => {
    expect(optionsQuery.parse({ field: "/spec/place", ...sent })).toEqual({
      field: "/spec/place",
      ...parsed,
    });
  });

  it.each<[why: string, sent: object, path: string]>([
    ["a missing field", { field: undefined }, "field"],
    ["a field that is not a JSON pointer", { field: "spec.place" }, "field"],
    ["an invalid namespace", { namespace: "No good" }, "namespace"],
    ["values that are not JSON", { values: "{" }, "values"],
    ["values that are not an object", { values: "[]" }, "values"],
  ])("refuses %s", (_why, sent, path) => {
    const { error } = optionsQuery.safeParse({ field: "/spec/place", ...sent });
    expect(error?.issues.map((issue) => issue.path.join("/"))).toEqual([path]);
  });
});
