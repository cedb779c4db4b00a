/**
 * The steps of a Kratix pipeline as local processes. Kratix gives a pod the containers reader, the author's own,
 * work-writer (the work-creator), status-writer; each is done here by what its image would have done.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { z } from "zod";
import {
  type PipelineContainer,
  type PipelinePod,
  pipelineSteps,
  type StepResult,
} from "#demo/local-stack/parts/pipelines/pipeline-pod";
import type { PipelineSubject } from "#demo/local-stack/parts/pipelines/pipeline-subject";
import type { Cluster, Manifest } from "#demo/platform/cluster";
import { mergeObject, readObject } from "#demo/platform/objects";

export interface PipelineRun {
  cluster: Cluster;
  kubeconfig: string;
  pod: PipelinePod;
  /** The object the pipeline runs for: a request or a Promise. */
  subject: PipelineSubject;
  /** Its own, empty. */
  folder: string;
  workCreator: string;
  signal: AbortSignal;
}

const PLATFORM = fileURLToPath(new URL("../../../platform/", import.meta.url));

/** Runs step after step until one fails; `onStep` is told after each. Never throws for a step's own failure. */
export async function runSteps(
  run: PipelineRun,
  onStep: (results: readonly StepResult[]) => Promise<void>,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const folder of ["input", "work/input", "work/metadata", "work/kratix-system"]) {
    await mkdir(join(run.folder, folder), { recursive: true });
  }
  for (const step of pipelineSteps(run.pod)) {
    const startedAt = new Date().toISOString();
    const message = await failureOf(() => runStep(run, step));
    const finishedAt = new Date().toISOString();
    results.push({ name: step.name, exitCode: message ? 1 : 0, message, startedAt, finishedAt });
    await onStep(results);
    if (message) break;
  }
  return results;
}

async function failureOf(step: () => Promise<void>): Promise<string> {
  try {
    await step();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function runStep(run: PipelineRun, step: PipelineContainer): Promise<void> {
  if (step.name === "reader") return readSubject(run, step);
  if (step.name === "work-writer") return writeWork(run, step);
  if (step.name === "status-writer") return writeStatus(run, step);
  return runScript(run, step);
}

async function subjectOf({ cluster, subject }: PipelineRun): Promise<{ path: string; object: Manifest }> {
  const path = await cluster.path(subject);
  const object = await readObject(cluster, path);
  if (!object) throw new Error(`${subject.kind} ${subject.name} is gone.`);
  return { path, object };
}

/** A step is told by its environment, among others, that it is of a dry run: its Work must not be delivered. */
export function readEnvironment({ env }: Pick<PipelineContainer, "env">): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

function isTrue({ env }: PipelineContainer, variable: string): boolean {
  return env.some(({ name, value }) => name === variable && value === "true");
}

async function readSubject(run: PipelineRun, step: PipelineContainer): Promise<void> {
  const { object } = await subjectOf(run);
  const seen = isTrue(step, "KRATIX_DRY_RUN") ? await findPreviewed(run, object) : object;
  await writeFile(join(run.folder, "input", "object.yaml"), stringify(seen));
}

/**
 * What the pipeline of a dry run reads, as Kratix's own reader does it: the request that is previewed, with the spec
 * that is tried. Kratix runs the pipeline for a request of its own, which names the real one in annotations.
 */
async function findPreviewed({ cluster }: PipelineRun, trial: Manifest): Promise<Manifest> {
  const { annotations = {} } = trial.metadata;
  const name = annotations["kratix.io/dry-run-resource-name"];
  if (!name) return trial;
  const namespace = annotations["kratix.io/dry-run-resource-namespace"];
  const { apiVersion, kind } = trial;
  const real = await readObject(
    cluster,
    await cluster.path({ apiVersion, kind, name, ...(namespace && { namespace }) }),
  );
  if (real) return { ...real, spec: trial.spec };
  return { ...trial, metadata: { ...trial.metadata, name, ...(namespace && { namespace }) } };
}

/** `vitrine.dev/demo/<promise>/<step>:<tag>` is `demo/platform/<promise>/pipeline/<step>.ts`. */
export function findScript(image: string): string | undefined {
  const name = /^vitrine\.dev\/demo\/([a-z0-9-]+)\/([a-z0-9-]+)(?::[\w.-]+)?$/.exec(image);
  const script = name && join(PLATFORM, `${name[1]}`, "pipeline", `${name[2]}.ts`);
  return script && existsSync(script) ? script : undefined;
}

async function runScript({ folder, signal }: PipelineRun, step: PipelineContainer): Promise<void> {
  const script = findScript(step.image);
  if (!script) {
    throw new Error(
      `The demo cannot run the image ${step.image}: it has no container runtime, only local scripts for the images vitrine.dev/demo/….`,
    );
  }
  await runProcess(
    process.execPath,
    [script, ...step.args],
    {
      ...readEnvironment(step),
      PATH: process.env.PATH ?? "",
      KRATIX_INPUT: join(folder, "input"),
      KRATIX_OUTPUT: join(folder, "work", "input"),
      KRATIX_METADATA: join(folder, "work", "metadata"),
    },
    signal,
  );
}

/** The real work-creator, with the arguments that Kratix wrote into the pod, on the folders of this run. */
async function writeWork(run: PipelineRun, step: PipelineContainer): Promise<void> {
  const root = join(run.folder, "work");
  await writeFile(join(root, "kratix-system", "promise-scheduling"), await schedulingOf(run));
  const localArgs = workCreatorArgs(step).map((arg) => (arg === "/work-creator-files" ? root : arg));
  await runProcess(
    run.workCreator,
    localArgs,
    { ...readEnvironment(step), KUBECONFIG: run.kubeconfig, PATH: process.env.PATH ?? "" },
    run.signal,
  );
}

/** Today's Kratix gives the arguments as they are; older versions one command for a shell. */
export function workCreatorArgs({ command, args }: Pick<PipelineContainer, "command" | "args">): string[] {
  return args.length > 0 ? args : (command.at(-1) ?? "").split(" ").slice(1);
}

const configMapSchema = z.looseObject({ data: z.object({ destinationSelectors: z.string() }) });

async function schedulingOf({ cluster, pod }: PipelineRun): Promise<string> {
  const name = pod.spec.volumes.find((volume) => volume.name === "promise-scheduling")?.configMap?.name;
  if (!name) return "[]";
  const path = await cluster.path({
    apiVersion: "v1",
    kind: "ConfigMap",
    name,
    namespace: pod.metadata.namespace,
  });
  return configMapSchema.parse(await readObject(cluster, path)).data.destinationSelectors;
}

const statusSchema = z.looseObject({
  message: z.string().optional(),
  conditions: z.array(z.looseObject({ type: z.string() })).default([]),
});

/** What Kratix's own status-writer does: the author's keys over the present status, and the condition set. */
async function writeStatus(run: PipelineRun, step: PipelineContainer): Promise<void> {
  const { path, object } = await subjectOf(run);
  const present = statusSchema.parse(object.status ?? {});
  const isLast = isTrue(step, "IS_LAST_PIPELINE");
  const status = {
    ...present,
    ...(isLast && present.message === "Pending" ? { message: "Resource requested" } : {}),
    ...(await readAuthorStatus(run)),
    ...(isTrue(step, "KRATIX_DRY_RUN") ? { message: "Dry run executed" } : {}),
    conditions: present.conditions.map((condition) => completeCondition(condition, isLast)),
  };
  await mergeObject(run.cluster, `${path}/status`, { status });
}

async function readAuthorStatus({ folder }: PipelineRun): Promise<Record<string, unknown>> {
  const file = join(folder, "work", "metadata", "status.yaml");
  if (!existsSync(file)) return {};
  return z.record(z.string(), z.unknown()).parse(parse(await readFile(file, "utf8")) ?? {});
}

/** The condition was renamed, and today's Kratix ends the workflow with its last pipeline only. */
function completeCondition(
  condition: { type: string; [field: string]: unknown },
  isLast: boolean,
): Record<string, unknown> {
  const lastTransitionTime = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const done = { ...condition, status: "True", lastTransitionTime };
  if (condition.type === "PipelineCompleted")
    return { ...done, reason: "PipelineExecutedSuccessfully", message: "Pipeline completed" };
  if (condition.type !== "ConfigureWorkflowCompleted" || !isLast) return condition;
  return { ...done, reason: "PipelinesExecutedSuccessfully", message: "Pipelines completed" };
}

/** Fails with the end of what the process said, as terminationMessagePolicy FallbackToLogsOnError does. */
function runProcess(command: string, args: string[], env: Record<string, string>, signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    execFile(
      command,
      args,
      { env: { NODE_ENV: "production", ...env }, signal, timeout: 60_000 },
      (error, stdout, stderr) => {
        if (!error) return resolve();
        const said = (stderr.trim() || stdout.trim()).slice(-2048);
        reject(new Error(said || error.message));
      },
    );
  });
}
