import { describe, expect, it } from "vitest";
import { findJsonExcess, LIMITS } from "#lib/manifest/limits";

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const listed = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => index));

describe("the limits of an input", () => {
  const rows: [reason: string, text: string, excess: RegExp | undefined][] = [
    ["a small object passes", '{"a":{"b":[1,2,{"c":null}]}}', undefined],
    ["the depth limit itself passes", nested(LIMITS.depth), undefined],
    ["one level more is too deep", nested(LIMITS.depth + 1), /64 levels/],
    ["objects count as levels too", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, /64 levels/],
    ["brackets inside a text are no levels", JSON.stringify("[".repeat(1_000)), undefined],
    ["an escaped quote does not end a text", String.raw`["\"[[[[", "\\"]`, undefined],
    ["many siblings are too many values", listed(LIMITS.nodes + 1), /50,000 values/],
    ["fewer siblings pass", listed(LIMITS.nodes - 10), undefined],
  ];

  it.each(rows)("%s", (_reason, text, excess) => {
    if (excess === undefined) expect(findJsonExcess(text)).toBeUndefined();
    else expect(findJsonExcess(text)).toMatch(excess);
  });

  it("answers for a text that would overflow the stack of a recursive reader", () => {
    expect(findJsonExcess("[".repeat(1_000_000))).toMatch(/64 levels/);
  });
});
