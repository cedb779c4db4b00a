import { describe, expect, it } from "vitest";
import { findParts, nextProblem } from "#lib/graph/view/navigate";
import { buildTree } from "#lib/graph/view/part-tree";

describe("nextProblem", () => {
  const problems = ["a", "b", "c"];
  it.each([
    { why: "starts with the worst", current: undefined, step: 1, next: "a" },
    { why: "goes on", current: "a", step: 1, next: "b" },
    { why: "goes round", current: "c", step: 1, next: "a" },
    { why: "goes back", current: "b", step: -1, next: "a" },
    { why: "goes back round", current: "a", step: -1, next: "c" },
    { why: "starts anew when the current one is solved", current: "solved", step: 1, next: "a" },
  ] as const)("$why", ({ current, step, next }) => expect(nextProblem(problems, current, step)).toBe(next));

  it("knows none where nothing is wrong", () => expect(nextProblem([], "a", 1)).toBeUndefined());
});

describe("findParts", () => {
  const nodes = [
    { id: "1", kind: "App", name: "shop" },
    { id: "2", kind: "Deployment", name: "shop-web" },
    { id: "3", kind: "Pod", name: "shop-web-1" },
  ].map(({ id, kind, name }) => ({
    id,
    reference: { cluster: "c", group: "", version: "v1", kind, name },
    plural: "",
    createdAt: "",
    health: { state: "Ready" as const },
  }));
  const tree = buildTree({
    root: "1",
    nodes,
    edges: [
      { from: "1", to: "2" },
      { from: "2", to: "3" },
    ],
  });
  it.each([
    { why: "no words: nothing", query: "  ", found: [] },
    { why: "by a piece of the name", query: "WEB", found: ["2", "3"] },
    { why: "by kind", query: "deploy", found: ["2"] },
    { why: "by words of both", query: "web pod", found: ["3"] },
    { why: "no such thing", query: "redis", found: [] },
  ])("$why", ({ query, found }) => expect(findParts(tree, query)).toEqual(found));
});
