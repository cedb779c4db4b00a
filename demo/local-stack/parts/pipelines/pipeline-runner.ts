/**
 * Our pipeline runner: what a kubelet would do for the pods of Kratix's pipeline Jobs. kwok starts those pods
 * without running anything; the runner runs their steps as local processes and reports how they ended, so that
 * the Job completes only once the Work exists.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type PipelinePod,
  pipelinePodSchema,
  podStatus,
  type StepResult,
} from "#demo/local-stack/parts/pipelines/pipeline-pod";
import { type PipelineRun, runSteps } from "#demo/local-stack/parts/pipelines/pipeline-steps";
import { describeFailedStep, findSubject } from "#demo/local-stack/parts/pipelines/pipeline-subject";
import type { StartPart } from "#demo/local-stack/types";
import { type Cluster, ClusterError, openCluster } from "#demo/platform/cluster";
import { followObjects, mergeBuiltIn, mergeObject, readObject } from "#demo/platform/objects";

export const startPipelineRunner: StartPart = async (stack) => {
  stack.report("Pipeline runner", "building", "Obtaining Kratix's work-creator");
  const workCreator = await stack.obtain("work-creator");
  const { kubeconfig, signal } = stack;
  const cluster = await openCluster(kubeconfig);
  const folder = join(stack.folder, "pipelines");
  const running = runPipelines({ cluster, kubeconfig, workCreator, folder, signal });
  stack.onClose(() => running);
  stack.report("Pipeline runner", "ready", "Runs the steps of demo pipelines as local processes");
};

export interface RunnerOptions extends Pick<PipelineRun, "cluster" | "kubeconfig" | "workCreator"> {
  /** Every run gets a folder in it. */
  folder: string;
  signal: AbortSignal;
}

/** Runs the steps of every pipeline pod that is bound to a node, until the signal aborts. */
export async function runPipelines(options: RunnerOptions): Promise<void> {
  const { cluster, signal } = options;
  const runs = new Map<string, AbortController>();
  const begin = (pod: PipelinePod) => {
    const { uid, name } = pod.metadata;
    if (pod.metadata.deletionTimestamp) runs.get(uid)?.abort();
    if (!awaitsKubelet(pod) || runs.has(uid)) return;
    const run = new AbortController();
    runs.set(uid, run);
    const ending = AbortSignal.any([signal, run.signal]);
    runPod(options, pod, ending).catch((error: unknown) => {
      // A pod that went away while its steps ran is Kratix changing its mind, and no failure.
      if (!ending.aborted) console.error(`Pipeline runner, pod ${name}: ${String(error)}`);
    });
  };
  await followObjects(
    { cluster, path: "/api/v1/pods", labelSelector: "kratix.io/pipeline-name", signal },
    (object) => begin(pipelinePodSchema.parse(object)),
    (object) => runs.get(object.metadata.uid ?? "")?.abort(),
  );
}

/** Bound to a node, and nothing has been done about it yet. */
function awaitsKubelet(pod: PipelinePod): boolean {
  return pod.status.phase === "Pending" && pod.spec.nodeName !== undefined && !pod.metadata.deletionTimestamp;
}

async function runPod(options: RunnerOptions, pod: PipelinePod, signal: AbortSignal): Promise<void> {
  const { cluster, kubeconfig, workCreator } = options;
  const job = await jobOf(cluster, pod);
  const folder = join(options.folder, pod.metadata.uid);
  const run = { cluster, kubeconfig, workCreator, pod, signal, folder, subject: job.subject };
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/status`;
  await runSteps(run, async (results) => {
    const failure = results.find(({ exitCode }) => exitCode !== 0);
    if (failure) await announceFailure(run, job.path, failure);
    await mergeBuiltIn(cluster, path, { status: podStatus(pod, results) });
  });
  await rm(folder, { recursive: true, force: true });
}

async function jobOf(cluster: Cluster, pod: PipelinePod) {
  const { namespace, ownerReferences } = pod.metadata;
  const name = ownerReferences.find(({ kind }) => kind === "Job")?.name ?? "";
  const path = await cluster.path({ apiVersion: "batch/v1", kind: "Job", name, namespace });
  const subject = findSubject(await readObject(cluster, path), namespace);
  if (!subject) throw new ClusterError(`Job ${name} names no object it runs for.`, 0);
  return { path, subject };
}

/** No second try: the same steps on the same input would fail again. The reason goes to the request's events. */
async function announceFailure(run: PipelineRun, jobPath: string, failure: StepResult): Promise<void> {
  const { cluster, pod, subject } = run;
  await mergeObject(cluster, jobPath, { spec: { backoffLimit: 0 } });
  const regarding = (await referTo(run)) ?? subject;
  const event = describeFailedStep(pod, regarding, failure);
  const path = `/apis/events.k8s.io/v1/namespaces/${event.metadata.namespace}/events`;
  await cluster.call({ method: "POST", path, body: event });
}

async function referTo({ cluster, subject }: PipelineRun) {
  const object = await readObject(cluster, await cluster.path(subject));
  return object && { ...subject, namespace: object.metadata.namespace, uid: object.metadata.uid };
}
