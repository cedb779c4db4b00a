import { describe, expect, it } from "vitest";
import { formatTable, percentile } from "#bench/report";

describe("percentile", () => {
  it.each([
    ["of twenty, the 95th is the nineteenth", Array.from({ length: 20 }, (_, i) => 20 - i), 0.95, 19],
    ["of one, every percentile is it", [7], 0.5, 7],
    ["the median of an even number is the lower one", [1, 2, 3, 4], 0.5, 2],
  ])("%s", (_reason, samples, share, expected) => {
    expect(percentile(samples, share)).toBe(expected);
  });
});

describe("formatTable", () => {
  it("says which budget is kept and which missed", () => {
    const table = formatTable([
      { what: "fast", samples: [10, 20], budget: 20 },
      { what: "slow", samples: [10, 21], budget: 20 },
    ]);
    expect(table).toContain("| fast | 2 | 10 | 20 | 20 | kept |");
    expect(table).toContain("| slow | 2 | 10 | 21 | 20 | missed |");
  });
});
