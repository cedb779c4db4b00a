import { describe, expect, it } from "vitest";
import { findRootCause, findRootCauses, worstHealth } from "#lib/graph/root-cause";
import type { GraphEdge, GraphNode } from "#lib/graph/types";
import type { Health, State } from "#lib/kubernetes/types";

function node(id: string, state: State, since?: string): GraphNode {
  const reference = { cluster: "demo", group: "", version: "v1", kind: "Pod", name: id };
  return {
    id,
    reference,
    plural: "pods",
    uid: id,
    createdAt: "",
    health: { state, since },
    relation: "owned by",
  };
}

function edges(...pairs: string[]): GraphEdge[] {
  return pairs.map((pair) => {
    const [from = "", to = ""] = pair.split(">");
    return { from, to, relation: "owned by" };
  });
}

describe("worstHealth", () => {
  const rows: [reason: string, states: State[], worst: State][] = [
    ["none", [], "Unknown"],
    ["all is well", ["Ready", "Ready"], "Ready"],
    ["one failed", ["Ready", "Working", "Failed", "Missing"], "Failed"],
    ["on its way is worse than ready", ["Ready", "Working"], "Working"],
    ["what is not known is no alarm", ["Unknown", "NotCreatedYet"], "NotCreatedYet"],
    ["no access is no alarm", ["NoAccess", "Working"], "Working"],
  ];
  it.each(rows)("%s", (_, states, worst) => {
    expect(worstHealth(states.map((state): Health => ({ state }))).state).toBe(worst);
  });
});

describe("findRootCauses", () => {
  const rows: [reason: string, nodes: GraphNode[], edges: GraphEdge[], causes: string[]][] = [
    ["nothing is wrong", [node("a", "Ready"), node("b", "Working")], edges("a>b"), []],
    [
      "the deepest explains those above",
      [node("a", "Failed"), node("b", "NeedsAttention"), node("c", "Failed")],
      edges("a>b", "b>c"),
      ["c"],
    ],
    [
      "through a part that is well",
      [node("a", "NeedsAttention"), node("b", "Ready"), node("c", "Missing")],
      edges("a>b", "b>c"),
      ["c"],
    ],
    [
      "two of them, the worse first",
      [node("a", "Failed"), node("b", "Missing"), node("c", "Failed")],
      edges("a>b", "a>c"),
      ["c", "b"],
    ],
    [
      "of equals the longest standing first",
      [node("b", "Failed", "2026-11-20"), node("c", "Failed", "2026-11-19"), node("d", "Failed")],
      [],
      ["c", "b", "d"],
    ],
    ["owners in a circle", [node("a", "Failed"), node("b", "Failed")], edges("a>b", "b>a"), ["a", "b"]],
    ["no access explains nothing", [node("a", "Failed"), node("b", "NoAccess")], edges("a>b"), ["a"]],
  ];
  it.each(rows)("%s", (_, nodes, list, causes) => {
    expect(findRootCauses({ nodes, edges: list }).map(({ id }) => id)).toEqual(causes);
    expect(findRootCause({ nodes, edges: list })?.id).toBe(causes[0]);
  });

  it("does not mind a depth beyond the call stack", () => {
    const nodes = Array.from({ length: 50_000 }, (_, index) => node(`n${index}`, "Failed"));
    const chain = edges(...nodes.slice(1).map((_, index) => `n${index}>n${index + 1}`));
    expect(findRootCauses({ nodes, edges: chain }).map(({ id }) => id)).toEqual(["n49999"]);
  });
});
