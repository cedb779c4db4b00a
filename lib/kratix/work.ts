import { z } from "zod";
import { firstLabel, KRATIX_LABELS, MISPLACED_LABELS } from "#lib/kratix/names";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** A file for a Destination. `content` is in Kratix's encoding: see `readWorkload`. */
export interface Workload {
  filepath: string;
  content: string;
}

export interface WorkloadGroup {
  id: string;
  workloads: Workload[];
}

/** The output of one pipeline of a request, or of a Promise. */
export interface Work {
  name: string;
  namespace: string | undefined;
  promise: string;
  /** Absent: the Work belongs to the Promise itself. */
  resource?: string;
  pipeline?: string;
  groups: WorkloadGroup[];
}

/** One group of a Work at one Destination. */
export interface WorkPlacement {
  name: string;
  namespace: string | undefined;
  work: string | undefined;
  group: string | undefined;
  destination: string;
  /** The Destination no longer matches the Promise's selectors. */
  misplaced: boolean;
  /** Version of the written files: a Git commit or a hash. Its presence proves the write. */
  versionId?: string;
}

const text = z.string().optional().catch(undefined);
const workload = z.object({ filepath: z.string().catch(""), content: z.string().catch("") });

const workSpec = z.object({
  promiseName: z.string().catch(""),
  resourceName: text,
  workloadGroups: z
    .array(z.object({ id: z.string().catch(""), workloads: z.array(workload).catch([]) }))
    .catch([]),
});

const placementSpec = z.object({ id: text, targetDestinationName: z.string().catch("") });
const placementStatus = z.object({ versionID: text });

/** Parses a Work; missing fields are empty. */
export function parseWork(object: KubernetesObject): Work {
  const { metadata } = object;
  const spec = workSpec.parse(object.spec ?? {});
  const pipeline = metadata.labels?.[KRATIX_LABELS.pipelineName];
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    promise: spec.promiseName,
    resource: spec.resourceName,
    pipeline,
    groups: spec.workloadGroups,
  };
}

/** Parses a WorkPlacement; missing fields are empty. */
export function parseWorkPlacement(object: KubernetesObject): WorkPlacement {
  const { metadata } = object;
  const spec = placementSpec.parse(object.spec ?? {});
  const { versionID } = placementStatus.parse(object.status ?? {});
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    work: metadata.labels?.[KRATIX_LABELS.work],
    group: metadata.labels?.[KRATIX_LABELS.workloadGroup] ?? spec.id,
    destination: spec.targetDestinationName,
    misplaced: firstLabel(metadata.labels, MISPLACED_LABELS) === "true",
    versionId: versionID,
  };
}

/**
 * True when the Work belongs to the request: its labels name the request, and it is in the request's
 * namespace. Where the Promise runs its pipelines elsewhere (`spec.workflows.config.pipelineNamespace`),
 * further labels name the request's namespace.
 */
export function isWorkOf(work: KubernetesObject, request: KubernetesObject): boolean {
  const { labels, namespace } = work.metadata;
  if (labels?.[KRATIX_LABELS.resourceName] !== request.metadata.name) return false;
  if (labels[KRATIX_LABELS.promiseName] !== request.metadata.labels?.[KRATIX_LABELS.promiseName])
    return false;
  return (labels[KRATIX_LABELS.resourceNamespace] ?? namespace) === request.metadata.namespace;
}

/** Labels that select the WorkPlacements of a Work. */
export function placementSelector(work: string): Record<string, string> {
  return { [KRATIX_LABELS.work]: work };
}
