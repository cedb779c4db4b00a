import { z } from "zod";
import type { PipelineJob } from "#lib/kratix/pipeline-job";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** The failed step of a pipeline, with its message. */
export interface FailedStep {
  container: string;
  message: string;
}

/** https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/ */
const terminated = z
  .object({ exitCode: z.number(), message: z.string().catch("") })
  .optional()
  .catch(undefined);
const state = z.object({ terminated }).catch({ terminated: undefined });
const container = z.object({ name: z.string(), state, lastState: state }).transform((status) => ({
  name: status.name,
  ended: status.state.terminated ?? status.lastState.terminated,
}));
const podStatus = z.object({
  initContainerStatuses: z.array(container).catch([]),
  containerStatuses: z.array(container).catch([]),
});

/** Labels that select the Pods of a Job. https://kubernetes.io/docs/reference/labels-annotations-taints/#batch-kubernetes-io-job-name */
export function podSelector(job: string): Record<string, string> {
  return { "batch.kubernetes.io/job-name": job };
}

/**
 * The failed step, from the newest Pod of the Job that has one. Its message comes from the termination log.
 * Undefined where no Pod is left, or none has a message.
 */
export function findFailedStep(
  job: Pick<PipelineJob, "name" | "namespace">,
  pods: readonly KubernetesObject[] = [],
): FailedStep | undefined {
  return pods
    .filter(({ metadata }) => isPodOf(job, metadata))
    .toSorted((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp))
    .flatMap(readFailedSteps)[0];
}

function isPodOf(
  job: Pick<PipelineJob, "name" | "namespace">,
  { labels, namespace }: KubernetesObject["metadata"],
) {
  return (
    namespace === job.namespace &&
    Object.entries(podSelector(job.name)).every(([key, value]) => labels?.[key] === value)
  );
}

function readFailedSteps(pod: KubernetesObject): FailedStep[] {
  const { initContainerStatuses, containerStatuses } = podStatus.parse(pod.status ?? {});
  return [...initContainerStatuses, ...containerStatuses].flatMap(({ name, ended }) => {
    const message = ended && ended.exitCode !== 0 ? ended.message.trim() : "";
    return message === "" ? [] : [{ container: name, message }];
  });
}
