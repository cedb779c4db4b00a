import { describe, expect, it } from "vitest";
import { type Figure, formatFigures } from "#bench/size/figures";

const figure: Figure = { what: "List", portal: "one", unit: "ms", samples: [4.26, 80], budget: 50 };

describe("formatFigures", () => {
  it.each<[string, Figure, string]>([
    ["judges the 95th percentile by the budget", figure, "| List | ms | 2 | 4.3 | 80 | 80 | 50 | missed |"],
    [
      "has no verdict without a budget",
      { ...figure, budget: undefined },
      "| List | ms | 2 | 4.3 | 80 | 80 |  |  |",
    ],
    [
      "marks what the build does not have",
      { ...figure, samples: [] },
      "| List | ms | 0 | n/a | n/a | n/a | 50 |  |",
    ],
  ])("%s", (_reason, given, row) => {
    expect(formatFigures([given]).split("\n").slice(2)).toEqual([row]);
  });

  it("names the portals where there are several, and not where a figure has none", () => {
    const bare: Figure = { what: "Git", unit: "ms", samples: [1] };
    expect(formatFigures([figure, bare])).not.toContain("portal");
    const table = formatFigures([figure, { ...figure, portal: "other" }, bare]);
    expect(table).toContain("| what | portal | unit |");
    expect(table).toContain("| List | other | ms |");
    expect(table).toContain("| Git |  | ms |");
  });
});
