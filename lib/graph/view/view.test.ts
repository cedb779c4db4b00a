import { describe, expect, it } from "vitest";
import { neighbour } from "#lib/graph/view/navigate";
import type { Card, ViewGraph } from "#lib/graph/view/types";
import {
  followGraph,
  type GraphView,
  openView,
  rearrange,
  revealPart,
  setGrouping,
  toggleFold,
} from "#lib/graph/view/view";
import type { State } from "#lib/kubernetes/types";

/** "app>web web>pod-1:Failed": edges, a state after a node where it is not Ready. The first node is the root. */
function graph(text: string): ViewGraph {
  const states = new Map<string, State>();
  const edges = text.split(" ").flatMap((pair) => {
    const [from = "", to] = pair.split(">").map((end) => {
      const [id = "", state] = end.split(":");
      if (!states.has(id) || state) states.set(id, knownStates.find((known) => known === state) ?? "Ready");
      return id;
    });
    return to === undefined ? [] : [{ from, to }];
  });
  const nodes = [...states].map(([id, state]) => {
    const kind = id.replace(/-\d+$/, "");
    const reference = { cluster: "c", group: "", version: "v1", kind, name: id };
    return { id, reference, plural: `${kind.toLowerCase()}s`, createdAt: "", health: { state } };
  });
  return { root: nodes[0]?.id ?? "", nodes, edges };
}
const knownStates = ["Failed", "Working", "Missing"] as const satisfies State[];

function many(parent: string, kind: string, count: number, from = 1): string {
  return Array.from({ length: count }, (_, index) => `${parent}>${kind}-${index + from}`).join(" ");
}

/** "app(web(pod-1 pod-2) db)": the cards as a tree. A group is written by its label and size. */
function draw({ cards, tree }: GraphView): string {
  const write = (id: string): string => {
    const card = cards.get(id);
    if (!card) return `?${id}`;
    const name = card.type === "group" ? `${card.label}*${card.members.length}` : id;
    return card.children.length > 0 ? `${name}(${card.children.map(write).join(" ")})` : name;
  };
  return write(tree.root);
}

function groupOf(view: GraphView): Card & { type: "group" } {
  const group = [...view.cards.values()].find((card) => card.type === "group");
  if (group?.type !== "group") throw new Error("no group");
  return group;
}

describe("tree", () => {
  it.each([
    { why: "has a single root", text: "app", drawn: "app", extra: 0 },
    {
      why: "keeps the order at every depth",
      text: "app>web app>db web>pod",
      drawn: "app(web(pod) db)",
      extra: 0,
    },
    {
      why: "puts a part below its first parent",
      text: "app>web app>db db>pod web>pod",
      drawn: "app(web db(pod))",
      extra: 1,
    },
    { why: "treats an edge to the root as extra", text: "app>web web>app", drawn: "app(web)", extra: 1 },
    {
      why: "puts a cycle below the root",
      text: "app>db web>pod pod>web",
      drawn: "app(db web(pod))",
      extra: 1,
    },
    {
      why: "puts a disconnected branch below the root",
      text: "app>db web>pod",
      drawn: "app(db web(pod))",
      extra: 0,
    },
    { why: "ignores an edge from a part to itself", text: "app>web web>web", drawn: "app(web)", extra: 0 },
  ])("$why", ({ text, drawn, extra }) => {
    const view = openView(graph(text));
    expect(draw(view)).toBe(drawn);
    expect(view.tree.extra).toHaveLength(extra);
  });

  it("omits edges to missing parts", () => {
    const { root, nodes } = graph("app>web");
    const view = openView({
      root,
      nodes,
      edges: [
        { from: "app", to: "web" },
        { from: "app", to: "gone" },
      ],
    });
    expect(draw(view)).toBe("app(web)");
  });

  it("accepts a graph deeper than the call stack", () => {
    const chain = Array.from({ length: 12_000 }, (_, index) => `n${index}>n${index + 1}`).join(" ");
    expect(openView(graph(`${chain} n12000:Failed`)).cards.size).toBe(12_001);
  }, 30_000);
});

describe("groups", () => {
  it.each([
    {
      why: "show five siblings as cards",
      text: many("app", "Pod", 5),
      drawn: "app(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5)",
    },
    { why: "combine six siblings of one kind", text: many("app", "Pod", 6), drawn: "app(Pods*6)" },
    {
      why: "combine each kind separately",
      text: `${many("app", "Pod", 6)} ${many("app", "Job", 7)}`,
      drawn: "app(Pods*6 Jobs*7)",
    },
    {
      why: "combine only siblings",
      text: `app>a app>b ${many("a", "Pod", 3)} ${many("b", "Pod", 3, 4)}`,
      drawn: "app(a(Pod-1 Pod-2 Pod-3) b(Pod-4 Pod-5 Pod-6))",
    },
    {
      why: "omit a failed part",
      text: `app>Pod-9:Failed ${many("app", "Pod", 6)}`,
      drawn: "app(Pod-9 Pods*6)",
    },
    {
      why: "omit the parent of a failed part",
      text: `${many("app", "Set", 7)} Set-7>Pod:Missing`,
      drawn: "app(Sets*6 Set-7(Pod))",
    },
    {
      why: "do not count a failed part",
      text: `app>Pod-9:Failed ${many("app", "Pod", 5)}`,
      drawn: "app(Pod-9 Pod-1 Pod-2 Pod-3 Pod-4 Pod-5)",
    },
    {
      why: "take the position of their first member",
      text: `app>a ${many("app", "Pod", 6)} app>b`,
      drawn: "app(a Pods*6 b)",
    },
  ])("$why", ({ text, drawn }) => expect(draw(openView(graph(text)))).toBe(drawn));

  it("count their members by state, with the most severe first", () => {
    const group = groupOf(openView(graph(`app>Pod-7:Working ${many("app", "Pod", 6)}`)));
    expect(group.counts).toEqual([
      { state: "Working", count: 1 },
      { state: "Ready", count: 6 },
    ]);
  });

  it.each([
    { kind: "Ingress", plural: "ingresses", label: "Ingresses" },
    { kind: "NetworkPolicy", plural: "networkpolicies", label: "NetworkPolicies" },
    { kind: "Endpoints", plural: "endpoints", label: "Endpoints" },
    { kind: "Unserved", plural: "", label: "Unserved" },
  ])("label several objects of kind $kind as $label", ({ kind, plural, label }) => {
    const { root, nodes, edges } = graph(many("app", kind, 6));
    const named = nodes.map((node) => (node.id === root ? node : { ...node, plural }));
    expect(groupOf(openView({ root, nodes: named, edges })).label).toBe(label);
  });

  it("open, close, and can be turned off", () => {
    const closed = openView(graph(many("app", "Pod", 6)));
    const open = toggleFold(closed, groupOf(closed).id);
    expect(draw(open)).toBe("app(Pods*6(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5 Pod-6))");
    expect(draw(toggleFold(open, groupOf(open).id))).toBe("app(Pods*6)");
    expect(draw(setGrouping(closed, false, "app"))).toBe("app(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5 Pod-6)");
  });
});

describe("folding", () => {
  it("opens a large graph with only the branches that have a problem unfolded", () => {
    const branches = Array.from(
      { length: 60 },
      (_, index) => `app>set${index} set${index}>a${index} set${index}>b${index}`,
    );
    const view = openView(graph(`${branches.join(" ")} set7>c:Failed`));
    expect(view.cards.get("set7")).toMatchObject({ folded: false });
    expect(view.cards.get("set8")).toMatchObject({ folded: true });
    expect(view.cards.size).toBe(1 + 60 + 3);
  });

  it("hides all parts below a card", () => {
    const view = openView(graph("app>web web>set set>pod app>db"));
    const folded = toggleFold(view, "web");
    expect(draw(folded)).toBe("app(web db)");
    expect(folded.cards.get("web")).toMatchObject({ folded: true, childCount: 1 });
    expect(draw(toggleFold(folded, "web"))).toBe(draw(view));
  });

  it("does nothing for a card without children", () => {
    const view = openView(graph("app>web"));
    expect(toggleFold(view, "web")).toBe(view);
  });

  it("keeps the position of the folded card", () => {
    const view = openView(graph("app>a app>b a>a1 a>a2 a>a3 b>b1 b>b2"));
    expect(toggleFold(view, "b").places.get("b")).toEqual(view.places.get("b"));
  });

  it("unfolds the parents and opens the group of a part", () => {
    const view = toggleFold(openView(graph(`app>web ${many("web", "Pod", 6)} Pod-3>log`)), "web");
    expect(draw(view)).toBe("app(web)");
    const shown = revealPart(view, "log");
    expect(shown.cards.has("log")).toBe(true);
    expect(shown.folding.folded.size).toBe(0);
    expect(revealPart(shown, "log")).toBe(shown);
  });
});

describe("positions", () => {
  const before = openView(graph("app>a app>b app>c a>a1 b>b1 b>b2"));

  it("use one column per depth without overlaps", () => {
    const { places, cards } = before;
    for (const [id, { level }] of cards) expect(places.get(id)?.x).toBe((level - 1) * 288);
    expectNoOverlap(before);
  });

  it.each([
    { why: "a state changes", text: "app>a:Failed app>b app>c a>a1 b>b1 b>b2", squeezed: 0 },
    { why: "a part is removed", text: "app>a app>c a>a1", squeezed: 0 },
    {
      why: "a part is added below the last one",
      text: "app>a app>b app>c app>d a>a1 b>b1 b>b2",
      squeezed: 0,
    },
    { why: "a part gets its first child", text: "app>a app>b app>c a>a1 b>b1 b>b2 b2>x", squeezed: 0 },
    {
      why: "parts are added without enough room",
      text: "app>a app>b app>c a>a1 a>a2 a>a3 b>b1 b>b2",
      squeezed: 2,
    },
  ])("stay the same when $why", ({ text, squeezed }) => {
    const after = followGraph(before, graph(text));
    for (const [id, place] of after.places) {
      const old = before.places.get(id);
      if (old) expect(place).toEqual(old);
    }
    expectNoOverlap(after);
    expect(after.squeezed).toHaveLength(squeezed);
    expect(after.arrangement).toBe(before.arrangement);
  });

  it.each([
    { why: "the visible card", looked: "b", stays: "b" },
    { why: "the root when the visible card is removed", looked: "c", stays: "app" },
  ])("are calculated again on request, around $why", ({ looked, stays }) => {
    const after = rearrange(followGraph(before, graph("app>a app>b a>a1 a>a2 a>a3 b>b1 b>b2")), looked);
    expect(after.squeezed).toEqual([]);
    expect(after.fresh.size).toBe(0);
    expect(after.arrangement).toBe(before.arrangement + 1);
    expect(after.places.get(stays)).toEqual(before.places.get(stays));
  });

  it("are calculated again when a single card becomes several", () => {
    const after = followGraph(openView(graph("app")), graph("app>a app>b"));
    expect(after.squeezed).toEqual([]);
    expect(after.places.get("app")).toEqual({ x: 0, y: 0 });
  });
});

describe("live changes", () => {
  it("reuse the card of a part that has not changed", () => {
    const before = openView(graph("app>a app>b"));
    const after = followGraph(before, graph("app>a app>b:Failed"));
    expect(after.cards.get("a")).toBe(before.cards.get("a"));
    expect(after.cards.get("b")).not.toBe(before.cards.get("b"));
    expect(after.places).toBe(before.places);
  });

  it("report the new parts", () => {
    const after = followGraph(openView(graph("app>a")), graph("app>a app>b"));
    expect([...after.fresh]).toEqual(["b"]);
  });

  it.each([
    {
      why: "add a sixth sibling as a card",
      from: many("app", "Pod", 5),
      to: many("app", "Pod", 6),
      drawn: "app(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5 Pod-6)",
      anew: "app(Pods*6)",
    },
    {
      why: "take a failed member out of its group",
      from: many("app", "Pod", 8),
      to: `app>Pod-1:Failed ${many("app", "Pod", 7, 2)}`,
      drawn: "app(Pod-1 Pods*7)",
      anew: "app(Pod-1 Pods*7)",
    },
    {
      why: "keep a group that shrinks",
      from: many("app", "Pod", 6),
      to: many("app", "Pod", 2),
      drawn: "app(Pods*2)",
      anew: "app(Pod-1 Pod-2)",
    },
    {
      why: "extend a group",
      from: many("app", "Pod", 6),
      to: many("app", "Pod", 9),
      drawn: "app(Pods*9)",
      anew: "app(Pods*9)",
    },
    {
      why: "keep the card of a part that has recovered",
      from: `app>Pod-1:Failed ${many("app", "Pod", 6, 2)}`,
      to: many("app", "Pod", 7),
      drawn: "app(Pod-1 Pods*6)",
      anew: "app(Pods*7)",
    },
  ])("$why", ({ from, to, drawn, anew }) => {
    const view = followGraph(openView(graph(from)), graph(to));
    expect(draw(view)).toBe(drawn);
    expect(draw(rearrange(view, "app"))).toBe(anew);
  });

  it("keep an open group open", () => {
    const closed = openView(graph(many("app", "Pod", 6)));
    const open = toggleFold(closed, groupOf(closed).id);
    const after = followGraph(open, graph(many("app", "Pod", 7)));
    expect(draw(after)).toBe("app(Pods*7(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5 Pod-6 Pod-7))");
  });
});

describe("neighbour", () => {
  const { cards } = openView(graph("app>a app>b a>a1 b>b1"));
  it.each([
    { from: "a", direction: "parent", to: "app" },
    { from: "app", direction: "parent", to: undefined },
    { from: "app", direction: "child", to: "a" },
    { from: "b1", direction: "child", to: undefined },
    { from: "a", direction: "next", to: "b" },
    { from: "a1", direction: "next", to: "b1" },
    { from: "b", direction: "previous", to: "a" },
    { from: "a", direction: "previous", to: undefined },
    { from: "gone", direction: "next", to: undefined },
  ] as const)("$direction of $from is $to", ({ from, direction, to }) =>
    expect(neighbour(cards, from, direction)).toBe(to),
  );
});

function expectNoOverlap({ places }: GraphView): void {
  const points = [...places.values()];
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) {
      expect(a.x !== b.x || Math.abs(a.y - b.y) >= 68, `${a.x} ${a.y} and ${b.y}`).toBe(true);
    }
  }
}
