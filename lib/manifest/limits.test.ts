import { describe, expect, it } from "vitest";
import { findJsonExcess, LIMITS } from "#lib/manifest/limits";

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const listed = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => index));

describe("findJsonExcess", () => {
  const rows: [reason: string, text: string, excess: RegExp | undefined][] = [
    ["accepts a small object", '{"a":{"b":[1,2,{"c":null}]}}', undefined],
    ["accepts the maximum depth", nested(LIMITS.depth), undefined],
    ["refuses one level more than the maximum", nested(LIMITS.depth + 1), /64 levels/],
    ["counts objects as levels", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, /64 levels/],
    ["does not count brackets inside text", JSON.stringify("[".repeat(1_000)), undefined],
    ["does not end a text at an escaped quote", String.raw`["\"[[[[", "\\"]`, undefined],
    ["refuses too many siblings", listed(LIMITS.nodes + 1), /50,000 values/],
    ["accepts fewer siblings", listed(LIMITS.nodes - 10), undefined],
  ];

  it.each(rows)("%s", (_reason, text, excess) => {
    if (excess === undefined) expect(findJsonExcess(text)).toBeUndefined();
    else expect(findJsonExcess(text)).toMatch(excess);
  });

  it("refuses text that would overflow the stack of a recursive reader", () => {
    expect(findJsonExcess("[".repeat(1_000_000))).toMatch(/64 levels/);
  });
});
