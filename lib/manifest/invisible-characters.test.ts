import { describe, expect, it } from "vitest";
import { showInvisible, splitInvisible } from "#lib/manifest/invisible-characters";

describe("invisible characters", () => {
  it.each([
    ["plain text", "a b: c\nd", "a b: c\nd"],
    ["an indentation inside the text", "a:\n  b", "a:\n  b"],
    ["several spaces", "a   b", "a   b"],
    ["nothing", "", ""],
    ["an emoji with its joiners", "⚠️ 👩🏽‍💻", "⚠️ 👩🏽‍💻"],
    ["a script that is read from right to left", "שלום", "שלום"],
  ])("leave what can be seen as it is: %s", (_what, text) => expect(showInvisible(text)).toBe(text));

  it.each([
    ["a tab", "a\tb\n\tc", "a\\tb\n\\tc"],
    ["a carriage return", "a\rb", "a\\rb"],
    ["an end of line of Windows", "a\r\nb", "a\\r\nb"],
    ["a space at the start", " a", "·a"],
    ["spaces at the end", "a  ", "a··"],
    ["spaces at the end of a line", "a  \nb \r\nc", "a··\nb·\\r\nc"],
    ["only spaces", "  ", "··"],
    ["a line break at the start and the end", "\na\n\n", "\\na\\n\\n"],
    ["a line of spaces", "a\n  \nb", "a\n··\nb"],
    ["a space that does not break", "a\u00a0b", "a⟨U+00A0⟩b"],
    ["a space without a width", "a\u200bb", "a⟨U+200B⟩b"],
    ["a joiner outside of an emoji", "a\u200db\ufe0f", "a⟨U+200D⟩b⟨U+FE0F⟩"],
    ["a filler", "a\u3164", "a⟨U+3164⟩"],
    ["a control character", "a\u0000\u001b", "a⟨U+0000⟩⟨U+001B⟩"],
    ["a direction mark", "a\u202eb", "a⟨U+202E⟩b"],
    ["a mark beyond 16 bits", "a\u{e0041}", "a⟨U+E0041⟩"],
  ])("are written out: %s", (_what, text, shown) => expect(showInvisible(text)).toBe(shown));

  it("are told apart from text that is written like them", () => {
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
