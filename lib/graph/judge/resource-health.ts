import { compareSeverity, findAbove, findCovered, findRootCauses } from "#lib/graph/judge/root-cause";
import type { GraphNode, ResourceGraph } from "#lib/graph/types";
import type { Health, State } from "#lib/kubernetes/types";

/** How a resource fares, all its parts considered. */
export interface WholeHealth {
  health: Health;
  /** The part that explains why it is not well; absent when nothing is wrong, or when the resource itself says so. */
  cause?: GraphNode;
}

/** States in which a resource may not know yet what is wrong below it. */
const UNAWARE = new Set<State>(["Ready", "Working", "Waiting", "NeedsAttention", "Unknown"]);
/** States that a part may explain. */
const TROUBLED = new Set<State>(["Failed", "Missing"]);
/** States of parts that say nothing against the whole. */
const SETTLED = new Set<State>(["Ready", "NoAccess", "Unknown", "Paused"]);

/**
 * How the whole fares: what it says of itself where that is decisive, else the deepest cause among its parts, and when
 * it says Ready while a part is still on its way, that part. Parts on their way are no trouble.
 */
export function judgeWhole(graph: ResourceGraph): WholeHealth {
  const own = graph.nodes.find(({ id }) => id === graph.root)?.health ?? { state: "Unknown" };
  if (!UNAWARE.has(own.state) && !TROUBLED.has(own.state)) return { health: own };
  const cause = findRootCauses(graph).find(({ id }) => id !== graph.root);
  if (cause) return { health: UNAWARE.has(own.state) ? tell(cause, "NeedsAttention") : own, cause };
  const late = own.state === "Ready" ? findLate(graph) : undefined;
  return { health: late ? tell(late, "Working") : own };
}

/** The part on its way that says most: the deepest that something names, as owners report for what they own. */
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

function tell({ reference, health }: GraphNode, state: State): Health {
  const message = `${reference.kind} ${reference.name}: ${health.message ?? health.reason ?? health.state}`;
  return { ...health, state, message };
}
