import { groupBy } from "#lib/graph/group-by";
import type { GraphEdge, GraphNode, ResourceGraph } from "#lib/graph/types";
import type { State } from "#lib/kubernetes/types";

/** The worst first: what needs someone, then what is on its way, then what is fine. */
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

/** It needs someone. */
export function isProblem(state: State): boolean {
  return PROBLEMS.has(state);
}

/** Below zero when `a` is worse. */
export function compareSeverity(a: State, b: State): number {
  return SEVERITY.indexOf(a) - SEVERITY.indexOf(b);
}

type Graph = Pick<ResourceGraph, "nodes" | "edges">;

/**
 * The problems that no problem below them explains, the worst first, then the longest standing: what a person should
 * look at.
 */
export function findRootCauses({ nodes, edges }: Graph): GraphNode[] {
  const covered = findCovered({ nodes, edges });
  const problems = nodes.filter(({ id, health }) => PROBLEMS.has(health.state) && !covered.has(id));
  const explained = findAbove(problems, edges);
  const causes = problems.filter(({ id }) => !explained.has(id));
  // Owners in a circle all lie above each other: then none explains another.
  return (causes.length > 0 ? causes : problems).toSorted(compareCauses);
}

/** Ids of everything above the nodes. */
export function findAbove(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Set<string> {
  const parents = groupBy(edges, ({ to }) => to);
  return reach(nodes, (id) => (parents.get(id) ?? []).map(({ from }) => from));
}

/** Kinds whose controllers replace what fails below them, and report themselves when they cannot. */
const CONTROLLERS = new Set([
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "batch/CronJob",
  "batch/Job",
]);

/**
 * Ids of nodes that say nothing of the present: what a workload that is Ready left behind (evicted Pods, an earlier
 * revision), and the attempts of a Job, which tries again, or tells itself that it gave up.
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

/** The Job of a pipeline tells in words why its last attempt failed; of another the Pod knows more. */
function isTrying({ reference: { group, kind }, relation, health }: GraphNode): boolean {
  return group === "batch" && kind === "Job" && (health.state === "Working" || relation === "pipeline");
}

/** Reasons of a container that never started: no further attempt will get past that by itself. */
const STUCK = /Image|Container/;

/** Ids of everything that lies beyond the nodes, step by step. */
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
