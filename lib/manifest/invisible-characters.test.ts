import { describe, expect, it } from "vitest";
import { showInvisible, splitInvisible } from "#lib/manifest/invisible-characters";

describe("invisible characters", () => {
  it.each([
    ["plain text", "a b: c\nd", "a b: c\nd"],
    ["an indentation inside the text", "a:\n  b", "a:\n  b"],
    ["several spaces", "a   b", "a   b"],
    ["an empty text", "", ""],
    ["an emoji with its joiners", "⚠️ 👩🏽‍💻", "⚠️ 👩🏽‍💻"],
    ["right-to-left text", "שלום", "שלום"],
  ])("are not found in %s", (_what, text) => expect(showInvisible(text)).toBe(text));

  it.each([
    ["a tab", "a\tb\n\tc", "a\\tb\n\\tc"],
    ["a carriage return", "a\rb", "a\\rb"],
    ["a Windows line break", "a\r\nb", "a\\r\nb"],
    ["a space at the start", " a", "·a"],
    ["spaces at the end", "a  ", "a··"],
    ["spaces at the end of a line", "a  \nb \r\nc", "a··\nb·\\r\nc"],
    ["only spaces", "  ", "··"],
    ["a line break at the start and the end", "\na\n\n", "\\na\\n\\n"],
    ["a line of spaces", "a\n  \nb", "a\n··\nb"],
    ["a no-break space", "a\u00a0b", "a⟨U+00A0⟩b"],
    ["a zero-width space", "a\u200bb", "a⟨U+200B⟩b"],
    ["a joiner outside an emoji", "a\u200db\ufe0f", "a⟨U+200D⟩b⟨U+FE0F⟩"],
    ["a Hangul filler", "a\u3164", "a⟨U+3164⟩"],
    ["a control character", "a\u0000\u001b", "a⟨U+0000⟩⟨U+001B⟩"],
    ["a direction mark", "a\u202eb", "a⟨U+202E⟩b"],
    ["a mark beyond 16 bits", "a\u{e0041}", "a⟨U+E0041⟩"],
  ])("are written out: %s", (_what, text, shown) => expect(showInvisible(text)).toBe(shown));

  it("are distinguished from text that looks like an escape", () => {
    expect(splitInvisible("\\t\tb")).toEqual([
      { text: "\\t", isEscape: false },
      { text: "\\t", isEscape: true },
      { text: "b", isEscape: false },
    ]);
  });

  it("are found in a long text in linear time", () => {
    const runs = `a${" ".repeat(100_000)}b${"\n".repeat(100_000)}c`;
    const start = performance.now();
    expect(showInvisible(runs)).toBe(runs);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
