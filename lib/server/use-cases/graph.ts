import "server-only";
import type { GraphResponse } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { judgeResource } from "#lib/graph/judge/resource-health";
import { findRootCauses } from "#lib/graph/judge/root-cause";
import { classifyNodes } from "#lib/graph/layers";
import { getPortal } from "#lib/server/portal";
import { readObject } from "#lib/server/resources/live-object";
import type { ObjectAddress } from "#lib/server/resources/objects";
import { maskWords, walkParts } from "#lib/server/resources/parts";
import { describeOffer } from "#lib/server/resources/results/results";

/**
 * What a resource is made of, as far as the person may see: a part that may not be read is a node of its own. The
 * resource's own node fares as the whole does, as in its page's header and in lists.
 * Throws `not-found`, `forbidden`, `cluster-unavailable` for the resource itself only.
 */
export async function getGraph(identity: Identity, address: ObjectAddress): Promise<GraphResponse> {
  const portal = getPortal();
  const { object, type } = await readObject(portal, identity, address);
  const graph = await walkParts(portal, identity, object, type, { kinds: "search" });
  const { root, nodes, edges, problems, unlisted } = graph;
  const layers = classifyNodes(graph);
  const whole = judgeResource(graph).health;
  return {
    root,
    nodes: nodes.map((node) => ({
      id: node.id,
      reference: node.reference,
      plural: node.plural,
      createdAt: node.createdAt,
      health: maskWords(node.id === root ? whole : node.health),
      layer: layers.get(node.id) ?? "results",
      ...describeOffer(portal, node),
    })),
    edges: [...edges],
    references: [...graph.references],
    partial: problems.length > 0,
    problems: [...problems],
    unlisted: [...unlisted],
    // Of what was walked: the whole's own verdict is drawn from these.
    rootCauses: findRootCauses(graph).map(({ id }) => id),
  };
}
