import { z } from "zod";
import { isDryRun } from "#lib/kratix/dry-run";
import { healthStatusSchema, judgeHealthStatus } from "#lib/kratix/health-record";
import { KRATIX_LABELS } from "#lib/kratix/names";
import { computeJobHealth, describeFailure } from "#lib/kratix/pipeline-health";
import { currentRuns, latestJob, type PipelineJob, parsePipelineJob } from "#lib/kratix/pipeline-job";
import { describeSuspension } from "#lib/kratix/retry-message";
import { computeWorkHealth, healthOf, indexConditions } from "#lib/kratix/work-health";
import { type PipelineStatus, readPipelines } from "#lib/kratix/workflow-status";
import { judgeConditions } from "#lib/kubernetes/health/condition-set";
import type { Condition, Health, KubernetesObject } from "#lib/kubernetes/types";

/** Other data about a request. All of it is optional; more data gives a deeper cause. */
export interface RequestEvidence {
  /** Jobs of its pipelines (`isJobOf`). Old versions of Kratix report failures only there. */
  jobs?: readonly KubernetesObject[];
  /** Pods of those Jobs. They have the messages of failed steps. */
  pods?: readonly KubernetesObject[];
  /** Its Works (`isWorkOf`). */
  works?: readonly KubernetesObject[];
  /** Names of the Promise's configure pipelines for requests; empty when it has none. */
  configurePipelines?: readonly string[];
  /** The Promise's own health, and its missing requirements: why it does not serve requests now. */
  promise?: { health: Health; lacking: readonly string[] };
  /** Milliseconds since 1970, for times in messages. */
  now?: number;
}

interface Facts {
  object: KubernetesObject;
  conditions: ReadonlyMap<string, Condition>;
  /** ConfigureWorkflowCompleted, formerly PipelineCompleted. */
  completed: Condition | undefined;
  status: z.infer<typeof statusSchema>;
  evidence: RequestEvidence;
  /** Current runs only: see `currentRuns`. */
  jobs: readonly PipelineJob[];
  pipelines: readonly PipelineStatus[];
  now: number;
}

const statusSchema = z.object({
  message: z.string().optional().catch(undefined),
  observedGeneration: z.number().optional().catch(undefined),
  healthStatus: healthStatusSchema.optional().catch(undefined),
});

// The first function with a result decides. Causes that block a request come before running work.
const JUDGES: readonly ((facts: Facts) => Health | undefined)[] = [
  judgeRemoval,
  judgePause,
  judgeRunning,
  judgePromise,
  judgePipelines,
  judgeJobs,
  judgeWorkflow,
  judgeGeneration,
  judgeWorks,
  judgeOwnHealth,
  judgeReconciled,
];

/**
 * The health of a resource request, from the conditions of any version of Kratix. `Reconciled` counts only
 * without other evidence, because it can be missing or out of date. Ready means that the pipelines are done
 * and their output is scheduled. The delivered objects have their own health.
 */
export function computeRequestHealth(object: KubernetesObject, evidence: RequestEvidence = {}): Health {
  const conditions = indexConditions(object);
  const action = object.metadata.deletionTimestamp ? "delete" : "configure";
  const pipelines = readPipelines(object.status, action);
  const facts: Facts = {
    object,
    conditions,
    completed: conditions.get("ConfigureWorkflowCompleted") ?? conditions.get("PipelineCompleted"),
    status: statusSchema.catch({}).parse(object.status),
    evidence,
    jobs: currentRuns((evidence.jobs ?? []).map(parsePipelineJob), pipelines),
    pipelines,
    now: evidence.now ?? Date.now(),
  };
  for (const judge of JUDGES) {
    const health = judge(facts);
    if (health) return health;
  }
  return judgeRest(facts);
}

/** The records are about the delete pipelines once one of them has started, or once the condition exists. */
function judgeRemoval({ object, conditions, jobs, evidence, pipelines, now }: Facts): Health | undefined {
  const { deletionTimestamp } = object.metadata;
  if (!deletionTimestamp) return undefined;
  const completed = conditions.get("DeleteWorkflowCompleted");
  const own = completed ? pipelines : pipelines.filter(({ since = "" }) => since >= deletionTimestamp);
  if (own.some(({ phase }) => phase === "Running")) return { state: "Removing", since: deletionTimestamp };
  const failed = own.find(({ phase }) => phase === "Failed");
  const job = latestJob(jobs, "delete");
  const step = job?.phase === "Failed" ? computeJobHealth(job, evidence.pods) : undefined;
  if (failed?.message) return pipelineHealth(failed, "Failed", "PipelineFailed", describeFailure(failed));
  if (step) return step;
  if (failed) return pipelineHealth(failed, "Failed", "PipelineFailed", describeFailure(failed));
  if (completed?.reason === "DeleteWorkflowFailed") {
    return healthOf(completed, "Failed", "The clean-up pipeline failed. Ask the platform team for its log.");
  }
  const held = own.find(({ phase }) => phase === "Suspended");
  if (held) {
    const message = describeSuspension(held, "the request", now);
    return { state: "Removing", since: deletionTimestamp, reason: "DeleteWorkflowSuspended", message };
  }
  const suspended = completed?.reason === "DeleteWorkflowSuspended" ? completed : undefined;
  return {
    state: "Removing",
    since: deletionTimestamp,
    reason: suspended?.reason,
    message: suspended?.message,
  };
}

function judgePause({ object, conditions }: Facts): Health | undefined {
  if (object.metadata.labels?.[KRATIX_LABELS.paused] !== "true") return undefined;
  return healthOf(conditions.get("Reconciled"), "Paused", "The platform team has paused this resource.");
}

/** A running pipeline is more recent than a condition about the run before. */
function judgeRunning({ pipelines, completed, status }: Facts): Health | undefined {
  const running = pipelines.find(({ phase }) => phase === "Running");
  if (!running) return undefined;
  const message = authorMessage(status.message) ?? `Pipeline "${running.name}" is running.`;
  return { state: "Working", since: running.since, reason: completed?.reason, message };
}

/**
 * PromiseAvailable is False while the Promise lacks another one, and while its own workflow reruns. A
 * finished request stays finished. Only a request or change that Kratix has not started to process waits for
 * it.
 */
function judgePromise({ object, conditions, completed, status, evidence }: Facts): Health | undefined {
  const available = conditions.get("PromiseAvailable");
  if (available?.status !== "False") return undefined;
  const { generation = 0 } = object.metadata;
  const changed = status.observedGeneration !== undefined && status.observedGeneration < generation;
  if (completed?.status === "True" && !changed) return undefined;
  const { health, lacking = [] } = evidence.promise ?? {};
  if (lacking.length > 0) {
    return healthOf(
      available,
      "Waiting",
      `Kratix is waiting for what the Promise needs: ${lacking.join(", ")}.`,
    );
  }
  const why = health && health.state !== "Ready" && health.message ? ` ${health.message}` : "";
  return healthOf(available, "Waiting", `Kratix is waiting until the Promise serves requests again.${why}`);
}

/** Where this version of Kratix records its pipelines, the record names the failed one and the cause. */
function judgePipelines({ pipelines, completed, jobs, evidence, now }: Facts): Health | undefined {
  const failed = pipelines.find(({ phase }) => phase === "Failed");
  if (failed) {
    const run = jobs.find(({ pipeline, phase }) => pipeline === failed.name && phase === "Failed");
    // The failed step has more detail than a record without a message.
    if (!failed.message && run) return computeJobHealth(run, evidence.pods);
    return pipelineHealth(failed, "Failed", completed?.reason ?? "PipelineFailed", describeFailure(failed));
  }
  const held = pipelines.find(({ phase }) => phase === "Suspended");
  return held && suspendedHealth(held, now);
}

/** The health of a suspended pipeline: Kratix retries it automatically, or someone must release it. */
export function suspendedHealth(pipeline: PipelineStatus, now: number): Health {
  const state = pipeline.nextRetryAt ? "Waiting" : "HeldForApproval";
  return pipelineHealth(
    pipeline,
    state,
    "WorkflowSuspended",
    describeSuspension(pipeline, "the request", now),
  );
}

/**
 * Old versions leave the condition at "not completed" when a pipeline fails, so the newest Job decides. Where
 * the status records the pipelines, that record counts.
 */
function judgeJobs({ completed, jobs, evidence, pipelines }: Facts): Health | undefined {
  if (completed?.status === "True" || pipelines.length > 0) return undefined;
  const job = latestJob(jobs, "configure");
  return job?.phase === "Failed" ? computeJobHealth(job, evidence.pods) : undefined;
}

function judgeWorkflow({ completed, jobs, status, pipelines }: Facts): Health | undefined {
  if (!completed || completed.status === "True") return undefined;
  // A rerun resets the pipelines before the condition.
  const restarted = pipelines.some(({ phase }) => phase === "Pending");
  if (completed.reason === "ConfigureWorkflowFailed" && !restarted) {
    const name = completed.message?.match(/failed: (.+)$/)?.[1];
    return healthOf(completed, "Failed", name ? `Pipeline "${name}" failed.` : "A pipeline failed.");
  }
  const running = latestJob(jobs, "configure")?.pipeline;
  const said = authorMessage(status.message);
  return healthOf(
    completed,
    "Working",
    said ?? (running ? `Pipeline "${running}" is running.` : "The pipelines are running."),
  );
}

function judgeGeneration({ object, status }: Facts): Health | undefined {
  const { generation } = object.metadata;
  if (generation === undefined || status.observedGeneration === undefined) return undefined;
  if (status.observedGeneration >= generation) return undefined;
  return {
    state: "Working",
    reason: "NewGeneration",
    message: "Kratix has not confirmed the last change yet.",
  };
}

function judgeWorks({ object, conditions, evidence }: Facts): Health | undefined {
  // The Works of a dry run wait for a special Destination, which few platforms have.
  if (isDryRun(object)) return undefined;
  const succeeded = conditions.get("WorksSucceeded");
  if (succeeded && succeeded.status !== "True") return worksHealth(succeeded);
  if (succeeded) return undefined;
  const healths = (evidence.works ?? []).map(computeWorkHealth);
  return (
    healths.find(({ state }) => state === "NeedsAttention") ??
    healths.find(({ state }) => state === "Waiting" || state === "Working")
  );
}

function worksHealth(condition: Condition): Health {
  switch (condition.reason) {
    case "WorksFailing":
      return healthOf(condition, "Failed");
    case "WorksMisplaced":
      return healthOf(condition, "NeedsAttention");
    default:
      return healthOf(condition, "Working", "Kratix is delivering the output of the pipelines.");
  }
}

/** Kratix's own conditions. Others come from the Promise's author. */
const OF_KRATIX = new Set([
  "ConfigureWorkflowCompleted",
  "DeleteWorkflowCompleted",
  "PipelineCompleted",
  "PromiseAvailable",
  "Reconciled",
  "WorksSucceeded",
]);

/** The health that a health check, or the Promise's author, reports. */
function judgeOwnHealth({ conditions, status, now }: Facts): Health | undefined {
  const checked = status.healthStatus && judgeHealthStatus(status.healthStatus, now);
  if (checked) return checked;
  const own = [...conditions.values()].filter(({ type }) => !OF_KRATIX.has(type));
  const health = judgeConditions(own);
  return health && health.state !== "Ready" && health.state !== "Unknown" ? health : undefined;
}

function judgeReconciled({ conditions, completed }: Facts): Health | undefined {
  const reconciled = conditions.get("Reconciled");
  return reconciled?.status === "False" && !completed ? healthOf(reconciled, "Working") : undefined;
}

function judgeRest({ object, completed, conditions, evidence, status }: Facts): Health {
  const proof =
    completed ?? (conditions.get("Reconciled")?.status === "True" ? conditions.get("Reconciled") : undefined);
  if (proof && isDryRun(object)) {
    return healthOf(proof, "Ready", "This is a dry run: Kratix ran the pipelines and delivered nothing.");
  }
  if (proof)
    return healthOf(conditions.get("WorksSucceeded") ?? proof, "Ready", authorMessage(status.message) ?? "");
  if (evidence.configurePipelines?.length === 0) return { state: "Ready" };
  return { state: "Waiting", message: "Kratix has not started to process this resource yet." };
}

function pipelineHealth(
  pipeline: PipelineStatus,
  state: Health["state"],
  reason: string,
  message: string,
): Health {
  return { state, since: pipeline.since, reason, message };
}

/** Kratix writes these two reasons itself, before a pipeline has reported. */
function authorMessage(message: string | undefined): string | undefined {
  return message === "Pending" || message === "Resource requested" ? undefined : message || undefined;
}
