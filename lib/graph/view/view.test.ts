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

describe("the tree", () => {
  it.each([
    { why: "one alone", text: "app", drawn: "app", extra: 0 },
    { why: "in order, to every depth", text: "app>web app>db web>pod", drawn: "app(web(pod) db)", extra: 0 },
    {
      why: "below the parent named first",
      text: "app>web app>db db>pod web>pod",
      drawn: "app(web db(pod))",
      extra: 1,
    },
    { why: "an edge back to the root is extra", text: "app>web web>app", drawn: "app(web)", extra: 1 },
    {
      why: "a circle hangs below the root",
      text: "app>db web>pod pod>web",
      drawn: "app(db web(pod))",
      extra: 1,
    },
    {
      why: "a loose branch hangs below the root",
      text: "app>db web>pod",
      drawn: "app(db web(pod))",
      extra: 0,
    },
    { why: "its own parent", text: "app>web web>web", drawn: "app(web)", extra: 0 },
  ])("$why", ({ text, drawn, extra }) => {
    const view = openView(graph(text));
    expect(draw(view)).toBe(drawn);
    expect(view.tree.extra).toHaveLength(extra);
  });

  it("leaves out edges to what is not there", () => {
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

  it("does not mind a depth beyond the call stack", () => {
    const chain = Array.from({ length: 12_000 }, (_, index) => `n${index}>n${index + 1}`).join(" ");
    expect(openView(graph(`${chain} n12000:Failed`)).cards.size).toBe(12_001);
  }, 30_000);
});

describe("groups", () => {
  it.each([
    { why: "five stay cards", text: many("app", "Pod", 5), drawn: "app(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5)" },
    { why: "six become one", text: many("app", "Pod", 6), drawn: "app(Pods*6)" },
    {
      why: "each kind by itself",
      text: `${many("app", "Pod", 6)} ${many("app", "Job", 7)}`,
      drawn: "app(Pods*6 Jobs*7)",
    },
    {
      why: "only siblings",
      text: `app>a app>b ${many("a", "Pod", 3)} ${many("b", "Pod", 3, 4)}`,
      drawn: "app(a(Pod-1 Pod-2 Pod-3) b(Pod-4 Pod-5 Pod-6))",
    },
    {
      why: "what fails stands outside",
      text: `app>Pod-9:Failed ${many("app", "Pod", 6)}`,
      drawn: "app(Pod-9 Pods*6)",
    },
    {
      why: "and so does what leads to it",
      text: `${many("app", "Set", 7)} Set-7>Pod:Missing`,
      drawn: "app(Sets*6 Set-7(Pod))",
    },
    {
      why: "what fails does not count as one of six",
      text: `app>Pod-9:Failed ${many("app", "Pod", 5)}`,
      drawn: "app(Pod-9 Pod-1 Pod-2 Pod-3 Pod-4 Pod-5)",
    },
    {
      why: "in the place of its first member",
      text: `app>a ${many("app", "Pod", 6)} app>b`,
      drawn: "app(a Pods*6 b)",
    },
  ])("$why", ({ text, drawn }) => expect(draw(openView(graph(text)))).toBe(drawn));

  it("counts its members by state, the worst first", () => {
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
  ])("calls several $kind $label", ({ kind, plural, label }) => {
    const { root, nodes, edges } = graph(many("app", kind, 6));
    const named = nodes.map((node) => (node.id === root ? node : { ...node, plural }));
    expect(groupOf(openView({ root, nodes: named, edges })).label).toBe(label);
  });

  it("opens, closes, and can be switched off", () => {
    const closed = openView(graph(many("app", "Pod", 6)));
    const open = toggleFold(closed, groupOf(closed).id);
    expect(draw(open)).toBe("app(Pods*6(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5 Pod-6))");
    expect(draw(toggleFold(open, groupOf(open).id))).toBe("app(Pods*6)");
    expect(draw(setGrouping(closed, false, "app"))).toBe("app(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5 Pod-6)");
  });
});

describe("folding", () => {
  it("opens a large graph with only the branches unfolded that need someone", () => {
    const branches = Array.from(
      { length: 60 },
      (_, index) => `app>set${index} set${index}>a${index} set${index}>b${index}`,
    );
    const view = openView(graph(`${branches.join(" ")} set7>c:Failed`));
    expect(view.cards.get("set7")).toMatchObject({ folded: false });
    expect(view.cards.get("set8")).toMatchObject({ folded: true });
    expect(view.cards.size).toBe(1 + 60 + 3);
  });

  it("hides what is below, at every depth", () => {
    const view = openView(graph("app>web web>set set>pod app>db"));
    const folded = toggleFold(view, "web");
    expect(draw(folded)).toBe("app(web db)");
    expect(folded.cards.get("web")).toMatchObject({ folded: true, childCount: 1 });
    expect(draw(toggleFold(folded, "web"))).toBe(draw(view));
  });

  it("leaves alone what has nothing to hide", () => {
    const view = openView(graph("app>web"));
    expect(toggleFold(view, "web")).toBe(view);
  });

  it("holds the place of the card that was folded", () => {
    const view = openView(graph("app>a app>b a>a1 a>a2 a>a3 b>b1 b>b2"));
    expect(toggleFold(view, "b").places.get("b")).toEqual(view.places.get("b"));
  });

  it("shows a part: unfolds above it and opens its group", () => {
    const view = toggleFold(openView(graph(`app>web ${many("web", "Pod", 6)} Pod-3>log`)), "web");
    expect(draw(view)).toBe("app(web)");
    const shown = revealPart(view, "log");
    expect(shown.cards.has("log")).toBe(true);
    expect(shown.folding.folded.size).toBe(0);
    expect(revealPart(shown, "log")).toBe(shown);
  });
});

describe("places", () => {
  const before = openView(graph("app>a app>b app>c a>a1 b>b1 b>b2"));

  it("go left to right, a column for each depth, and no two cards touch", () => {
    const { places, cards } = before;
    for (const [id, { level }] of cards) expect(places.get(id)?.x).toBe((level - 1) * 288);
    expectNoOverlap(before);
  });

  it.each([
    { why: "a state changes", text: "app>a:Failed app>b app>c a>a1 b>b1 b>b2", squeezed: 0 },
    { why: "a part goes", text: "app>a app>c a>a1", squeezed: 0 },
    { why: "a part comes below the last", text: "app>a app>b app>c app>d a>a1 b>b1 b>b2", squeezed: 0 },
    { why: "the first child of a part comes", text: "app>a app>b app>c a>a1 b>b1 b>b2 b2>x", squeezed: 0 },
    {
      why: "parts come where there is no room",
      text: "app>a app>b app>c a>a1 a>a2 a>a3 b>b1 b>b2",
      squeezed: 2,
    },
  ])("hold when $why", ({ text, squeezed }) => {
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
    { why: "the card that is looked at", looked: "b", stays: "b" },
    { why: "the root when that card is gone", looked: "c", stays: "app" },
  ])("are made anew when asked, around $why", ({ looked, stays }) => {
    const after = rearrange(followGraph(before, graph("app>a app>b a>a1 a>a2 a>a3 b>b1 b>b2")), looked);
    expect(after.squeezed).toEqual([]);
    expect(after.fresh.size).toBe(0);
    expect(after.arrangement).toBe(before.arrangement + 1);
    expect(after.places.get(stays)).toEqual(before.places.get(stays));
  });

  it("are made anew when one card becomes many: there was no picture yet", () => {
    const after = followGraph(openView(graph("app")), graph("app>a app>b"));
    expect(after.squeezed).toEqual([]);
    expect(after.places.get("app")).toEqual({ x: 0, y: 0 });
  });
});

describe("live changes", () => {
  it("give the same card where nothing changed, so that it is not drawn anew", () => {
    const before = openView(graph("app>a app>b"));
    const after = followGraph(before, graph("app>a app>b:Failed"));
    expect(after.cards.get("a")).toBe(before.cards.get("a"));
    expect(after.cards.get("b")).not.toBe(before.cards.get("b"));
    expect(after.places).toBe(before.places);
  });

  it("tell what is new", () => {
    const after = followGraph(openView(graph("app>a")), graph("app>a app>b"));
    expect([...after.fresh]).toEqual(["b"]);
  });

  it.each([
    {
      why: "a sixth sibling swallows no card",
      from: many("app", "Pod", 5),
      to: many("app", "Pod", 6),
      drawn: "app(Pod-1 Pod-2 Pod-3 Pod-4 Pod-5 Pod-6)",
      anew: "app(Pods*6)",
    },
    {
      why: "a member that fails steps out",
      from: many("app", "Pod", 8),
      to: `app>Pod-1:Failed ${many("app", "Pod", 7, 2)}`,
      drawn: "app(Pod-1 Pods*7)",
      anew: "app(Pod-1 Pods*7)",
    },
    {
      why: "a group stays as it shrinks",
      from: many("app", "Pod", 6),
      to: many("app", "Pod", 2),
      drawn: "app(Pods*2)",
      anew: "app(Pod-1 Pod-2)",
    },
    {
      why: "a group grows",
      from: many("app", "Pod", 6),
      to: many("app", "Pod", 9),
      drawn: "app(Pods*9)",
      anew: "app(Pods*9)",
    },
    {
      why: "what fails no more keeps its card",
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
