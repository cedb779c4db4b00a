import { compareSeverity, findAbove, findCovered, findRootCauses } from "#lib/graph/judge/root-cause";
import type { GraphNode, ResourceGraph } from "#lib/graph/types";
import type { Health, State } from "#lib/kubernetes/types";

/** The health of a resource with all its parts. */
export interface ResourceHealth {
  health: Health;
  /**
   * The part that causes an unhealthy state; absent for a healthy resource, or where the resource itself is
   * the cause.
   */
  cause?: GraphNode;
}

/** States that a problem of a part can explain further. */
const EXPLAINED_BY_PARTS = new Set<State>(["Ready", "Working", "Waiting", "NeedsAttention", "Unknown"]);
/** States of a resource that parts may explain. */
const TROUBLED = new Set<State>(["Failed", "Missing"]);
/** States of parts that do not affect the resource. */
const SETTLED = new Set<State>(["Ready", "NoAccess", "Unknown", "Paused"]);

/**
 * The health of the whole resource. Its own state counts where it is decisive, else the deepest root cause
 * among its parts. If it reports Ready while a part is in progress, the part counts. A part in progress is
 * not a problem.
 */
export function judgeResource(graph: ResourceGraph): ResourceHealth {
  const own = graph.nodes.find(({ id }) => id === graph.root)?.health ?? { state: "Unknown" };
  if (!EXPLAINED_BY_PARTS.has(own.state) && !TROUBLED.has(own.state)) return { health: own };
  const cause = findRootCauses(graph).find(({ id }) => id !== graph.root);
  if (cause)
    return { health: EXPLAINED_BY_PARTS.has(own.state) ? describePart(cause, "NeedsAttention") : own, cause };
  const late = own.state === "Ready" ? findLate(graph) : undefined;
  return { health: late ? describePart(late, "Working") : own };
}

/**
 * The part in progress to show: the deepest one that a reference names, because owners report for the objects
 * that they own.
 */
function findLate({ root, nodes, edges }: ResourceGraph): GraphNode | undefined {
  const covered = findCovered({ nodes, edges });
  const late = nodes.filter(
    ({ id, health }) => id !== root && !SETTLED.has(health.state) && !covered.has(id),
  );
  const made = late.filter(({ relation }) => relation !== "owned by");
  const telling = made.length > 0 ? made : late;
  const above = findAbove(telling, edges);
  const deepest = telling.filter(({ id }) => !above.has(id));
  return deepest.toSorted((a, b) => compareSeverity(a.health.state, b.health.state))[0] ?? telling[0];
}

function describePart({ reference, health }: GraphNode, state: State): Health {
  const message = `${reference.kind} ${reference.name}: ${health.message ?? health.reason ?? health.state}`;
  return { ...health, state, message };
}
