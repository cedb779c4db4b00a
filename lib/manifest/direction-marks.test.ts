import { describe, expect, it } from "vitest";
import { DIRECTION_MARK, dropMarks, showMarks } from "#lib/manifest/direction-marks";

const MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

describe("direction marks", () => {
  it.each([
    ["an override that reverses a value", "replicas: \u202e01", "replicas: ⟨U+202E⟩01"],
    ["isolates", "\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩"],
    ["marks that are single characters", "\u200ea\u200fb\u061c", "⟨U+200E⟩a⟨U+200F⟩b⟨U+061C⟩"],
    ["right-to-left text without marks", "שלום", "שלום"],
    ["plain text", "a: b # c", "a: b # c"],
  ])("showMarks writes out only marks: %s", (_what, text, expected) => {
    expect(showMarks(text)).toBe(expected);
  });

  it("dropMarks removes marks", () => {
    expect(dropMarks("Data\u202ebase")).toBe("Database");
  });

  it("include every direction mark of Unicode", () => {
    expect(dropMarks(MARKS)).toBe("");
    expect(MARKS.replace(DIRECTION_MARK, "")).toBe("");
    expect(showMarks(MARKS)).not.toMatch(/\p{Bidi_Control}/u);
  });
});
