import { parseComposite } from "#lib/crossplane/composite";
import { computeCrossplaneHealth } from "#lib/crossplane/composite-health";
import { buildNode, type GraphBuilder } from "#lib/graph/graph-builder";
import type { GraphLoader, GraphNode, Relation } from "#lib/graph/types";
import { computeDryRunHealth } from "#lib/kratix/dry-run";
import { isDryRunKind, KRATIX_GROUP } from "#lib/kratix/names";
import { computePromiseHealth } from "#lib/kratix/promise-health";
import type { GroupKind, Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** A loaded object of the graph, whose parts can be searched. */
export interface Part {
  /** Id of its node. */
  id: string;
  object: KubernetesObject;
  type: ResourceType;
}

/** The Promise's data about the pipelines that run for each of its requests. */
export interface Workflow {
  /** The namespace of the pipelines and their Works, if not the request's. */
  pipelineNamespace?: string;
  /** Names of the configure pipelines, if known. */
  configurePipelines?: readonly string[];
  /** The Promise's own health, and its missing requirements. */
  promise?: { health: Health; lacking: readonly string[] };
}

export interface WalkOptions {
  /** The workflow of a kind that a Promise offers; undefined for other kinds. */
  findWorkflow?(type: ResourceType): Workflow | undefined;
  /** Whether an RGD offers the kind, so that kro creates parts for each object. */
  isInstance?(type: ResourceType): boolean;
  /** Kinds that controllers create below their owners; the search for owned objects lists these kinds. */
  ownedKinds?: readonly GroupKind[];
  /**
   * The cluster of a Destination; undefined when the portal does not know it. Default: the request's cluster.
   */
  clusterOf?(destination: string): string | undefined;
  /**
   * True when the request's cluster is a guess: an absent object is then not Missing, because it may be
   * elsewhere.
   */
  guessesDestinations?: boolean;
  now?(): number;
}

/** One walk over the parts of a resource. */
export interface Walk {
  loader: GraphLoader;
  builder: GraphBuilder;
  options: WalkOptions;
  /** Ids of objects about the past, which are not shown. */
  past: Set<string>;
}

/** Health of any object, by the rules of Kratix or Crossplane where they apply. */
export function computePartHealth(object: KubernetesObject, type: ResourceType): Health {
  if (type.group === KRATIX_GROUP && type.kind === "Promise") return computePromiseHealth(object);
  if (isDryRunKind(type)) return computeDryRunHealth(object);
  return computeCrossplaneHealth(object, parseComposite(object, type)?.role, type);
}

/** The node of a loaded object without special rules. */
export function buildPartNode(object: KubernetesObject, type: ResourceType): GraphNode {
  return buildNode(object, type, computePartHealth(object, type));
}

/** Adds a loaded object below `parent`. Returns the part when it is new to the graph. */
export function addPart(
  { builder }: Walk,
  parent: string,
  relation: Relation,
  { node, object, type }: { node: GraphNode; object?: KubernetesObject; type?: ResourceType },
): Part[] {
  const added = builder.add(parent, { ...node, relation });
  return added && object && type ? [{ id: node.id, object, type }] : [];
}
