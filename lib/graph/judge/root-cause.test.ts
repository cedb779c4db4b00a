import { describe, expect, it } from "vitest";
import { findRootCauses } from "#lib/graph/judge/root-cause";
import type { GraphEdge, GraphNode } from "#lib/graph/types";
import type { State } from "#lib/kubernetes/types";

function node(id: string, state: State, since?: string, reason?: string): GraphNode {
  const reference = { cluster: "demo", group: "", version: "v1", kind: "Pod", name: id };
  return {
    id,
    reference,
    plural: "pods",
    uid: id,
    createdAt: "",
    health: { state, since, reason },
    relation: "owned by",
  };
}

function kind(group: string, name: string, id: string, state: State): GraphNode {
  const part = node(id, state);
  return { ...part, reference: { ...part.reference, group, kind: name } };
}

function edges(...pairs: string[]): GraphEdge[] {
  return pairs.map((pair) => {
    const [from = "", to = ""] = pair.split(">");
    return { from, to, relation: "owned by" };
  });
}

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
    [
      "what a workload that is Ready left behind is the past",
      [
        kind("apps", "Deployment", "d", "Ready"),
        kind("apps", "ReplicaSet", "r", "Failed"),
        node("p", "Failed"),
      ],
      edges("d>r", "r>p"),
      [],
    ],
    [
      "a rollout that is stuck is not",
      [kind("apps", "Deployment", "d", "Working"), node("p", "Failed")],
      edges("d>p"),
      ["p"],
    ],
    [
      "an attempt of a Job that tries again",
      [kind("batch", "Job", "j", "Working"), node("p", "Failed")],
      edges("j>p"),
      [],
    ],
    [
      "a Job that no attempt will get past",
      [kind("batch", "Job", "j", "Working"), node("p", "Failed", undefined, "ImagePullBackOff")],
      edges("j>p"),
      ["p"],
    ],
    [
      "a Job that gave up: its last attempt knows why",
      [kind("batch", "Job", "j", "Failed"), node("p", "Failed")],
      edges("j>p"),
      ["p"],
    ],
    [
      "the Job of a pipeline tells by itself",
      [{ ...kind("batch", "Job", "j", "Failed"), relation: "pipeline" }, node("p", "Failed")],
      edges("j>p"),
      ["j"],
    ],
    ["no access explains nothing", [node("a", "Failed"), node("b", "NoAccess")], edges("a>b"), ["a"]],
  ];
  it.each(rows)("%s", (_, nodes, list, causes) => {
    expect(findRootCauses({ nodes, edges: list }).map(({ id }) => id)).toEqual(causes);
  });

  it("does not mind a depth beyond the call stack", () => {
    const nodes = Array.from({ length: 50_000 }, (_, index) => node(`n${index}`, "Failed"));
    const chain = edges(...nodes.slice(1).map((_, index) => `n${index}>n${index + 1}`));
    expect(findRootCauses({ nodes, edges: chain }).map(({ id }) => id)).toEqual(["n49999"]);
  });
});
