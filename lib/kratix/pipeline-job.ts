import { z } from "zod";
import {
  firstLabel,
  JOB_ANNOTATIONS,
  KRATIX_LABELS,
  WORKFLOW_ACTION_LABELS,
  WORKFLOW_TYPE_LABELS,
} from "#lib/kratix/names";
import type { PipelineStatus } from "#lib/kratix/workflow-status";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { Condition, KubernetesObject } from "#lib/kubernetes/types";

export type JobPhase = "Running" | "Succeeded" | "Failed" | "Suspended";

/** One run of one pipeline. */
export interface PipelineJob {
  name: string;
  namespace: string | undefined;
  pipeline: string;
  action: "configure" | "delete";
  phase: JobPhase;
  createdAt: string;
  /** When it reached its phase, where the Job says. */
  since?: string;
  /** Why it failed, as the Job controller puts it. */
  message?: string;
}

const condition = z.object({
  type: z.string(),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  lastTransitionTime: z.string().optional().catch(undefined),
});
const jobStatus = z.object({
  conditions: z.array(condition).catch([]),
  startTime: z.string().optional().catch(undefined),
});

const PHASES: readonly [condition: string, phase: JobPhase][] = [
  ["Failed", "Failed"],
  ["Complete", "Succeeded"],
  ["Suspended", "Suspended"],
];

/**
 * True when the Job runs a pipeline for this request. Current versions say so in annotations, which hold wherever the
 * Job runs; old versions set an ownerReference, and labels in the request's namespace.
 */
export function isJobOf(job: KubernetesObject, request: KubernetesObject): boolean {
  const { annotations, labels, namespace, ownerReferences } = job.metadata;
  if (firstLabel(labels, WORKFLOW_TYPE_LABELS) === "promise") return false;
  if (annotations?.[JOB_ANNOTATIONS.name] !== undefined) return isNamedBy(annotations, request);
  if (ownerReferences?.some(({ controller }) => controller)) {
    return ownerReferences.some(({ uid }) => uid === request.metadata.uid);
  }
  return (
    labels?.[KRATIX_LABELS.resourceName] === request.metadata.name &&
    labels[KRATIX_LABELS.promiseName] === request.metadata.labels?.[KRATIX_LABELS.promiseName] &&
    namespace === request.metadata.namespace
  );
}

/** The version may differ: a request can be read at another version than its Job was made for. */
function isNamedBy(annotations: Record<string, string>, request: KubernetesObject): boolean {
  const apiVersion = annotations[JOB_ANNOTATIONS.apiVersion];
  return (
    annotations[JOB_ANNOTATIONS.name] === request.metadata.name &&
    (annotations[JOB_ANNOTATIONS.namespace] || undefined) === request.metadata.namespace &&
    annotations[JOB_ANNOTATIONS.kind] === request.kind &&
    (apiVersion === undefined ||
      splitApiVersion(apiVersion).group === splitApiVersion(request.apiVersion).group)
  );
}

/** A pipeline's Job. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/#JobStatus */
export function parsePipelineJob(job: KubernetesObject): PipelineJob {
  const { labels, name, namespace, creationTimestamp } = job.metadata;
  const { conditions, startTime } = jobStatus.parse(job.status ?? {});
  const [decisive, phase] = readPhase(conditions);
  const since = decisive?.lastTransitionTime ?? startTime;
  return {
    name,
    namespace,
    pipeline: labels?.[KRATIX_LABELS.pipelineName] ?? name,
    action: firstLabel(labels, WORKFLOW_ACTION_LABELS) === "delete" ? "delete" : "configure",
    phase,
    createdAt: creationTimestamp,
    since,
    message: phase === "Failed" ? decisive?.message : undefined,
  };
}

/** A Job without a true condition is still running. */
function readPhase(conditions: readonly Condition[]): [decisive: Condition | undefined, phase: JobPhase] {
  for (const [type, phase] of PHASES) {
    const decisive = conditions.find((condition) => condition.type === type && condition.status === "True");
    if (decisive) return [decisive, phase];
  }
  return [undefined, "Running"];
}

/**
 * The run that decides how a workflow stands: the newest, as Kratix itself goes by. Of two made within one second,
 * the one that is still unfinished, as Kratix starts the next only when the last is done.
 */
export function latestJob(
  jobs: readonly PipelineJob[],
  action: PipelineJob["action"],
): PipelineJob | undefined {
  return jobs.filter((job) => job.action === action).toSorted(compareNewestFirst)[0];
}

/** The newest run of each pipeline: Kratix keeps the last five of each, and the older ones tell of the past. */
export function latestRuns(jobs: readonly PipelineJob[]): PipelineJob[] {
  const newest = new Map<string, PipelineJob>();
  for (const job of jobs.toSorted(compareNewestFirst).reverse())
    newest.set(`${job.action} ${job.pipeline}`, job);
  return [...newest.values()];
}

/**
 * The runs of the present: a rerun of a workflow sets its pipelines back to Pending, and their Jobs of before stay. So
 * does the Job of a pipeline that runs anew while its own next Job is not there yet.
 */
export function currentRuns(
  runs: readonly PipelineJob[],
  pipelines: readonly PipelineStatus[],
): PipelineJob[] {
  return runs.filter((run) => {
    const record = pipelines.find(({ name }) => name === run.pipeline);
    if (record?.phase === "Pending") return false;
    const since = record?.phase === "Running" ? record.since : undefined;
    return run.phase === "Running" || since === undefined || run.createdAt >= since;
  });
}

function compareNewestFirst(a: PipelineJob, b: PipelineJob): number {
  return b.createdAt.localeCompare(a.createdAt) || Number(isOver(a)) - Number(isOver(b));
}

function isOver({ phase }: PipelineJob): boolean {
  return phase === "Succeeded" || phase === "Suspended";
}
