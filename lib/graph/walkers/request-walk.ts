import type { Walk, Workflow } from "#lib/graph/part";
import { describeListFailure } from "#lib/graph/walkers/concurrent-reads";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** The walk over one request. */
export interface RequestWalk extends Walk {
  /** Id of the request's node. */
  id: string;
  request: KubernetesObject;
  cluster: string;
  workflow: Workflow;
}

export interface Listed {
  type: ResourceType;
  objects: readonly KubernetesObject[];
}

/**
 * Objects of a kind that Kratix creates for the request; undefined where the list fails, which is then a
 * problem of the graph.
 */
export async function listKind(
  { cluster, loader, builder, workflow, request }: RequestWalk,
  kind: { group: string; kind: string },
  labels: Record<string, string>,
): Promise<Listed | undefined> {
  const type = loader.findType({ cluster, ...kind });
  if (!type) return undefined;
  const namespace = workflow.pipelineNamespace ?? request.metadata.namespace;
  try {
    return { type, objects: await loader.list(type, { namespace, labels }) };
  } catch (error) {
    builder.reportProblem(describeListFailure(type.plural, error));
    return undefined;
  }
}
