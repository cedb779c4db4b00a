import type { PipelineJob } from "#lib/kratix/pipeline-job";
import { findFailedStep } from "#lib/kratix/pipeline-pod";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/**
 * The health of one run of a pipeline. A failure has the message of the failed step, where a Pod still has
 * it.
 */
export function computeJobHealth(job: PipelineJob, pods?: readonly KubernetesObject[]): Health {
  const { phase, pipeline, since } = job;
  switch (phase) {
    case "Failed": {
      const message =
        findFailedStep(job, pods)?.message ?? describeFailure({ name: pipeline, message: job.message });
      return { state: "Failed", since, reason: "PipelineFailed", message };
    }
    case "Succeeded":
      return { state: "Ready", since };
    case "Suspended":
      return { state: "Paused", since, message: `Pipeline "${pipeline}" was stopped for a newer run.` };
    case "Running":
      return { state: "Working", since, message: `Pipeline "${pipeline}" is running.` };
  }
}

/**
 * The Job controller's standard sentences do not help a requester. A cause from the pipeline itself is kept.
 */
export function describeFailure(pipeline: { name: string; message?: string; nextRetryAt?: string }): string {
  const retry = pipeline.nextRetryAt ? " Kratix retries it automatically." : "";
  const { name, message = "" } = pipeline;
  if (/active longer than specified deadline/.test(message))
    return `Pipeline "${name}" took too long.${retry}`;
  if (message === "" || /reached the specified backoff limit/.test(message)) {
    return `Pipeline "${name}" failed. Ask the platform team for its log.${retry}`;
  }
  return `Pipeline "${name}" failed: ${message}${retry}`;
}
