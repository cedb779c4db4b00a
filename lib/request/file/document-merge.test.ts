import { describe, expect, it } from "vitest";
import { mergeFile } from "#lib/request/file/merge-file";

const write = (name: string, size = "1", plan = "a") =>
  `kind: Thing\napiVersion: demo.test/v1\nmetadata: {name: ${name}}\nspec:\n  size: ${size}\n  plan: ${plan}\n`;
const [A, B, C] = [write("a"), write("b"), write("c")];

function merge(base: string | undefined, target: string, head: string, lines?: string) {
  return mergeFile({ path: "team-a.yaml", base, target, head, lines }, undefined);
}

describe("mergeFile merges a file with several documents", () => {
  it.each<[why: string, base: string | undefined, target: string, head: string, merged: string]>([
    [
      "where the sides change two documents",
      `${A}---\n${B}`,
      `${write("a", "2")}---\n${B}`,
      `${A}---\n${write("b", "3")}`,
      `${write("a", "2")}---\n${write("b", "3")}`,
    ],
    [
      "where the sides change two fields of one document",
      `${A}---\n${B}`,
      `${A}---\n${write("b", "2")}`,
      `${A}---\n${write("b", "1", "z")}`,
      `${A}---\n${write("b", "2", "z")}`,
    ],
    ["where both sides add a document", A, `${A}---\n${B}`, `${A}---\n${C}`, `${A}---\n${B}---\n${C}`],
    ["where both sides add the file", undefined, A, B, `${A}---\n${B}`],
    ["where both sides add the same document", A, `${A}---\n${B}`, `${A}---\n${B}`, `${A}---\n${B}`],
    [
      "where one side removes and the other adds",
      `${A}---\n${B}`,
      A,
      `${A}---\n${B}---\n${C}`,
      `${A}---\n${C}`,
    ],
    ["where the sides remove two documents", `${A}---\n${B}---\n${C}`, `${B}---\n${C}`, `${A}---\n${B}`, B],
    [
      "where the target has an open last line",
      `${A}---\n${B}`.trimEnd(),
      `${A}---\n${write("b", "2")}`.trimEnd(),
      `${A}---\n${B}---\n${C}`,
      `${A}---\n${write("b", "2")}---\n${C}`,
    ],
    [
      "with the bytes of a document that has no object on the target branch",
      `${A}---\n${B}`,
      `${A}---\n${B}---\na: [\n`,
      `${write("a", "2")}---\n${B}`,
      `${write("a", "2")}---\n${B}---\na: [\n`,
    ],
  ])("%s", (_why, base, target, head, merged) => {
    expect(merge(base, target, head)).toEqual({ state: "merged", text: merged });
  });

  it("keeps Git's merge by lines where it means the same", () => {
    const lines = `# both\n${write("a", "2")}---\n${write("b", "3")}`;
    const target = `# both\n${write("a", "2")}---\n${B}`;
    expect(merge(`${A}---\n${B}`, target, `${A}---\n${write("b", "3")}`, lines)).toEqual({
      state: "merged",
      text: lines,
    });
  });

  it("does not keep a merge by lines that means something else", () => {
    const twice = `${A}---\n${B}---\n${C}---\n${C}`;
    expect(merge(A, `${A}---\n${B}`, `${A}---\n${C}`, twice)).toEqual({
      state: "merged",
      text: `${A}---\n${B}---\n${C}`,
    });
  });

  it.each<[why: string, base: string | undefined, target: string, head: string]>([
    [
      "both sides change one field",
      `${A}---\n${B}`,
      `${A}---\n${write("b", "2")}`,
      `${A}---\n${write("b", "3")}`,
    ],
    ["both sides add one object", A, `${A}---\n${B}`, `${A}---\n${write("b", "2")}`],
    ["one side removes what the other changes", `${A}---\n${B}`, A, `${A}---\n${write("b", "2")}`],
    ["one side changes what the other removes", `${A}---\n${B}`, `${A}---\n${write("b", "2")}`, A],
    ["no document would be left", `${A}---\n${B}`, A, B],
    ["only the request has comments between documents", A, `${A}---\n${B}`, `${A}---\n# note\n---\n${C}`],
  ])("has a conflict where %s", (_why, base, target, head) => {
    expect(merge(base, target, head)).toMatchObject({ state: "conflict" });
  });

  it.each<[why: string, base: string, head: string]>([
    ["a document without an object", `${A}---\na: 1\n`, `${A}---\na: 2\n`],
    ["two documents of one object", `${A}---\n${A}`, `${A}---\n${A}---\n${B}`],
  ])("leaves a change of %s to Git", (_why, base, head) => {
    expect(merge(base, `${base}---\n${C}`, head)).toBeUndefined();
  });
});
