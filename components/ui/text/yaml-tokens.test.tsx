import { describe, expect, it } from "vitest";
import { tokenizeYaml } from "#components/ui/text/yaml-tokens";

const kinds = (line: string) => tokenizeYaml(line)[0]?.map((token) => `${token.kind}:${token.text.trim()}`);

describe("tokenizeYaml", () => {
  it.each([
    {
      why: "reads a key and a plain value",
      line: "size: small",
      gives: ["key:size", "mark::", "value:small"],
    },
    {
      why: "reads a number as a literal",
      line: "  replicas: 3",
      gives: ["mark:", "key:replicas", "mark::", "literal:3"],
    },
    { why: "reads a quantity as a value", line: "size: 20Gi", gives: ["key:size", "mark::", "value:20Gi"] },
    {
      why: "reads a quoted number as a value",
      line: 'port: "80"',
      gives: ["key:port", "mark::", 'value:"80"'],
    },
    {
      why: "reads a label key with a slash and dots",
      line: "app.kubernetes.io/name: x",
      gives: ["key:app.kubernetes.io/name", "mark::", "value:x"],
    },
    {
      why: "reads a list item with a key",
      line: "- name: a",
      gives: ["mark:-", "key:name", "mark::", "value:a"],
    },
    {
      why: "reads a URL in a list item as a value",
      line: "- http://a/b",
      gives: ["mark:-", "value:http://a/b"],
    },
    {
      why: "keeps the colon of a URL",
      line: "url: https://a:1/b",
      gives: ["key:url", "mark::", "value:https://a:1/b"],
    },
    {
      why: "reads a comment after a value",
      line: "a: b # why",
      gives: ["key:a", "mark::", "value:b", "comment:# why"],
    },
    { why: "keeps a hash in quotes", line: 'a: "b # c"', gives: ["key:a", "mark::", 'value:"b # c"'] },
    { why: "keeps a hash in a word", line: "a: b#c", gives: ["key:a", "mark::", "value:b#c"] },
    { why: "reads a document marker", line: "---", gives: ["mark:---"] },
  ])("$why", ({ line, gives }) => expect(kinds(line)).toEqual(gives));

  it("reads a block scalar as a value until its indentation ends", () => {
    const lines = tokenizeYaml("script: |\n  # not a comment\n  a: b\n\nnext: 1");
    expect(lines[1]).toEqual([{ kind: "value", text: "  # not a comment" }]);
    expect(lines[2]).toEqual([{ kind: "value", text: "  a: b" }]);
    expect(lines[4]?.[0]).toEqual({ kind: "key", text: "next" });
  });

  it("keeps every character", () => {
    const code = "a:\n  - b: 'it''s'   # c\n  -\n  - \"x: y\"\n? odd\n\t{a: [1, 2]}\n  e: >-\n    text\n\n";
    const joined = tokenizeYaml(code).map((line) => line.map((token) => token.text).join(""));
    expect(joined.join("\n")).toBe(code);
  });
});
