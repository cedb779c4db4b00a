import { z } from "zod";
import { KRATIX_LABELS } from "#lib/kratix/names";
import { computePromiseHealth } from "#lib/kratix/promise-health";
import {
  type CustomResourceDefinition,
  parseCustomResourceDefinition,
} from "#lib/kubernetes/discovery/custom-resource-definition";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/** What a Promise offers. `none`: it only installs dependencies. `broken`: `spec.api` is no CRD. */
export type PromiseApi =
  | { state: "none" }
  | { state: "broken"; reason: string }
  | { state: "defined"; definition: CustomResourceDefinition };

export interface RequiredPromise {
  name: string;
  /** Absent: any version will do. */
  version?: string;
  /** What Kratix last found; absent until it looked. */
  state?: "installed" | "missing" | "other-version" | "unavailable" | "unknown";
}

/** A Kratix Promise, the same whatever version of Kratix wrote it. */
export interface KratixPromise {
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Absent: unversioned. */
  version?: string;
  api: PromiseApi;
  requiredPromises: RequiredPromise[];
  /** Undefined until Kratix has looked at it. */
  available: boolean | undefined;
  /** What the Promise's own workflow says. */
  message?: string;
  /** Names of the pipelines that run for each request, and for the Promise itself. */
  pipelines: { resource: WorkflowPipelines; promise: WorkflowPipelines };
  /** Where the pipelines run, and their Works are, when not in the request's namespace. */
  pipelineNamespace?: string;
  paused: boolean;
  deleting: boolean;
  /** How it stands itself: its own workflow, its needs, what it installs. */
  health: Health;
}

export interface WorkflowPipelines {
  configure: string[];
  delete: string[];
}

// Every field is optional and each falls back alone: one odd field must not hide the rest of the Promise.
const text = z.string().optional().catch(undefined);
const pipelineNames = z
  .array(z.object({ metadata: z.object({ name: z.string() }) }).transform(({ metadata }) => metadata.name))
  .catch([]);
const NO_PIPELINES: WorkflowPipelines = { configure: [], delete: [] };
const workflow = z.object({ configure: pipelineNames, delete: pipelineNames }).catch(NO_PIPELINES);

const specSchema = z.object({
  api: z.unknown().optional(),
  requiredPromises: z.array(z.object({ name: z.string(), version: text })).catch([]),
  workflows: z
    .object({
      resource: workflow,
      promise: workflow,
      config: z.object({ pipelineNamespace: text }).catch({}),
    })
    .catch({ resource: NO_PIPELINES, promise: NO_PIPELINES, config: {} }),
});

const statusSchema = z.object({
  status: text,
  version: text,
  message: text,
  requiredPromises: z.array(z.object({ name: z.string(), version: text, state: text })).catch([]),
  kratix: z.object({ status: text, version: text }).catch({}),
});

type PromiseStatus = z.infer<typeof statusSchema>;

/**
 * A Promise from its object. Never fails on a part of it: a broken `spec.api` is told in `api`.
 * https://docs.kratix.io/main/reference/promises/intro
 */
export function parsePromise(object: KubernetesObject): KratixPromise {
  const { name, labels = {}, annotations = {}, deletionTimestamp } = object.metadata;
  const spec = specSchema.parse(object.spec ?? {});
  const status = statusSchema.parse(object.status ?? {});
  const version = readVersion(labels, status);
  const availability = status.kratix.status ?? status.status;
  return {
    name,
    labels,
    annotations,
    version,
    api: parseApi(spec.api),
    requiredPromises: spec.requiredPromises.map((required) => withState(required, status.requiredPromises)),
    available: availability === undefined ? undefined : availability === "Available",
    message: status.message,
    pipelines: { resource: spec.workflows.resource, promise: spec.workflows.promise },
    pipelineNamespace: spec.workflows.config.pipelineNamespace || undefined,
    paused: labels[KRATIX_LABELS.paused] === "true",
    deleting: deletionTimestamp !== undefined,
    health: computePromiseHealth(object),
  };
}

function readVersion(labels: Record<string, string>, status: PromiseStatus): string | undefined {
  const version = labels[KRATIX_LABELS.promiseVersion] ?? status.kratix.version ?? status.version;
  return version === "not-set" ? undefined : version;
}

/** `spec.api` absent, null or `{}` is a Promise of dependencies only. */
function parseApi(api: unknown): PromiseApi {
  if (api === undefined || api === null) return { state: "none" };
  if (typeof api === "object" && Object.keys(api).length === 0) return { state: "none" };
  try {
    return { state: "defined", definition: parseCustomResourceDefinition(api) };
  } catch (error) {
    return { state: "broken", reason: describeParseError(error) };
  }
}

function describeParseError(error: unknown): string {
  if (!(error instanceof z.ZodError)) return "spec.api cannot be read";
  const [issue] = error.issues;
  return issue ? `spec.api.${issue.path.join(".")}: ${issue.message}` : "spec.api cannot be read";
}

function withState(
  { name, version }: { name: string; version?: string | undefined },
  found: PromiseStatus["requiredPromises"],
): RequiredPromise {
  const state = found.find(
    (status) => status.name === name && (status.version ?? "") === (version ?? ""),
  )?.state;
  return { name, version: version || undefined, state: state ? readRequirementState(state) : undefined };
}

/**
 * Kratix writes the state as a sentence; the sentences are those of its Promise controller. One that is not known is no
 * proof that the Promise is there.
 */
function readRequirementState(sentence: string): NonNullable<RequiredPromise["state"]> {
  if (/specified version/i.test(sentence)) return "other-version";
  if (/not available|unavailable/i.test(sentence)) return "unavailable";
  if (/not installed/i.test(sentence)) return "missing";
  return /^(requirement )?(installed|available)$/i.test(sentence.trim()) ? "installed" : "unknown";
}
