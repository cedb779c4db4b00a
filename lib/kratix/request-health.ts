import { z } from "zod";
import { KRATIX_LABELS } from "#lib/kratix/names";
import { computeJobHealth, describeFailure } from "#lib/kratix/pipeline-health";
import { latestJob, type PipelineJob, parsePipelineJob } from "#lib/kratix/pipeline-job";
import { computeWorkHealth, healthOf, indexConditions } from "#lib/kratix/work-health";
import { type PipelineStatus, readPipelines } from "#lib/kratix/workflow-status";
import type { Condition, Health, KubernetesObject } from "#lib/kubernetes/types";

/** What else is known of a request. Each is optional; the more there is, the deeper the cause that is found. */
export interface RequestEvidence {
  /** Its pipelines' Jobs (`isJobOf`): old versions of Kratix tell a failure nowhere else. */
  jobs?: readonly KubernetesObject[];
  /** Pods of those Jobs: the words that a failed step left are on them. */
  pods?: readonly KubernetesObject[];
  /** Its Works (`isWorkOf`). */
  works?: readonly KubernetesObject[];
  /** Names of the Promise's configure pipelines for requests; empty when it has none. */
  configurePipelines?: readonly string[];
}

interface Facts {
  object: KubernetesObject;
  conditions: ReadonlyMap<string, Condition>;
  /** ConfigureWorkflowCompleted, which was PipelineCompleted. */
  completed: Condition | undefined;
  status: z.infer<typeof statusSchema>;
  evidence: RequestEvidence;
  jobs: readonly PipelineJob[];
}

const statusSchema = z.object({
  message: z.string().optional().catch(undefined),
  observedGeneration: z.number().optional().catch(undefined),
  healthStatus: z
    .object({ state: z.enum(["unknown", "ready", "unhealthy", "healthy", "degraded"]).catch("unknown") })
    .optional()
    .catch(undefined),
});

// The first that has an answer gives it. What stops a request comes before what it is doing.
const JUDGES: readonly ((facts: Facts) => Health | undefined)[] = [
  judgeRemoval,
  judgePause,
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
 * How a resource request stands, from the conditions of any version of Kratix. `Reconciled` counts only where nothing
 * else is told: it can be missing or stale. Ready means that the pipelines are done and their output is scheduled;
 * whether the delivered objects work is for their own health to say.
 */
export function computeRequestHealth(object: KubernetesObject, evidence: RequestEvidence = {}): Health {
  const conditions = indexConditions(object);
  const facts: Facts = {
    object,
    conditions,
    completed: conditions.get("ConfigureWorkflowCompleted") ?? conditions.get("PipelineCompleted"),
    status: statusSchema.catch({}).parse(object.status),
    evidence,
    jobs: (evidence.jobs ?? []).map(parsePipelineJob),
  };
  for (const judge of JUDGES) {
    const health = judge(facts);
    if (health) return health;
  }
  return judgeRest(facts);
}

function judgeRemoval({ object, conditions, jobs, evidence }: Facts): Health | undefined {
  const { deletionTimestamp } = object.metadata;
  if (!deletionTimestamp) return undefined;
  const completed = conditions.get("DeleteWorkflowCompleted");
  const failed = readPipelines(object.status, "delete").find(({ phase }) => phase === "Failed");
  if (completed?.reason === "DeleteWorkflowFailed") {
    return healthOf(completed, "Failed", failed ? describeFailure(failed) : "Its clean-up pipeline failed.");
  }
  const job = latestJob(jobs, "delete");
  if (job?.phase === "Failed") return computeJobHealth(job, evidence.pods);
  return { state: "Removing", since: deletionTimestamp };
}

function judgePause({ object, conditions }: Facts): Health | undefined {
  if (object.metadata.labels?.[KRATIX_LABELS.paused] !== "true") return undefined;
  return healthOf(conditions.get("Reconciled"), "Paused", "The platform team has paused it.");
}

function judgePromise({ conditions }: Facts): Health | undefined {
  const available = conditions.get("PromiseAvailable");
  if (available?.status !== "False") return undefined;
  return healthOf(available, "Waiting", "It waits for other Promises that its own one needs.");
}

/** The pipelines' own record, where this version of Kratix keeps one, names the failed one and its cause. */
function judgePipelines({ object, completed }: Facts): Health | undefined {
  const pipelines = readPipelines(object.status, "configure");
  const failed = pipelines.find(({ phase }) => phase === "Failed");
  if (failed)
    return pipelineHealth(failed, "Failed", completed?.reason ?? "PipelineFailed", describeFailure(failed));
  const held = pipelines.find(({ phase }) => phase === "Suspended");
  if (!held) return undefined;
  const message = held.message ?? `Pipeline "${held.name}" waits until someone lets it go on.`;
  return pipelineHealth(held, "HeldForApproval", "WorkflowSuspended", message);
}

/** Old versions leave the condition at "not completed" when a pipeline fails: the newest Job knows better. */
function judgeJobs({ completed, jobs, evidence }: Facts): Health | undefined {
  if (completed?.status === "True") return undefined;
  const job = latestJob(jobs, "configure");
  return job?.phase === "Failed" ? computeJobHealth(job, evidence.pods) : undefined;
}

function judgeWorkflow({ object, completed, jobs, status }: Facts): Health | undefined {
  if (!completed || completed.status === "True") return undefined;
  if (completed.reason === "ConfigureWorkflowFailed") {
    const name = completed.message?.match(/failed: (.+)$/)?.[1];
    return healthOf(
      completed,
      "Failed",
      name ? `Pipeline "${name}" failed.` : "One of its pipelines failed.",
    );
  }
  const running =
    readPipelines(object.status, "configure").find(({ phase }) => phase === "Running")?.name ??
    latestJob(jobs, "configure")?.pipeline;
  const said = authorMessage(status.message);
  return healthOf(
    completed,
    "Working",
    said ?? (running ? `Pipeline "${running}" is running.` : "Its pipelines are running."),
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

function judgeWorks({ conditions, evidence }: Facts): Health | undefined {
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
      return healthOf(condition, "Working", "What its pipelines made is being delivered.");
  }
}

/** What the request's author, or a health check, says of the thing itself. */
function judgeOwnHealth({ conditions, status }: Facts): Health | undefined {
  const message = authorMessage(status.message);
  if (status.healthStatus?.state === "unhealthy")
    return healthOf(undefined, "Failed", message ?? "Its health check fails.");
  if (status.healthStatus?.state === "degraded") {
    return healthOf(undefined, "NeedsAttention", message ?? "Its health check says it is degraded.");
  }
  const ready = conditions.get("Ready");
  return ready && ready.status !== "True" ? healthOf(ready, "Working") : undefined;
}

function judgeReconciled({ conditions, completed }: Facts): Health | undefined {
  const reconciled = conditions.get("Reconciled");
  return reconciled?.status === "False" && !completed ? healthOf(reconciled, "Working") : undefined;
}

function judgeRest({ completed, conditions, evidence, status }: Facts): Health {
  const proof =
    completed ?? (conditions.get("Reconciled")?.status === "True" ? conditions.get("Reconciled") : undefined);
  if (proof)
    return healthOf(conditions.get("WorksSucceeded") ?? proof, "Ready", authorMessage(status.message) ?? "");
  if (evidence.configurePipelines?.length === 0) return { state: "Ready" };
  return { state: "Waiting", message: "Kratix has not started on it yet." };
}

function pipelineHealth(
  pipeline: PipelineStatus,
  state: Health["state"],
  reason: string,
  message: string,
): Health {
  return { state, since: pipeline.since, reason, message };
}

/** Kratix itself writes these two before a pipeline has said anything. */
function authorMessage(message: string | undefined): string | undefined {
  return message === "Pending" || message === "Resource requested" ? undefined : message || undefined;
}
