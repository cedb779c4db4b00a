import { describe, expect, it } from "vitest";
import { readYaml } from "#lib/form/manifest/manifest-text";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { TEXTS } from "#lib/schema/testing/samples";

describe("writeYaml", () => {
  // Go's reader takes these for line breaks or refuses them, quoted or not.
  it.each([
    ["a Unicode line separator", "a\u2028b", '"a\\u2028b"\n'],
    ["a next-line control character", "\u0085", '"\\u0085"\n'],
    ["a delete control character", "\u007f", '"\\u007f"\n'],
    ["a byte order mark, beside a quote", '\ufeff"', '"\\ufeff\\""\n'],
  ])("escapes %s", (_why, value, written) => {
    expect(writeYaml(value)).toBe(written);
    expect(readYaml(written)).toEqual({ ok: true, value });
  });

  it.each(TEXTS.map((text) => [JSON.stringify(text), text]))(
    "keeps %s, as a value and as a key",
    (_text, text) => {
      const value = { [text]: [text, { [text]: text }] };
      expect(readYaml(writeYaml(value))).toEqual({ ok: true, value });
    },
  );
});
