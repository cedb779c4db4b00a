import { extendGraph, startGraph } from "#lib/graph/graph-builder";
import { buildPartNode, type Part, type Walk, type WalkOptions } from "#lib/graph/part";
import { findReferences } from "#lib/graph/references";
import type { GraphLoader, ResourceGraph } from "#lib/graph/types";
import { addComposed } from "#lib/graph/walkers/composite-walker";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { addInstance } from "#lib/graph/walkers/instance-walker";
import { createOwnerWalker } from "#lib/graph/walkers/owner-walker";
import { addRemote } from "#lib/graph/walkers/remote-walker";
import { addRequest } from "#lib/graph/walkers/request-walker";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/**
 * Builds the graph of an object's parts, to every depth: Kratix's objects of a request, references of a claim
 * or a composite resource, kro's objects of an instance, and owned objects, in any combination. Each object
 * is visited once, so cycles end. Never rejects: a failed read is the state of its node, a failed list is in
 * `problems`.
 */
export async function walkResource(
  object: KubernetesObject,
  type: ResourceType,
  loader: GraphLoader,
  options: WalkOptions = {},
): Promise<ResourceGraph> {
  const node = buildPartNode(object, type);
  const walk: Walk = { loader, builder: extendGraph(startGraph(node)), options, past: new Set() };
  const owners = createOwnerWalker(walk);
  const root: Part = { id: node.id, object, type };
  owners.prepare(root);
  const parts: Part[] = [];
  for (let wave = [root]; wave.length > 0; ) {
    parts.push(...wave);
    const made = (await mapConcurrently(wave, (part) => addMade(walk, part))).flat();
    // References by name come first, because their relation is more specific than ownership.
    wave = made.length > 0 ? made : await owners.addOwned(parts);
  }
  const graph = walk.builder.build();
  return { ...graph, references: findReferences(parts, new Set(graph.nodes.map(({ id }) => id))) };
}

async function addMade(walk: Walk, part: Part): Promise<Part[]> {
  const made = await Promise.all([
    addRequest(walk, part),
    addComposed(walk, part),
    addInstance(walk, part),
    addRemote(walk, part),
  ]);
  return made.flat();
}
