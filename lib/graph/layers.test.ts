import { describe, expect, it } from "vitest";
import { classifyNodes, type Layer } from "#lib/graph/layers";
import type { GraphNode, Relation } from "#lib/graph/types";

type Row = [id: string, parent: string, relation: Relation, group?: string];

/** Ids are kinds. The first row is below the root `Shop`. */
function classify(rows: readonly Row[]): Record<string, Layer> {
  const make = (kind: string, group: string, relation?: Relation): GraphNode => ({
    id: kind,
    reference: { cluster: "c", group, version: "v1", kind, name: kind },
    ...{ plural: "", uid: "", createdAt: "", health: { state: "Ready" }, relation },
  });
  const nodes = [
    make("Shop", "demo.dev"),
    ...rows.map(([id, , relation, group = ""]) => make(id, group, relation)),
  ];
  const edges = rows.map(([to, from, relation]) => ({ from, to, relation }));
  return Object.fromEntries(
    classifyNodes({ root: "Shop", nodes, edges, problems: [], references: [], unlisted: [] }),
  );
}

describe("classifyNodes", () => {
  it.each<[why: string, rows: Row[], layers: Record<string, Layer>]>([
    [
      "puts all that Kratix makes between a request and its results into the delivery",
      [
        ["Job", "Shop", "pipeline", "batch"],
        ["Pod", "Job", "owned by"],
        ["Work", "Job", "written", "platform.kratix.io"],
        ["WorkPlacement", "Work", "scheduled", "platform.kratix.io"],
        ["GitStateStore", "WorkPlacement", "stored", "platform.kratix.io"],
        ["Database", "GitStateStore", "delivered", "demo.dev"],
      ],
      {
        ...{ Job: "delivery", Pod: "delivery", Work: "delivery", WorkPlacement: "delivery" },
        ...{ GitStateStore: "delivery", Database: "results" },
      },
    ],
    [
      "takes what controllers create below a result for details",
      [
        ["Deployment", "Shop", "composed", "apps"],
        ["ReplicaSet", "Deployment", "owned by", "apps"],
        ["Pod", "ReplicaSet", "owned by"],
        ["Claim", "Pod", "owned by", "demo.dev"],
      ],
      { Deployment: "results", ReplicaSet: "details", Pod: "details", Claim: "details" },
    ],
    [
      "takes a delivered Job and Pod for results",
      [
        ["Job", "Shop", "delivered", "batch"],
        ["Pod", "Shop", "composed"],
      ],
      { Job: "results", Pod: "results" },
    ],
    [
      "takes details for results where there are no others",
      [["Pod", "Shop", "owned by"]],
      { Pod: "results" },
    ],
    [
      "knows policies by kind and by group",
      [
        ["NetworkPolicy", "Shop", "delivered", "networking.k8s.io"],
        ["Policy", "Shop", "delivered", "kyverno.io"],
        ["ClusterUsage", "Shop", "composed", "protection.crossplane.io"],
        ["ConfigMap", "Shop", "owned by"],
      ],
      { NetworkPolicy: "policies", Policy: "policies", ClusterUsage: "policies", ConfigMap: "results" },
    ],
    [
      "takes an agent's object for delivery",
      [["Application", "Shop", "composed", "argoproj.io"]],
      { Application: "delivery" },
    ],
  ])("%s", (_why, rows, layers) => expect(classify(rows)).toEqual({ Shop: "results", ...layers }));
});
