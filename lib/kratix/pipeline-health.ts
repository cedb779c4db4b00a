import type { PipelineJob } from "#lib/kratix/pipeline-job";
import type { Health } from "#lib/kubernetes/types";

/** How one run of a pipeline stands. */
export function computeJobHealth({ phase, pipeline, since, message }: PipelineJob): Health {
  switch (phase) {
    case "Failed":
      return {
        state: "Failed",
        since,
        reason: "PipelineFailed",
        message: describeFailure({ name: pipeline, message }),
      };
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
  const retry = pipeline.nextRetryAt ? " Kratix will try it again." : "";
  const { name, message = "" } = pipeline;
  if (/active longer than specified deadline/.test(message))
    return `Pipeline "${name}" took too long.${retry}`;
  if (message === "" || /reached the specified backoff limit/.test(message)) {
    return `Pipeline "${name}" failed. Its log says why; ask the platform team for it.${retry}`;
  }
  return `Pipeline "${name}" failed: ${message}${retry}`;
}
