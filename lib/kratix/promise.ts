import { z } from "zod";
import { KRATIX_LABELS } from "#lib/kratix/names";
import { computePromiseHealth } from "#lib/kratix/promise-health";
import {
  type CustomResourceDefinition,
  parseCustomResourceDefinition,
} from "#lib/kubernetes/discovery/custom-resource-definition";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/** The API of a Promise. `none`: it only installs dependencies. `broken`: `spec.api` is not a valid CRD. */
export type PromiseApi =
  | { state: "none" }
  | { state: "broken"; reason: string }
  | { state: "defined"; definition: CustomResourceDefinition };

export interface RequiredPromise {
  name: string;
  /** Absent: any version. */
  version?: string;
  /** Kratix's last result; absent before the first check. */
  state?: "installed" | "missing" | "other-version" | "unavailable" | "unknown";
}

/** A Kratix Promise, independent of the version of Kratix that wrote it. */
export interface KratixPromise {
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Absent: unversioned. */
  version?: string;
  api: PromiseApi;
  requiredPromises: RequiredPromise[];
  /** Undefined before Kratix has processed it. */
  available: boolean | undefined;
  /** The message of the Promise's own workflow. */
  message?: string;
  /** Names of the pipelines that run for each request, and for the Promise itself. */
  pipelines: { resource: WorkflowPipelines; promise: WorkflowPipelines };
  /** The namespace of the pipelines and their Works, if not the request's. */
  pipelineNamespace?: string;
  paused: boolean;
  deleting: boolean;
  /** Its own health: its workflow, its requirements, what it installs. */
  health: Health;
}

export interface WorkflowPipelines {
  configure: string[];
  delete: string[];
}

// Every field is optional and falls back on its own, so one invalid field does not hide the rest of the
// Promise.
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
 * Parses a Promise. An invalid part does not fail the parse: a broken `spec.api` is reported in `api`.
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

/** A Promise with absent, null or empty `spec.api` only installs dependencies. */
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
 * Kratix writes the state as a sentence; these are the sentences of its Promise controller. An unknown
 * sentence does not prove that the Promise exists.
 */
function readRequirementState(sentence: string): NonNullable<RequiredPromise["state"]> {
  if (/specified version/i.test(sentence)) return "other-version";
  if (/not available|unavailable/i.test(sentence)) return "unavailable";
  if (/not installed/i.test(sentence)) return "missing";
  return /^(requirement )?(installed|available)$/i.test(sentence.trim()) ? "installed" : "unknown";
}
