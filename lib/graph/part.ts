import { parseComposite } from "#lib/crossplane/composite";
import { computeCrossplaneHealth } from "#lib/crossplane/composite-health";
import { buildNode, type GraphBuilder } from "#lib/graph/graph-builder";
import type { GraphLoader, GraphNode, Relation } from "#lib/graph/types";
import { computeDryRunHealth } from "#lib/kratix/dry-run";
import { isDryRunKind, KRATIX_GROUP } from "#lib/kratix/names";
import { computePromiseHealth } from "#lib/kratix/promise-health";
import type { GroupKind, Health, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** An object of the graph that was read, so that what belongs to it can be looked for. */
export interface Part {
  /** Of its node. */
  id: string;
  object: KubernetesObject;
  type: ResourceType;
}

/** What a Promise says of the pipelines that run for each of its requests. */
export interface Workflow {
  /** Where they run, and their Works are, when not in the request's namespace. */
  pipelineNamespace?: string;
  /** Names of the configure pipelines, where they are known. */
  configurePipelines?: readonly string[];
  /** How the Promise itself stands, and which others it lacks. */
  promise?: { health: Health; lacking: readonly string[] };
}

export interface WalkOptions {
  /** The workflow behind a kind that a Promise offers; undefined for any other kind. */
  findWorkflow?(type: ResourceType): Workflow | undefined;
  /** Whether a kind is what an RGD offers: kro has to make something of each of its objects. */
  isInstance?(type: ResourceType): boolean;
  /** Kinds that controllers make below what they own: what is owned is looked for among these. */
  ownedKinds?: readonly GroupKind[];
  /** The cluster that a Destination stands for; undefined when the portal does not see it. Default: the request's. */
  clusterOf?(destination: string): string | undefined;
  /** The request's cluster is but a guess: what is not found there is not Missing, it may be elsewhere. */
  guessesDestinations?: boolean;
  now?(): number;
}

/** One walk over what a resource is made of. */
export interface Walk {
  loader: GraphLoader;
  builder: GraphBuilder;
  options: WalkOptions;
  /** Ids of objects that tell of the past, and are not shown. */
  past: Set<string>;
}

/** Health of any object, with the rules of Kratix or Crossplane where it is theirs. */
export function computePartHealth(object: KubernetesObject, type: ResourceType): Health {
  if (type.group === KRATIX_GROUP && type.kind === "Promise") return computePromiseHealth(object);
  if (isDryRunKind(type)) return computeDryRunHealth(object);
  return computeCrossplaneHealth(object, parseComposite(object, type)?.role, type);
}

/** The node of an object that was read and has no rules of its own. */
export function buildPartNode(object: KubernetesObject, type: ResourceType): GraphNode {
  return buildNode(object, type, computePartHealth(object, type));
}

/** Adds what was read below `parent`; gives the part when it is new to the graph. */
export function addPart(
  { builder }: Walk,
  parent: string,
  relation: Relation,
  { node, object, type }: { node: GraphNode; object?: KubernetesObject; type?: ResourceType },
): Part[] {
  const added = builder.add(parent, { ...node, relation });
  return added && object && type ? [{ id: node.id, object, type }] : [];
}
