/** A pod of a Kratix pipeline, as much of it as running its steps takes, and the status that says how they went. */
import { z } from "zod";

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().default(""),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().default("") })).default([]),
});
export type PipelineContainer = z.infer<typeof containerSchema>;

export const pipelinePodSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    labels: z.record(z.string(), z.string()),
    ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).default([]),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.looseObject({
    nodeName: z.string().optional(),
    initContainers: z.array(containerSchema).default([]),
    containers: z.array(containerSchema),
    volumes: z
      .array(z.looseObject({ name: z.string(), configMap: z.looseObject({ name: z.string() }).optional() }))
      .default([]),
  }),
  status: z.looseObject({ phase: z.string().default("Pending") }).default({ phase: "Pending" }),
});
export type PipelinePod = z.infer<typeof pipelinePodSchema>;

/** How one step ended. `message` is what its author said, and empty when it succeeded. */
export interface StepResult {
  name: string;
  exitCode: number;
  message: string;
  /** RFC 3339, as every time in Kubernetes. */
  startedAt: string;
  finishedAt: string;
}

/** The steps in the order in which a kubelet runs them. */
export function pipelineSteps(pod: PipelinePod): PipelineContainer[] {
  return [...pod.spec.initContainers, ...pod.spec.containers];
}

/**
 * The pod's status as a kubelet would report it once `results` of its steps have ended.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
 */
export function podStatus(pod: PipelinePod, results: readonly StepResult[]) {
  const failed = results.some(({ exitCode }) => exitCode !== 0);
  const finished = failed || results.length === pipelineSteps(pod).length;
  const statuses = (containers: readonly PipelineContainer[]) =>
    containers.map((container) => containerStatus(container, results, failed));
  const initialized = results.length >= pod.spec.initContainers.length;
  return {
    phase: failed ? "Failed" : finished ? "Succeeded" : initialized ? "Running" : "Pending",
    initContainerStatuses: statuses(pod.spec.initContainers),
    containerStatuses: statuses(pod.spec.containers),
    ...(finished ? { conditions: finishedConditions(failed) } : {}),
  };
}

function containerStatus(container: PipelineContainer, results: readonly StepResult[], failed: boolean) {
  const result = results.find(({ name }) => name === container.name);
  const about = { name: container.name, image: container.image, imageID: "", restartCount: 0, ready: false };
  if (!result) return { ...about, state: { waiting: { reason: failed ? "PodFailed" : "PodInitializing" } } };
  const { exitCode, message, startedAt, finishedAt } = result;
  const reason = exitCode === 0 ? "Completed" : "Error";
  return { ...about, state: { terminated: { exitCode, reason, message, startedAt, finishedAt } } };
}

function finishedConditions(failed: boolean) {
  const lastTransitionTime = new Date().toISOString();
  const reason = failed ? "PodFailed" : "PodCompleted";
  return [
    { type: "Initialized", status: failed ? "False" : "True", reason, lastTransitionTime },
    { type: "Ready", status: "False", reason, lastTransitionTime },
    { type: "ContainersReady", status: "False", reason, lastTransitionTime },
  ];
}
