import { describe, expect, it } from "vitest";
import { judgeResource } from "#lib/graph/judge/resource-health";
import type { GraphNode, Relation, ResourceGraph } from "#lib/graph/types";
import type { Health, State } from "#lib/kubernetes/types";

type Row = [id: string, kind: string, health: Health | State, parent?: string, relation?: Relation];

function graph(...rows: Row[]): ResourceGraph {
  const nodes = rows.map(([id, kind, health, , relation]): GraphNode => {
    const group = ["Deployment", "ReplicaSet"].includes(kind) ? "apps" : "";
    return {
      id,
      reference: { cluster: "demo", group, version: "v1", kind, name: id },
      plural: `${kind.toLowerCase()}s`,
      uid: id,
      createdAt: "",
      health: typeof health === "string" ? { state: health } : health,
      relation,
    };
  });
  const edges = rows.flatMap(([to, , , from, relation = "composed"]) =>
    from ? [{ from, to, relation }] : [],
  );
  return { root: rows[0]?.[0] ?? "", nodes, edges, problems: [], references: [], unlisted: [] };
}

/** A request that Kratix has finished, and the objects below the state store that it wrote to. */
const delivered = (...parts: Row[]) =>
  graph(
    ["request", "Microservice", own("Ready", "it runs")],
    ["job", "Job", "Ready", "request", "pipeline"],
    ["work", "Work", "Ready", "job", "written"],
    ["place", "WorkPlacement", "Ready", "work", "scheduled"],
    ["store", "BucketStateStore", "Ready", "place", "stored"],
    ...parts,
  );

const own = (state: State, message: string): Health => ({ state, message });

describe("judgeResource", () => {
  const rows: [
    why: string,
    graph: ResourceGraph,
    state: State,
    message: string | undefined,
    cause?: string,
  ][] = [
    [
      "keeps the health of a resource whose parts are Ready",
      graph(["a", "App", own("Ready", "yes")], ["b", "Service", "Ready", "a", "composed"]),
      "Ready",
      "yes",
    ],
    [
      "reports a failed part of a resource that is Ready",
      graph(["a", "App", "Ready"], ["b", "Pod", own("Failed", "no such image"), "a", "composed"]),
      "NeedsAttention",
      "Pod b: no such image",
      "b",
    ],
    [
      "reports the deepest cause instead of the unready parts",
      graph(
        ["a", "App", own("Working", "Unready resources: db")],
        ["db", "Database", own("Working", "Unready resources: web"), "a", "composed"],
        ["web", "Deployment", own("Working", "0 of 1 replicas"), "db", "composed"],
        ["pod", "Pod", own("Failed", "Container app: no such image"), "web", "owned by"],
      ),
      "NeedsAttention",
      "Pod pod: Container app: no such image",
      "pod",
    ],
    [
      "keeps the message of a resource in progress whose parts are in progress",
      graph(
        ["a", "App", own("Working", "Unready resources: web")],
        ["web", "Deployment", "Working", "a", "composed"],
      ),
      "Working",
      "Unready resources: web",
    ],
    [
      "reports a part in progress of a resource that is Ready",
      graph(
        ["a", "App", "Ready"],
        ["db", "Database", own("Working", "Unready resources: web"), "a", "composed"],
        ["web", "Deployment", own("Working", "0 of 1 replicas"), "db", "composed"],
        ["rs", "ReplicaSet", own("Working", "0 of 1"), "web", "owned by"],
      ),
      "Working",
      "Deployment web: 0 of 1 replicas",
    ],
    [
      "reports a delivered resource in progress after the pipeline of its request has completed",
      delivered(["app", "App", own("Working", "Unready resources: web"), "store", "delivered"]),
      "Working",
      "App app: Unready resources: web",
    ],
    [
      "reports a delivered resource that is not created yet after the pipeline of its request has completed",
      delivered(["app", "App", own("NotCreatedYet", "Not in the cluster yet."), "store", "delivered"]),
      "Working",
      "App app: Not in the cluster yet.",
    ],
    [
      "reports a delivered request that waits for Kratix",
      delivered(
        ["app", "App", "Ready", "store", "delivered"],
        [
          "db",
          "PostgreSQL",
          own("Waiting", "Kratix has not started to process this resource yet."),
          "store",
          "delivered",
        ],
      ),
      "Working",
      "PostgreSQL db: Kratix has not started to process this resource yet.",
    ],
    [
      "keeps the health of a request whose delivered resources are Ready",
      delivered(["app", "App", "Ready", "store", "delivered"], ["pod", "Pod", "Ready", "app", "owned by"]),
      "Ready",
      "it runs",
    ],
    [
      "ignores a part that is not created yet",
      graph(["a", "App", own("Waiting", "soon")], ["b", "Service", "NotCreatedYet", "a", "composed"]),
      "Waiting",
      "soon",
    ],
    [
      "ignores a part that the person may not read",
      graph(["a", "App", "Ready"], ["b", "Service", "NoAccess", "a", "composed"]),
      "Ready",
      undefined,
    ],
    [
      "ignores the old Pods of a workload that is Ready",
      graph(
        ["a", "App", "Ready"],
        ["web", "Deployment", "Ready", "a", "composed"],
        ["pod", "Pod", own("Failed", "evicted"), "web", "owned by"],
        ["old", "Pod", "Removing", "web", "owned by"],
      ),
      "Ready",
      undefined,
    ],
    [
      "keeps its own failure and names the part that caused it",
      graph(
        ["a", "App", own("Failed", "Too big.")],
        ["job", "Job", own("Failed", "Too big."), "a", "pipeline"],
      ),
      "Failed",
      "Too big.",
      "job",
    ],
    [
      "keeps its own failure without a cause in the parts",
      graph(["a", "App", own("Failed", "no quota")]),
      "Failed",
      "no quota",
    ],
    [
      "keeps its own failure when its parts are not created yet",
      graph(
        ["a", "App", own("NeedsAttention", "no such field")],
        ["b", "Service", "NotCreatedYet", "a", "composed"],
      ),
      "NeedsAttention",
      "no such field",
    ],
    [
      "keeps the state Removing",
      graph(["a", "App", own("Removing", "waits")], ["b", "Service", "Missing", "a", "composed"]),
      "Removing",
      "waits",
    ],
    [
      "keeps the state Paused",
      graph(["a", "App", own("Paused", "paused")], ["b", "Service", "Failed", "a", "composed"]),
      "Paused",
      "paused",
    ],
    [
      "reports the reason of a cause without a message",
      graph(["a", "App", "Ready"], ["b", "Pod", { state: "Failed", reason: "Evicted" }, "a", "composed"]),
      "NeedsAttention",
      "Pod b: Evicted",
      "b",
    ],
  ];
  it.each(rows)("%s", (_, whole, state, message, cause) => {
    const judged = judgeResource(whole);
    expect(judged.health).toMatchObject({ state, ...(message === undefined ? {} : { message }) });
    expect(judged.cause?.id).toBe(cause);
  });
});
