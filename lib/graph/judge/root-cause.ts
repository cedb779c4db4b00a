import { groupBy } from "#lib/graph/group-by";
import type { GraphEdge, GraphNode, ResourceGraph } from "#lib/graph/types";
import type { State } from "#lib/kubernetes/types";

/** Severity: states that need a person first, then states in progress, then healthy ones. */
const SEVERITY: readonly State[] = [
  "Failed",
  "NeedsAttention",
  "Missing",
  "HeldForApproval",
  "Waiting",
  "Working",
  "NotCreatedYet",
  "Removing",
  "Paused",
  "NoAccess",
  "Unknown",
  "Ready",
];

const PROBLEMS: ReadonlySet<State> = new Set<State>(["Failed", "NeedsAttention", "Missing"]);

/** True for a state that needs a person. */
export function isProblem(state: State): boolean {
  return PROBLEMS.has(state);
}

/** From 0 for the state that most needs a person, in the order of `SEVERITY`. */
export function severityOf(state: State): number {
  return SEVERITY.indexOf(state);
}

/** Below zero when `a` is more severe. */
export function compareSeverity(a: State, b: State): number {
  return severityOf(a) - severityOf(b);
}

type Graph = Pick<ResourceGraph, "nodes" | "edges">;

/** The problems without a problem below them that explains them: the most severe first, then the oldest. */
export function findRootCauses({ nodes, edges }: Graph): GraphNode[] {
  const covered = findCovered({ nodes, edges });
  const problems = nodes.filter(({ id, health }) => PROBLEMS.has(health.state) && !covered.has(id));
  const explained = findAbove(problems, edges);
  const causes = problems.filter(({ id }) => !explained.has(id));
  // Owners in a cycle are all above each other. Then none of them explains another.
  return (causes.length > 0 ? causes : problems).toSorted(compareCauses);
}

/** Ids of all nodes above the given nodes. */
export function findAbove(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Set<string> {
  const parents = groupBy(edges, ({ to }) => to);
  return reach(nodes, (id) => (parents.get(id) ?? []).map(({ from }) => from));
}

/** Kinds whose controllers replace failed children, and report when they cannot. */
const CONTROLLERS = new Set([
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "batch/CronJob",
  "batch/Job",
]);

/**
 * Ids of nodes about the past: leftovers of a Ready workload (evicted Pods, earlier revisions), and attempts
 * of a Job, which retries or reports that it failed.
 */
export function findCovered({ nodes, edges }: Graph): Set<string> {
  const children = groupBy(
    edges.filter(({ relation }) => relation === "owned by"),
    ({ from }) => from,
  );
  const below = (id: string) => (children.get(id) ?? []).map(({ to }) => to);
  const ready = nodes.filter((node) => isController(node) && node.health.state === "Ready");
  const covered = reach(ready, below);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const job of nodes.filter(isTrying)) {
    for (const id of below(job.id)) if (isOver(byId.get(id))) covered.add(id);
  }
  return covered;
}

function isOver(attempt: GraphNode | undefined): boolean {
  return attempt?.health.state === "Failed" && !STUCK.test(attempt.health.reason ?? "");
}

function isController({ reference: { group, kind } }: GraphNode): boolean {
  return CONTROLLERS.has(`${group}/${kind}`);
}

/**
 * The Job of a pipeline has the message of its last failed attempt. For other Jobs, the Pod has more detail.
 */
function isTrying({ reference: { group, kind }, relation, health }: GraphNode): boolean {
  return group === "batch" && kind === "Job" && (health.state === "Working" || relation === "pipeline");
}

/** Reasons of a container that never started. A retry does not fix these. */
const STUCK = /Image|Container/;

/** Ids of all nodes reachable from the given nodes. */
function reach(nodes: readonly GraphNode[], next: (id: string) => readonly string[]): Set<string> {
  const reached = new Set<string>();
  const queue = nodes.map(({ id }) => id);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const other of next(id)) {
      if (reached.has(other)) continue;
      reached.add(other);
      queue.push(other);
    }
  }
  return reached;
}

function compareCauses({ health: a }: GraphNode, { health: b }: GraphNode): number {
  return compareSeverity(a.state, b.state) || (a.since ?? "9999").localeCompare(b.since ?? "9999");
}
