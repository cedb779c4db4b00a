import { describe, expect, it } from "vitest";
import { formatUnifiedDiff, splitUnifiedDiff } from "#lib/manifest/diff/unified-diff";

describe("splitUnifiedDiff", () => {
  const one = formatUnifiedDiff("a.yaml", undefined, "a: 1\n");
  const two = formatUnifiedDiff("dir/b.yaml", "-- a/x\n++ b/x\n@@ -1 +1 @@\n", "b: 1\n");
  const three = formatUnifiedDiff("c.yaml", "c: 1\n", undefined);

  it("gives the diff of each file with its path", () => {
    expect(splitUnifiedDiff(one + two + three)).toEqual([
      { path: "a.yaml", diff: one },
      { path: "dir/b.yaml", diff: two },
      { path: "c.yaml", diff: three },
    ]);
  });

  it("gives nothing for an empty diff", () => {
    expect(splitUnifiedDiff("")).toEqual([]);
  });
});
