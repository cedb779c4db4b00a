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
  /** Time when the Job reached its phase, if known. */
  since?: string;
  /** The reason of the failure from the Job controller. */
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
 * True when the Job runs a pipeline for this request. Current versions of Kratix write annotations, which
 * count in any namespace. Old versions set an ownerReference, and labels in the request's namespace.
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

/** The version can differ: a request can be read at another version than its Job was created for. */
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

/**
 * Parses a pipeline's Job.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/#JobStatus
 */
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
 * The run that decides the state of a workflow: the newest, as in Kratix. Of two created within one second,
 * the unfinished one, because Kratix starts the next run only after the last is done.
 */
export function latestJob(
  jobs: readonly PipelineJob[],
  action: PipelineJob["action"],
): PipelineJob | undefined {
  return jobs.filter((job) => job.action === action).toSorted(compareNewestFirst)[0];
}

/** The newest run of each pipeline. Kratix keeps the last five of each. */
export function latestRuns(jobs: readonly PipelineJob[]): PipelineJob[] {
  const newest = new Map<string, PipelineJob>();
  for (const job of jobs.toSorted(compareNewestFirst).reverse())
    newest.set(`${job.action} ${job.pipeline}`, job);
  return [...newest.values()];
}

/**
 * The current runs. A rerun of a workflow resets its pipelines to Pending while their old Jobs stay. The old
 * Job also stays until a restarted pipeline has its new Job.
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
