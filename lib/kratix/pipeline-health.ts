import type { PipelineJob } from "#lib/kratix/pipeline-job";
import { findFailedStep } from "#lib/kratix/pipeline-pod";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/** How one run of a pipeline stands. A failure is told in the words of the step that failed, where a Pod kept them. */
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

/** The Job controller's stock sentences say nothing to a requester; a cause of the pipeline's own is kept. */
export function describeFailure(pipeline: { name: string; message?: string; nextRetryAt?: string }): string {
  const retry = pipeline.nextRetryAt ? " Kratix tries it again by itself." : "";
  const { name, message = "" } = pipeline;
  if (/active longer than specified deadline/.test(message))
    return `Pipeline "${name}" took too long.${retry}`;
  if (message === "" || /reached the specified backoff limit/.test(message)) {
    return `Pipeline "${name}" failed. Its log says why; ask the platform team for it.${retry}`;
  }
  return `Pipeline "${name}" failed: ${message}${retry}`;
}
