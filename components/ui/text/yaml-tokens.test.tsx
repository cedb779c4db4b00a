import { describe, expect, it } from "vitest";
import { tokenizeYaml } from "#components/ui/text/yaml-tokens";

const kinds = (line: string) => tokenizeYaml(line)[0]?.map((token) => `${token.kind}:${token.text.trim()}`);

describe("tokenizeYaml", () => {
  it.each([
    { why: "a key and a plain value", line: "size: small", gives: ["key:size", "mark::", "value:small"] },
    {
      why: "a number is a literal",
      line: "  replicas: 3",
      gives: ["mark:", "key:replicas", "mark::", "literal:3"],
    },
    { why: "a quantity is no number", line: "size: 20Gi", gives: ["key:size", "mark::", "value:20Gi"] },
    { why: "quoted, a number is text", line: 'port: "80"', gives: ["key:port", "mark::", 'value:"80"'] },
    {
      why: "a label key with slash and dots",
      line: "app.kubernetes.io/name: x",
      gives: ["key:app.kubernetes.io/name", "mark::", "value:x"],
    },
    { why: "a list item with a key", line: "- name: a", gives: ["mark:-", "key:name", "mark::", "value:a"] },
    {
      why: "a list item that is an address has no key",
      line: "- http://a/b",
      gives: ["mark:-", "value:http://a/b"],
    },
    {
      why: "an address as value keeps its colon",
      line: "url: https://a:1/b",
      gives: ["key:url", "mark::", "value:https://a:1/b"],
    },
    {
      why: "a comment after a value",
      line: "a: b # why",
      gives: ["key:a", "mark::", "value:b", "comment:# why"],
    },
    { why: "a hash inside quotes is text", line: 'a: "b # c"', gives: ["key:a", "mark::", 'value:"b # c"'] },
    { why: "a hash inside a word is text", line: "a: b#c", gives: ["key:a", "mark::", "value:b#c"] },
    { why: "a document mark", line: "---", gives: ["mark:---"] },
  ])("$why", ({ line, gives }) => expect(kinds(line)).toEqual(gives));

  it("takes the text of a block scalar as value, until the indentation ends", () => {
    const lines = tokenizeYaml("script: |\n  # not a comment\n  a: b\n\nnext: 1");
    expect(lines[1]).toEqual([{ kind: "value", text: "  # not a comment" }]);
    expect(lines[2]).toEqual([{ kind: "value", text: "  a: b" }]);
    expect(lines[4]?.[0]).toEqual({ kind: "key", text: "next" });
  });

  it("loses no character", () => {
    const code = "a:\n  - b: 'it''s'   # c\n  -\n  - \"x: y\"\n? odd\n\t{a: [1, 2]}\n  e: >-\n    text\n\n";
    const joined = tokenizeYaml(code).map((line) => line.map((token) => token.text).join(""));
    expect(joined.join("\n")).toBe(code);
  });
});
