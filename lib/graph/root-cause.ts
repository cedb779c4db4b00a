import { groupBy } from "#lib/graph/group-by";
import type { GraphEdge, GraphNode, ResourceGraph } from "#lib/graph/types";
import type { Health, State } from "#lib/kubernetes/types";

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

/** Below zero when `a` is worse. */
export function compareSeverity(a: State, b: State): number {
  return SEVERITY.indexOf(a) - SEVERITY.indexOf(b);
}

/** The worst of several healths, the first of equals; Unknown of none. */
export function worstHealth(healths: readonly Health[]): Health {
  const [first, ...rest] = healths;
  if (!first) return { state: "Unknown" };
  return rest.reduce(
    (worst, health) => (compareSeverity(health.state, worst.state) < 0 ? health : worst),
    first,
  );
}

/**
 * The problems that no problem below them explains, the worst first, then the longest standing: what a person should
 * look at.
 */
export function findRootCauses({ nodes, edges }: Pick<ResourceGraph, "nodes" | "edges">): GraphNode[] {
  const problems = nodes.filter(({ health }) => PROBLEMS.has(health.state));
  const explained = findAbove(problems, edges);
  const causes = problems.filter(({ id }) => !explained.has(id));
  // Owners in a circle all lie above each other: then none explains another.
  return (causes.length > 0 ? causes : problems).toSorted(compareCauses);
}

/** Ids of everything above the nodes. */
function findAbove(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Set<string> {
  const parents = groupBy(edges, ({ to }) => to);
  const above = new Set<string>();
  const queue = nodes.map(({ id }) => id);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const { from } of parents.get(id) ?? []) {
      if (above.has(from)) continue;
      above.add(from);
      queue.push(from);
    }
  }
  return above;
}

/** The first of `findRootCauses`. */
export function findRootCause(graph: Pick<ResourceGraph, "nodes" | "edges">): GraphNode | undefined {
  return findRootCauses(graph)[0];
}

function compareCauses({ health: a }: GraphNode, { health: b }: GraphNode): number {
  return compareSeverity(a.state, b.state) || (a.since ?? "9999").localeCompare(b.since ?? "9999");
}
