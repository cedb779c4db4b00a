import { describe, expect, it } from "vitest";
import {
  addEntry,
  compareEntries,
  listKustomizationPaths,
  mergeKustomizations,
  removeEntry,
} from "#lib/request/file/kustomization";

const PATH = "team-a/kustomization.yaml";
const HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
const write = (...entries: string[]) => `${HEAD}resources:\n${entries.map((one) => `  - ${one}\n`).join("")}`;
const add = (text: string | undefined, entry: string, namespace?: string) =>
  addEntry(text, entry, { path: PATH, namespace });

describe("an entry of a kustomization", () => {
  it.each<[why: string, before: string | undefined, entry: string, after: string]>([
    ["begins a kustomization", undefined, "b.yaml", write("b.yaml")],
    ["is added in order", write("a.yaml", "c.yaml"), "b.yaml", write("a.yaml", "b.yaml", "c.yaml")],
    [
      "is added at the end of an unordered list",
      write("c.yaml", "a.yaml"),
      "b.yaml",
      write("c.yaml", "a.yaml", "b.yaml"),
    ],
    ["is not added twice", write("./b.yaml"), "b.yaml", write("./b.yaml")],
    ["is added to an empty list", `${HEAD}resources: []\n`, "b.yaml", write("b.yaml")],
    ["is added without a list", HEAD, "b.yaml", write("b.yaml")],
    [
      "keeps comments and other fields",
      `# Team A\n${HEAD}resources:\n- a.yaml # first\n# last\n- c.yaml\ncommonLabels: {a: b}\n`,
      "b.yaml",
      `# Team A\n${HEAD}resources:\n- a.yaml # first\n- b.yaml\n# last\n- c.yaml\ncommonLabels: {a: b}\n`,
    ],
    [
      "keeps Windows line ends",
      write("a.yaml").replaceAll("\n", "\r\n"),
      "b.yaml",
      write("a.yaml", "b.yaml").replaceAll("\n", "\r\n"),
    ],
  ])("%s", (_why, before, entry, after) => {
    expect(add(before, entry)).toBe(after);
  });

  it.each<[why: string, before: string, after: string]>([
    ["goes with its line", write("a.yaml", "b.yaml"), write("a.yaml")],
    ["leaves an empty list", write("b.yaml"), `${HEAD}resources: []\n`],
    ["can begin with ./", write("./b.yaml", "c.yaml"), write("c.yaml")],
    ["need not be there", write("a.yaml"), write("a.yaml")],
  ])("%s when it is removed", (_why, before, after) => {
    expect(removeEntry(before, "b.yaml", PATH)).toBe(after);
  });

  it.each<[why: string, text: string, message: RegExp]>([
    ["that is not YAML", "a: [", /cannot be read/],
    ["whose entries are objects", `${HEAD}resources: [{a: b}]\n`, /cannot be read/],
    ["of another namespace", `${HEAD}namespace: team-b\n`, /moves its objects to the namespace team-b/],
  ])("is not added to a kustomization %s", (_why, text, message) => {
    expect(() => add(text, "b.yaml", "team-a")).toThrow(message);
  });

  it("is added where the kustomization gives the same namespace", () => {
    expect(add(`${HEAD}namespace: team-a\n`, "b.yaml", "team-a")).toContain("- b.yaml");
  });
});

describe("compareEntries", () => {
  it.each<[why: string, before: string | undefined, after: string | undefined, found: object | undefined]>([
    ["a new entry", write("a.yaml"), write("a.yaml", "b.yaml"), { added: ["b.yaml"], removed: [] }],
    ["a new kustomization", undefined, write("b.yaml"), { added: ["b.yaml"], removed: [] }],
    ["a removed entry", write("a.yaml", "b.yaml"), write("a.yaml"), { added: [], removed: ["b.yaml"] }],
    ["another field", write("a.yaml"), `${write("a.yaml", "b.yaml")}namePrefix: x-\n`, undefined],
    ["a new kustomization with another field", undefined, `${write("b.yaml")}namespace: x\n`, undefined],
    ["a removed kustomization", write("b.yaml"), undefined, undefined],
  ])("finds %s", (_why, before, after, found) => {
    expect(compareEntries({ ...(before && { before }), ...(after && { after }) })).toEqual(found);
  });
});

describe("mergeKustomizations", () => {
  const merge = (base: string | undefined, target: string, head: string, lines?: string) =>
    mergeKustomizations({ path: PATH, base, target, head, lines });

  it.each<[why: string, base: string | undefined, target: string, head: string, merged: string]>([
    ["two new entries", write("a"), write("a", "b"), write("a", "c"), write("a", "b", "c")],
    ["two new kustomizations", undefined, write("b"), write("a"), write("a", "b")],
    ["a removed and a new entry", write("a", "b"), write("b"), write("a", "b", "c"), write("b", "c")],
    ["one entry that both sides remove", write("a", "b"), write("b"), write("b"), write("b")],
    [
      "a field of the target branch",
      write("a"),
      `# x\n${write("a")}namePrefix: x-\n`,
      write("a", "b"),
      `# x\n${write("a", "b")}namePrefix: x-\n`,
    ],
  ])("merges %s", (_why, base, target, head, merged) => {
    expect(merge(base, target, head)).toEqual({ state: "merged", text: merged });
  });

  it("keeps Git's merge by lines where it has the same entries", () => {
    const lines = `# both\n${write("a", "c", "b")}`;
    expect(merge(write("a"), write("a", "b"), `# both\n${write("a", "c")}`, lines)).toEqual({
      state: "merged",
      text: lines,
    });
  });

  it("leaves a change of other fields to Git", () => {
    expect(merge(write("a"), write("a", "b"), `${write("a")}namePrefix: x-\n`)).toBeUndefined();
  });
});

it("looks for a kustomization in the folder of a file", () => {
  expect(listKustomizationPaths("a/b/c.yaml")).toEqual([
    "a/b/kustomization.yaml",
    "a/b/kustomization.yml",
    "a/b/Kustomization",
  ]);
  expect(listKustomizationPaths("c.yaml")[0]).toBe("kustomization.yaml");
});
