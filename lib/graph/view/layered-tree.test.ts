import { describe, expect, it } from "vitest";
import type { Layer } from "#lib/graph/layers";
import type { ViewGraph } from "#lib/graph/view/types";
import {
  followGraph,
  type GraphView,
  openView,
  revealPart,
  setLayers,
  toggleFold,
} from "#lib/graph/view/view";
import type { State } from "#lib/kubernetes/types";

/** A request with its delivery and a database, which has a delivery of its own and a Pod. */
function makeGraph(states: Record<string, State> = {}): ViewGraph {
  const rows: [id: string, parent: string, layer: Layer][] = [
    ["job", "shop", "delivery"],
    ["work", "job", "delivery"],
    ["store", "work", "delivery"],
    ["db", "store", "results"],
    ["db-job", "db", "delivery"],
    ["set", "db-job", "results"],
    ["pod", "set", "details"],
  ];
  const make = (id: string, layer: Layer) => ({
    ...{ id, layer, plural: "", createdAt: "", health: { state: states[id] ?? "Ready" } },
    reference: { cluster: "c", group: "", version: "v1", kind: id, name: id },
  });
  return {
    root: "shop",
    nodes: [make("shop", "results"), ...rows.map(([id, , layer]) => make(id, layer))],
    edges: rows.map(([to, from]) => ({ from, to })),
  };
}

/** "shop(db)": the cards as a tree. A group is written by its label and size. */
function draw({ cards, tree }: GraphView): string {
  const write = (id: string): string => {
    const card = cards.get(id);
    const name = card?.type === "group" ? `${card.label}*${card.members.length}` : id;
    return card?.children.length ? `${name}(${card.children.map(write).join(" ")})` : name;
  };
  return write(tree.root);
}

const CLOSED = "shop(db(set Delivery*1) Delivery*3)";

describe("layers", () => {
  it("open on results, with one card for each delivery", () => {
    expect(draw(openView(makeGraph()))).toBe(CLOSED);
  });

  it("unfold and fold a delivery on request, and count its parts both times", () => {
    const closed = openView(makeGraph());
    const open = toggleFold(closed, "delivery shop");
    expect(draw(open)).toBe("shop(Delivery*3(job(work(store(db(set Delivery*1))))))");
    expect(draw(toggleFold(open, "delivery shop"))).toBe(CLOSED);
  });

  it("unfold a delivery with a problem, until the person folds it: then the problem is beside it", () => {
    const open = openView(makeGraph({ work: "Failed" }));
    expect(draw(open)).toBe("shop(Delivery*3(job(work(store(db(set Delivery*1))))))");
    const closed = toggleFold(open, "delivery shop");
    expect(draw(closed)).toBe("shop(work(db(set Delivery*1)) Delivery*2)");
  });

  it("unfold a delivery when it gets a problem", () => {
    const view = followGraph(openView(makeGraph()), makeGraph({ "db-job": "Failed" }));
    expect(draw(view)).toBe("shop(db(Delivery*1(db-job(set))) Delivery*3)");
  });

  it.each<[layers: Layer[], drawn: string]>([
    [["details"], "shop(db(set(pod) Delivery*1) Delivery*3)"],
    [["delivery"], "shop(job(work(store(db(db-job(set))))))"],
    [["delivery", "details"], "shop(job(work(store(db(db-job(set(pod)))))))"],
  ])("show %s on request", (layers, drawn) => {
    expect(draw(openView(makeGraph(), new Set(layers)))).toBe(drawn);
    expect(draw(setLayers(openView(makeGraph()), new Set(layers), "shop"))).toBe(drawn);
  });

  it("show a problem of a hidden layer", () => {
    expect(draw(openView(makeGraph({ pod: "Failed" })))).toBe("shop(db(set(pod) Delivery*1) Delivery*3)");
  });

  it("reveal a part that the address names, whatever its layer", () => {
    const view = revealPart(openView(makeGraph()), "pod");
    expect(draw(view)).toBe("shop(db(set(pod) Delivery*1) Delivery*3)");
    const step = revealPart(openView(makeGraph()), "store");
    expect(step.cards.has("store")).toBe(true);
    expect(revealPart(step, "gone")).toBe(step);
  });
});
