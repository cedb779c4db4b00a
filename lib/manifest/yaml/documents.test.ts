import { describe, expect, it } from "vitest";
import {
  appendDocument,
  hasContent,
  joinDocuments,
  removeDocument,
  splitDocuments,
} from "#lib/manifest/yaml/documents";
import { readValue } from "#lib/manifest/yaml/reader";

const A = "kind: A\n";
const B = "kind: B\n";
const C = "kind: C\n";

const split = (text: string) => splitDocuments(text).map(({ lead, body }) => [lead, body]);

describe("splitDocuments", () => {
  it.each<[why: string, text: string, parts: string[][]]>([
    ["an empty text is one empty document", "", [["", ""]]],
    ["a text without separators is one document", A, [["", A]]],
    [
      "a separator begins a document",
      `${A}---\n${B}`,
      [
        ["", A],
        ["---\n", B],
      ],
    ],
    ["a first separator begins the first document", `---\n${A}`, [["---\n", A]]],
    ["a byte order mark stands in front of the first document", `\ufeff---\n${A}`, [["\ufeff---\n", A]]],
    [
      "a separator can hold a comment",
      `${A}--- # next\n${B}`,
      [
        ["", A],
        ["--- # next\n", B],
      ],
    ],
    [
      "Windows line ends stay",
      "kind: A\r\n---\r\nkind: B\r\n",
      [
        ["", "kind: A\r\n"],
        ["---\r\n", "kind: B\r\n"],
      ],
    ],
    [
      "the last line can be open",
      `${A}---\nkind: B`,
      [
        ["", A],
        ["---\n", "kind: B"],
      ],
    ],
    [
      "a separator at the end begins an empty document",
      `${A}---`,
      [
        ["", A],
        ["---", ""],
      ],
    ],
    [
      "the end of a document belongs to it",
      `${A}...\n---\n${B}...\n`,
      [
        ["", `${A}...\n`],
        ["---\n", `${B}...\n`],
      ],
    ],
    [
      "an empty document is one",
      `${A}---\n---\n${B}`,
      [
        ["", A],
        ["---\n", ""],
        ["---\n", B],
      ],
    ],
    [
      "a directive stays with its document",
      `%YAML 1.1\n---\n${A}---\n${B}`,
      [
        ["", `%YAML 1.1\n---\n${A}`],
        ["---\n", B],
      ],
    ],
    [
      "text with --- inside a line is no separator",
      "a: b---\nb: |\n  ---\n",
      [["", "a: b---\nb: |\n  ---\n"]],
    ],
    [
      "a comment with another line break is no separator",
      `${A}--- # x\rkind: C\n`,
      [["", `${A}--- # x\rkind: C\n`]],
    ],
    ["a space that YAML does not know is no separator", `${A}---\u00a0\n${B}`, [["", `${A}---\u00a0\n${B}`]]],
    ["content after --- is no separator for kubectl", `${A}---\t{}\n`, [["", `${A}---\t{}\n`]]],
  ])("%s", (_why, text, parts) => {
    expect(split(text)).toEqual(parts);
    expect(joinDocuments(splitDocuments(text))).toBe(text);
  });

  it("leaves a text over the limit as one document", () => {
    expect(splitDocuments(`${A}---\n${"#".repeat(600 * 1024)}`)).toHaveLength(1);
  });
});

describe("hasContent", () => {
  it.each([
    ["", false],
    ["# comment\n\n  # more\r\n...\n... # end\n", false],
    ["a: 1\n", true],
    ["... {kind: A}\n", true],
    ["\u00a0# no comment for YAML\n", true],
    ["# comment\rkind: A\n", true],
    ["# comment\u0085kind: A\n", true],
    ["# comment\u2028kind: A\n", true],
    ["# comment\u2029kind: A\n", true],
  ])("%j: %s", (body, expected) => {
    expect(hasContent({ body })).toBe(expected);
  });
});

describe("removeDocument", () => {
  it.each<[why: string, text: string, index: number, left: string]>([
    ["a document in the middle goes with its separator", `${A}---\n${B}---\n${C}`, 1, `${A}---\n${C}`],
    ["the last document goes with its separator", `${A}---\n${B}`, 1, A],
    ["the first document goes with the separator after it", `${A}---\n${B}`, 0, B],
    ["the first separator stays where the file began with one", `---\n${A}---\n${B}`, 0, `---\n${B}`],
    ["its leading comment goes", `${A}---\n# about B\n${B}---\n${C}`, 1, `${A}---\n${C}`],
    ["its inner comments go", `${A}---\n${B}spec:\n  # old\n  a: 1\n  # b: 2\n---\n${C}`, 1, `${A}---\n${C}`],
    [
      "a comment after it stays, because it can be about the next document",
      `${A}---\n${B}# about C\n---\n${C}`,
      1,
      `${A}---\n# about C\n---\n${C}`,
    ],
    ["the only comment at the head of the file stays", `# Team A\n${A}---\n${B}`, 0, `# Team A\n---\n${B}`],
    [
      "the first document's own comment goes, after a blank line",
      `# Team A\n\n# about A\n${A}---\n${B}`,
      0,
      `# Team A\n\n---\n${B}`,
    ],
    [
      "a comment at the head in front of a separator stays",
      `# Team A\n---\n${A}---\n${B}`,
      1,
      `# Team A\n---\n${B}`,
    ],
    ["its end goes", `${A}---\n${B}...\n---\n${C}`, 1, `${A}---\n${C}`],
    ["another document's end stays", `${A}...\n---\n${B}`, 1, `${A}...\n`],
    ["Windows line ends stay", "kind: A\r\n---\r\nkind: B\r\n", 0, "kind: B\r\n"],
    ["a byte order mark stays", `\ufeff${A}---\n${B}`, 0, `\ufeff${B}`],
    ["an open last line goes", `${A}---\nkind: B`, 1, A],
    ["an open last line stays", `${A}---\nkind: B`, 0, "kind: B"],
    ["an empty document stays", `${A}---\n---\n${B}`, 2, `${A}---\n`],
    ["a directive stays with its document", `%YAML 1.1\n---\n${A}---\n${B}`, 1, `%YAML 1.1\n---\n${A}`],
  ])("%s", (_why, text, index, left) => {
    expect(joinDocuments(removeDocument(splitDocuments(text), index))).toBe(left);
  });
});

describe("appendDocument", () => {
  it.each<[why: string, text: string, whole: string]>([
    ["after a document", A, `${A}---\n${B}`],
    ["after an open last line", "kind: A", `${A}---\n${B}`],
    ["after the end of a document", `${A}...\n`, `${A}...\n---\n${B}`],
    ["with Windows line ends", "kind: A\r\n", "kind: A\r\n---\r\nkind: B\r\n"],
    ["into an empty file", "", B],
    ["after a comment at the head of the file", "# Team A\n", `# Team A\n---\n${B}`],
    ["after a separator at the end", `${A}---\n`, `${A}---\n${B}`],
    ["after an open separator at the end", `${A}---`, `${A}---\n${B}`],
    ["after a block scalar that keeps its line ends", "a: |+\n  b\n\n", `a: |+\n  b\n\n---\n${B}`],
  ])("%s", (_why, text, whole) => {
    const appended = appendDocument(splitDocuments(text), B);
    expect(joinDocuments(appended)).toBe(whole);
    const read = splitDocuments(whole).filter(hasContent);
    expect(readValue(read.at(-1)?.body ?? "")).toMatchObject({ ok: true, value: { kind: "B" } });
  });
});
