import { describe, expect, it } from "vitest";
import { boundsOfBlock, listBlocks } from "#lib/graph/view/blocks";
import type { ViewGraph } from "#lib/graph/view/types";
import { followGraph, openView, setGrouping } from "#lib/graph/view/view";
import type { State } from "#lib/kubernetes/types";

/** A root with siblings of one kind. The first siblings have the states; `below` has a child. */
function makeGraph(
  count: number,
  { states = [], below }: { states?: State[]; below?: string } = {},
): ViewGraph {
  const ids = Array.from({ length: count }, (_, index) => `pod-${index}`);
  const make = (id: string, state: State = "Ready") => ({
    ...{ id, plural: "pods", createdAt: "", health: { state } },
    reference: { cluster: "c", group: "", version: "v1", kind: "Pod", name: id },
  });
  const edges = ids.map((to) => ({ from: "set", to }));
  const child = below ? [{ node: make("child"), edge: { from: below, to: "child" } }] : [];
  return {
    root: "set",
    nodes: [
      make("set"),
      ...ids.map((id, index) => make(id, states.at(index - count))),
      ...child.map(({ node }) => node),
    ],
    edges: [...edges, ...child.map(({ edge }) => edge)],
  };
}

const ungroup = (graph: ViewGraph) => setGrouping(openView(graph), false, "set");

describe("a block of columns", () => {
  it("is for twelve siblings and more", () => {
    expect(listBlocks(ungroup(makeGraph(11)).cards)).toEqual([]);
    expect(listBlocks(ungroup(makeGraph(12)).cards)).toMatchObject([{ parent: "set", rows: 6 }]);
  });

  it.each([12, 50, 500, 5_000])("of %i is about as wide as a screen, without gaps and overlaps", (count) => {
    const { cards, places } = ungroup(makeGraph(count));
    const [block] = listBlocks(cards);
    const bounds = block && boundsOfBlock(block, places);
    if (!bounds) throw new Error("no block");
    expect(bounds.width / bounds.height).toBeGreaterThan(1);
    expect(bounds.width / bounds.height).toBeLessThan(2.2);
    const points = [...places.values()].map(({ x, y }) => `${x} ${y}`);
    expect(new Set(points).size).toBe(count + 1);
  });

  it("has the first siblings in its first column, from top to bottom", () => {
    const { places } = ungroup(makeGraph(12));
    const [first, second, seventh] = ["pod-0", "pod-1", "pod-6"].map((id) => places.get(id));
    expect(second).toEqual({ x: first?.x, y: (first?.y ?? 0) + 68 });
    expect(seventh).toEqual({ x: (first?.x ?? 0) + 288, y: first?.y });
  });

  it("leaves out problems, which are first, and parents", () => {
    const { cards } = ungroup(makeGraph(20, { states: ["Failed"], below: "pod-5" }));
    expect(cards.get("set")?.children.at(0)).toBe("pod-19");
    const [block] = listBlocks(cards);
    expect(block?.members).toHaveLength(18);
    expect(block?.members).not.toContain("pod-19");
    expect(block?.members).not.toContain("pod-5");
  });

  it("keeps its places while a member changes, and reports a new member", () => {
    const before = ungroup(makeGraph(20));
    expect(followGraph(before, makeGraph(20, { states: ["Working"] })).places).toEqual(before.places);
    const after = followGraph(before, makeGraph(21));
    for (const [id, place] of before.places) expect(after.places.get(id)).toEqual(place);
    expect(after.squeezed).toEqual(["pod-20"]);
  });
});
