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
    [
      "returns nothing when no part has a problem",
      [node("a", "Ready"), node("b", "Working")],
      edges("a>b"),
      [],
    ],
    [
      "returns the deepest part with a problem",
      [node("a", "Failed"), node("b", "NeedsAttention"), node("c", "Failed")],
      edges("a>b", "b>c"),
      ["c"],
    ],
    [
      "finds a problem below a part that is Ready",
      [node("a", "NeedsAttention"), node("b", "Ready"), node("c", "Missing")],
      edges("a>b", "b>c"),
      ["c"],
    ],
    [
      "returns the more severe of two causes first",
      [node("a", "Failed"), node("b", "Missing"), node("c", "Failed")],
      edges("a>b", "a>c"),
      ["c", "b"],
    ],
    [
      "returns the oldest of equally severe causes first",
      [node("b", "Failed", "2026-11-20"), node("c", "Failed", "2026-11-19"), node("d", "Failed")],
      [],
      ["c", "b", "d"],
    ],
    [
      "returns all parts of a cycle of owners",
      [node("a", "Failed"), node("b", "Failed")],
      edges("a>b", "b>a"),
      ["a", "b"],
    ],
    [
      "ignores the old parts of a workload that is Ready",
      [
        kind("apps", "Deployment", "d", "Ready"),
        kind("apps", "ReplicaSet", "r", "Failed"),
        node("p", "Failed"),
      ],
      edges("d>r", "r>p"),
      [],
    ],
    [
      "returns the Pod of a stuck rollout",
      [kind("apps", "Deployment", "d", "Working"), node("p", "Failed")],
      edges("d>p"),
      ["p"],
    ],
    [
      "ignores a failed attempt of a Job that retries",
      [kind("batch", "Job", "j", "Working"), node("p", "Failed")],
      edges("j>p"),
      [],
    ],
    [
      "returns the Pod of a Job that cannot start",
      [kind("batch", "Job", "j", "Working"), node("p", "Failed", undefined, "ImagePullBackOff")],
      edges("j>p"),
      ["p"],
    ],
    [
      "returns the last attempt of a failed Job",
      [kind("batch", "Job", "j", "Failed"), node("p", "Failed")],
      edges("j>p"),
      ["p"],
    ],
    [
      "returns the Job of a failed pipeline",
      [{ ...kind("batch", "Job", "j", "Failed"), relation: "pipeline" }, node("p", "Failed")],
      edges("j>p"),
      ["j"],
    ],
    [
      "ignores a part that the person may not read",
      [node("a", "Failed"), node("b", "NoAccess")],
      edges("a>b"),
      ["a"],
    ],
  ];
  it.each(rows)("%s", (_, nodes, list, causes) => {
    expect(findRootCauses({ nodes, edges: list }).map(({ id }) => id)).toEqual(causes);
  });

  it("accepts a graph deeper than the call stack", () => {
    const nodes = Array.from({ length: 50_000 }, (_, index) => node(`n${index}`, "Failed"));
    const chain = edges(...nodes.slice(1).map((_, index) => `n${index}>n${index + 1}`));
    expect(findRootCauses({ nodes, edges: chain }).map(({ id }) => id)).toEqual(["n49999"]);
  });
});
