import { describe, expect, it } from "vitest";
import { listDocumentChanges } from "#lib/request/file/document-changes";

const write = (name: string, size = 1, namespace = "team-a") =>
  `apiVersion: demo.test/v1\nkind: Thing\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {size: ${size}}\n`;
const [A, B, C] = [write("a"), write("b"), write("c")];

/** The changed documents as before → after, each by name and namespace. */
function list(before: string | undefined, after: string | undefined): string[] {
  return listDocumentChanges({ before, after }).map(({ reading }) => {
    const [old, next] = [reading.before, reading.after].map((side) => {
      if (side === undefined) return "none";
      const { identity } = side;
      return identity ? `${identity.metadata.name}/${identity.metadata.namespace}` : "refused";
    });
    return `${old} → ${next}`;
  });
}

describe("listDocumentChanges", () => {
  it.each<[why: string, before: string | undefined, after: string | undefined, changes: string[]]>([
    ["a changed document", `${A}---\n${B}`, `${A}---\n${write("b", 2)}`, ["b/team-a → b/team-a"]],
    ["a new document", A, `${A}---\n${B}`, ["none → b/team-a"]],
    ["a new document behind an open last line", A.trimEnd(), `${A}---\n${B}`, ["none → b/team-a"]],
    ["a removed document", `${A}---\n${B}`, B, ["a/team-a → none"]],
    ["a moved document is none", `${A}---\n${B}`, `${B}---\n${A}`, []],
    ["a comment between documents is none", `${A}---\n${B}`, `${A}---\n# note\n---\n${B}`, []],
    ["a comment of a document is one", `${A}---\n${B}`, `${A}---\n# note\n${B}`, ["b/team-a → b/team-a"]],
    [
      "two changed documents",
      `${A}---\n${B}`,
      `${write("a", 2)}---\n${write("b", 2)}`,
      ["a/team-a → a/team-a", "b/team-a → b/team-a"],
    ],
    [
      "a second document of one object",
      `${A}---\n${B}`,
      `${A}---\n${B}---\n${write("b", 2)}`,
      ["none → b/team-a"],
    ],
    ["one more copy of a document", `${A}---\n${B}`, `${A}---\n${B}---\n${B}`, ["none → b/team-a"]],
    ["another namespace", `${A}---\n${B}`, `${A}---\n${write("b", 1, "team-b")}`, ["b/team-a → b/team-b"]],
    [
      "another name is a new document and a removed one",
      `${A}---\n${B}`,
      `${A}---\n${C}`,
      ["none → c/team-a", "b/team-a → none"],
    ],
    [
      "a document that can no longer be read",
      `${A}---\n${B}`,
      `${A}---\n${B}<<: {a: b}\n`,
      ["b/team-a → refused"],
    ],
    [
      "an object behind another line break in a comment",
      `${A}---\n${B}`,
      `${A}---\n${B}---\n# x\r${C}`,
      ["none → refused"],
    ],
    [
      "an object behind a separator with another line break",
      `${A}---\n${B}`,
      `${A}---\n${B}--- # x\u0085kind: C\n`,
      ["b/team-a → refused"],
    ],
    ["a file with one document on each side", A, B, ["a/team-a → b/team-a"]],
    ["a removed file with an unreadable rest", `${A}a: {b: 1, b: 2}\n`, undefined, ["a/team-a → none"]],
    ["all documents of a new file", undefined, `${A}---\n${B}`, ["none → a/team-a", "none → b/team-a"]],
    ["all documents of a removed file", `${A}---\n${B}`, undefined, ["a/team-a → none", "b/team-a → none"]],
  ])("%s", (_why, before, after, changes) => {
    expect(list(before, after)).toEqual(changes);
  });
});
