import { describe, expect, it } from "vitest";
import { formatTable, percentile } from "#bench/report";

describe("percentile", () => {
  it.each([
    [
      "returns the nineteenth of twenty values for the 95th percentile",
      Array.from({ length: 20 }, (_, i) => 20 - i),
      0.95,
      19,
    ],
    ["returns a single value for every percentile", [7], 0.5, 7],
    ["returns the lower median of an even number of values", [1, 2, 3, 4], 0.5, 2],
  ])("%s", (_reason, samples, share, expected) => {
    expect(percentile(samples, share)).toBe(expected);
  });
});

describe("formatTable", () => {
  it("shows which budgets are kept and missed", () => {
    const table = formatTable([
      { what: "fast", samples: [10, 20], budget: 20 },
      { what: "slow", samples: [10, 21], budget: 20 },
    ]);
    expect(table).toContain("| fast | 2 | 10 | 20 | 20 | kept |");
    expect(table).toContain("| slow | 2 | 10 | 21 | 20 | missed |");
  });
});
