import "server-only";
import type { ResourceResult } from "#lib/api/types";
import { judgeResource } from "#lib/graph/judge/resource-health";
import { classifyNodes } from "#lib/graph/layers";
import { readOutputs } from "#lib/graph/outputs";
import type { GraphNode, ResourceGraph } from "#lib/graph/types";
import { resolveReference } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { maskText } from "#lib/manifest/secrets/secret-mask";
import { rankName } from "#lib/manifest/secrets/secret-names";
import type { Portal } from "#lib/server/portal";
import { findOffer } from "#lib/server/resources/objects";
import { maskWords } from "#lib/server/resources/parts";

/** The offer of a node's kind, as pages name the node. */
export function describeOffer(
  portal: Pick<Portal, "catalog">,
  { reference }: Pick<GraphNode, "reference">,
): { offer?: { title: string; icon: string } } {
  const offer = findOffer(portal, reference);
  return offer ? { offer: { title: offer.entry.title, icon: offer.entry.icon } } : {};
}

/**
 * The resource itself where it reports outputs, then the parts that were made for the person: those of offered kinds,
 * or the nearest results where no part is of an offered kind. Outputs are read only from parts that were read with the
 * person's access, and without secrets.
 */
export function listResults(
  portal: Pick<Portal, "catalog" | "clusters" | "parts">,
  graph: ResourceGraph,
  { object, type }: { object: KubernetesObject; type: ResourceType },
): ResourceResult[] {
  const layers = classifyNodes(graph);
  const made = graph.nodes.filter(({ id }) => id !== graph.root && layers.get(id) === "results");
  const offered = made.filter(({ reference }) => findOffer(portal, reference));
  const root = graph.nodes.find(({ id }) => id === graph.root);
  const own = describeOutputs(object);
  const described = (offered.length > 0 ? offered : listNearest(graph, made)).map((node) =>
    describeResult(portal, node, describeOutputs(findRead(portal, node))),
  );
  return root && own.length > 0
    ? [
        describeResult(portal, { ...root, plural: type.plural, health: judgeResource(graph).health }, own),
        ...described,
      ]
    : described;
}

/** Results without a result above them. */
function listNearest({ root, edges }: ResourceGraph, made: readonly GraphNode[]): GraphNode[] {
  const ids = new Set(made.map(({ id }) => id));
  const below = new Set(edges.flatMap(({ from, to }) => (from !== root && ids.has(from) ? [to] : [])));
  return made.filter(({ id }) => !below.has(id));
}

function describeResult(
  portal: Pick<Portal, "catalog">,
  node: GraphNode,
  outputs: ResourceResult["outputs"],
): ResourceResult {
  const { reference, plural, health, createdAt } = node;
  return { reference, plural, health: maskWords(health), createdAt, outputs, ...describeOffer(portal, node) };
}

/** The whole object of a node that the walk has read; undefined for any other. */
function findRead(
  { clusters, parts }: Pick<Portal, "clusters" | "parts">,
  { reference, plural, uid }: GraphNode,
): KubernetesObject | undefined {
  const { cluster, namespace, name } = reference;
  const type = clusters.get(cluster)?.discovery.findByPlural({ ...reference, plural });
  if (uid === "" || !type) return undefined;
  const object = parts.find(resolveReference(type, namespace, name))?.get(namespace, name);
  return object?.metadata.uid === uid ? object : undefined;
}

function describeOutputs(object: KubernetesObject | undefined): ResourceResult["outputs"] {
  const outputs = object ? readOutputs(object) : [];
  return outputs
    .filter(({ name }) => rankName(name.split(".").at(-1) ?? name) === undefined)
    .map(({ name, value }) => ({ name, value: maskText(value) }));
}
