import { describe, expect, it } from "vitest";
import { MAX_YAML_BYTES, MAX_YAML_DEPTH, MAX_YAML_NODES } from "#lib/manifest/yaml/limits";
import { readObject, readValue } from "#lib/manifest/yaml/reader";
import { ATTACKS } from "#lib/manifest/yaml/testing/attacks";

const OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
const read = (text: string) => {
  const result = readValue(text);
  return result.ok ? result.value : result;
};

describe("readValue", () => {
  it.each<[string, string, unknown]>([
    ["words for true", "[y, Yes, on, TRUE]", [true, true, true, true]],
    ["words for null", "[~, null, , NULL]".replace(" ,", ""), [null, null, null]],
    ["octal numbers", "[0777, 0o14, 08, 0]", [511, 12, 8, 0]],
    ["hexadecimal and binary numbers", "[0x1F, 0b11, 0B11, -0x10]", [31, 3, 3, -16]],
    ["underscores in numbers", "[1_000, 1e3_0, _1]", [1000, 1e30, "_1"]],
    ["fractions", "[1., .5, -.5, 1e999]", [1, 0.5, -0.5, "1e999"]],
    ["dates and times as text", "[2001-12-14, 12:30:45]", ["2001-12-14", "12:30:45"]],
    [
      "whole numbers of 64 bits",
      "[9007199254740993, -9223372036854775808]",
      [9007199254740993n, -(2n ** 63n)],
    ],
    ["quoted values as text", `['1', "yes", '']`, ["1", "yes", ""]],
    ["escapes", String.raw`"\x41\u00e9\U0001F600\N\t"`, "Aé😀\u0085\t"],
    ["folded text", "a: >\n  b\n  c\n\n  d\n", { a: "b c\nd\n" }],
    ["kept line breaks", "a: |+\n  b\n\n", { a: "b\n\n" }],
    ["an explicit indentation", "a: |2\n    b\n", { a: "  b\n" }],
    ["a list at the column of its key", "a:\n- b\n- c\n", { a: ["b", "c"] }],
    ["an anchor and its alias", "a: &x {b: c}\nd: *x\n", { a: { b: "c" }, d: { b: "c" } }],
    [
      "a merge key before a key that overrides it",
      "a: &x {b: 1}\nd: {<<: *x, b: 2}\n",
      { a: { b: 1 }, d: { b: 2 } },
    ],
    [
      "a merge of a list, where the first map takes precedence",
      "a: {<<: [{b: 1}, {b: 2, c: 3}]}",
      { a: { b: 1, c: 3 } },
    ],
    ["a quoted merge key as a plain key", `a: {"<<": {b: 1}}`, { a: { "<<": { b: 1 } } }],
    ["a byte order mark at the start", "\ufeffa: b\n", { a: "b" }],
    ["Windows line breaks", "a: b\r\nc: |\r\n  d\r\n", { a: "b", c: "d\n" }],
    ["separators and empty documents around one document", "# c\n---\n---\na: b\n---\n# end\n", { a: "b" }],
    ["a document end marker", "a: b\n...\n", { a: "b" }],
    ["a text without a value", "# nothing\n", null],
    ["a key named __proto__", `__proto__: {a: b}`, JSON.parse('{"__proto__": {"a": "b"}}')],
  ])("reads %s like Go", (_reason, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each<[string, string, RegExp]>([
    ["more bytes than the limit", `a: "${"é".repeat(MAX_YAML_BYTES / 2)}"`, /longer than 512 KiB/],
    ["brackets nested too deeply", "[".repeat(MAX_YAML_DEPTH + 1), /nested deeper than 64/],
    ["dashes nested too deeply", "- ".repeat(100_000), /nested deeper than 64/],
    ["aliases nested too deeply", deepAliases(), /nested deeper than 64/],
    ["too many values", "- a\n".repeat(MAX_YAML_NODES + 1), /more than 100000/],
    ["aliases that expand exponentially", multiplyingAliases(), /expand to too much/],
  ])("refuses %s", (_reason, text, message) => {
    expect(readValue(text)).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  });
});

function deepAliases(): string {
  const levels = Array.from({ length: 40 }, (_, level) => `k${level}: &k${level} [[*k${level - 1}]]`);
  return ["k-1: &k-1 a", ...levels].join("\n");
}

function multiplyingAliases(): string {
  const nine = (name: string) => `[${Array.from({ length: 9 }, () => name).join()}]`;
  const levels = Array.from(
    { length: 9 },
    (_, level) => `k${level + 1}: &k${level + 1} ${nine(`*k${level}`)}`,
  );
  return [`k0: &k0 ${nine("a")}`, ...levels].join("\n");
}

describe("readObject", () => {
  it.each(ATTACKS)("refuses %s", (_reason, text) => {
    const result = readObject(text);
    expect(result.ok ? result.value : undefined).toBeUndefined();
    expect(result).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^[^\n]+\.$/),
      line: expect.any(Number),
    });
  });

  it.each<[string, string]>([
    ["an anchor on the name", "apiVersion: v1\nkind: A\nmetadata: {name: &n a}\nspec: {b: *n}\n"],
    [
      "an anchor on the labels",
      "apiVersion: v1\nkind: A\nmetadata: {name: a, labels: &l {b: c}}\nspec: {d: *l}\n",
    ],
    [
      "a merge inside spec",
      "apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {b: &b {c: d}, e: {<<: *b}}\n",
    ],
    ["a separator at the end and a comment", `---\n${OBJECT}---\n# end of file\n`],
    ["JSON", `{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}, "spec": {"b": [1, true, null]}}`],
  ])("accepts %s", (_reason, text) => {
    expect(readObject(text)).toMatchObject({ ok: true, value: { metadata: { name: "a" } } });
  });

  it("reports the line of a field, or of the nearest parent of a missing field", () => {
    const result = readObject(`${OBJECT}spec:\n  a:\n    - b: c\n    - d: e\n`);
    const lines = [["spec", "a", 1, "d"], ["spec", "a", 0, "none"], ["kind"]].map(
      (path) => result.ok && result.lineOf(path),
    );
    expect(lines).toEqual([7, 6, 2]);
  });

  it.each(["", "# only a comment\n", "---\n---\n"])("refuses a text without an object: %j", (text) => {
    expect(readObject(text)).toMatchObject({ ok: false, message: "The manifest is empty." });
  });

  it("counts lines and offsets from the start of the text after a byte order mark", () => {
    const text = `\ufeff${OBJECT}b: !x c\n`;
    const result = readObject(text);
    expect(result).toMatchObject({ ok: false, line: 4 });
    expect(!result.ok && text.slice(...result.at)).toBe("!");
  });
});
