import { describe, expect, it } from "vitest";
import { listChanges, shortenChanges } from "#lib/request/derive/changes";

describe("shortenChanges", () => {
  it("keeps short values unchanged", () => {
    const changes = listChanges(undefined, { spec: { size: "small", tags: ["a", "b"] } });
    expect(shortenChanges(changes)).toEqual(changes);
  });

  it.each([
    ["a long list", Array(20_000).fill(1), "20000 items. See the YAML."],
    ["a long text", "x".repeat(20_000), `${"x".repeat(16_384)}…`],
    ["a list of lists", [[Array(20_000).fill(1)]], "1 items. See the YAML."],
  ])("shortens %s", (_what, value, shown) => {
    const [change] = shortenChanges(listChanges({ spec: { field: 1 } }, { spec: { field: value } }));
    expect(change).toMatchObject({ path: "/spec/field", before: 1, after: shown });
  });

  it("reports the number of omitted changes", () => {
    const map = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`k${index}`, index]));
    const changes = shortenChanges(listChanges(undefined, { spec: { map } }));
    expect(changes).toHaveLength(1_001);
    expect(changes.at(-1)).toMatchObject({ path: "", label: "2000 more changes" });
  });
});
