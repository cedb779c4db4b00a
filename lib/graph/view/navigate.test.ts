import { describe, expect, it } from "vitest";
import { findParts, nextProblem } from "#lib/graph/view/navigate";
import { buildTree } from "#lib/graph/view/part-tree";

describe("nextProblem", () => {
  const problems = ["a", "b", "c"];
  it.each([
    { why: "starts with the first problem", current: undefined, step: 1, next: "a" },
    { why: "goes to the next problem", current: "a", step: 1, next: "b" },
    { why: "continues with the first problem after the last", current: "c", step: 1, next: "a" },
    { why: "goes to the previous problem", current: "b", step: -1, next: "a" },
    { why: "continues with the last problem before the first", current: "a", step: -1, next: "c" },
    { why: "restarts when the current problem is solved", current: "solved", step: 1, next: "a" },
  ] as const)("$why", ({ current, step, next }) => expect(nextProblem(problems, current, step)).toBe(next));

  it("returns undefined without problems", () => expect(nextProblem([], "a", 1)).toBeUndefined());
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
    { why: "finds nothing for an empty query", query: "  ", found: [] },
    { why: "finds by a part of the name", query: "WEB", found: ["2", "3"] },
    { why: "finds by kind", query: "deploy", found: ["2"] },
    { why: "finds by name and kind", query: "web pod", found: ["3"] },
    { why: "finds nothing for an unknown name", query: "redis", found: [] },
  ])("$why", ({ query, found }) => expect(findParts(tree, query)).toEqual(found));
});
