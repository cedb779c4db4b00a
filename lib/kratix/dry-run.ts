import { z } from "zod";
import { KRATIX_LABELS } from "#lib/kratix/names";
import { parseWork } from "#lib/kratix/work";
import { decodeContent } from "#lib/kratix/workload";
import { judgeConditions } from "#lib/kubernetes/health/condition-set";
import { readConditions } from "#lib/kubernetes/health/conditions";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/**
 * Labels on the objects of a preview: the request that Kratix runs the pipelines for, the Works of these
 * pipelines, and the Work with the summary.
 */
const DRY_RUN_LABELS = {
  dryRun: "kratix.io/dry-run",
  /** On the Work with the summary. */
  summary: "kratix.io/dry-run-summary",
  /** Name of the DryRun. */
  owner: "kratix.io/dry-run-owner",
} as const;

/** A preview of a Promise's pipelines for a request, without delivery. */
export interface DryRun {
  name: string;
  namespace: string | undefined;
  createdAt: string;
  promise: string;
  /** The previewed request. It need not exist. */
  request: { name: string; namespace: string | undefined };
  health: Health;
  /** The requests that a compound request creates, each with its own preview. */
  components: DryRunComponent[];
}

export interface DryRunComponent {
  promise: string;
  request: string;
  namespace?: string | undefined;
  phase: string;
  message?: string | undefined;
}

const text = z.string().min(1).optional().catch(undefined);
const component = z.object({
  promise: z.string(),
  request: z.string(),
  namespace: text,
  phase: z.string(),
  message: text,
});
const specSchema = z.object({
  promiseRef: z.object({ name: z.string() }),
  resourceRequestRef: z.object({ name: z.string(), namespace: text }),
});
const statusSchema = z.object({ components: z.array(component).catch([]) }).catch({ components: [] });

/**
 * True for an object that Kratix created for a preview, or that its requester labelled as one. Kratix
 * delivers nothing of it.
 */
export function isDryRun({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.[DRY_RUN_LABELS.dryRun] === "true";
}

/** The objects of a list that are not from a dry run: for lists of resources, and for choices of a field. */
export function leaveOutDryRuns(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects.filter((object) => !isDryRun(object));
}

/**
 * Parses a DryRun (`platform.kratix.io/v1alpha1`, a preview feature); undefined for an invalid spec.
 * https://github.com/syntasso/kratix/blob/main/api/v1alpha1/dryrun_types.go
 */
export function parseDryRun(object: KubernetesObject): DryRun | undefined {
  const spec = specSchema.safeParse(object.spec);
  if (!spec.success) return undefined;
  const { name, namespace, creationTimestamp } = object.metadata;
  const { promiseRef, resourceRequestRef } = spec.data;
  return {
    name,
    namespace,
    createdAt: creationTimestamp,
    promise: promiseRef.name,
    request: { name: resourceRequestRef.name, namespace: resourceRequestRef.namespace ?? namespace },
    health: computeDryRunHealth(object),
    components: statusSchema.parse(object.status ?? {}).components,
  };
}

/**
 * The health of a preview. `Completed` is True once the summary is written. `ComponentsSucceeded` is False
 * where a component is missing. Without conditions, Kratix is still running the pipelines, or dry runs are
 * switched off.
 */
export function computeDryRunHealth(object: KubernetesObject): Health {
  const { deletionTimestamp } = object.metadata;
  if (deletionTimestamp) return { state: "Removing", since: deletionTimestamp };
  const { components } = statusSchema.parse(object.status ?? {});
  const judged = judgeConditions(readConditions(object), { terminal: ["Completed"] });
  if (judged) return judged;
  if (components.length > 0) {
    const done = components.filter(({ phase }) => phase !== "Pending").length;
    return { state: "Working", message: `Kratix has previewed ${done} of ${components.length} components.` };
  }
  return {
    state: "Waiting",
    message:
      "Kratix has not finished this dry run. Dry runs must be switched on in the configuration of Kratix.",
  };
}

/** True when the DryRun names this Promise and request. */
export function isDryRunOf(
  { promise, request }: DryRun,
  of: { promise: string; name: string; namespace: string | undefined },
): boolean {
  return promise === of.promise && request.name === of.name && request.namespace === of.namespace;
}

/** True for the Work with the summary of a DryRun. */
export function isSummaryOf({ metadata: { labels } }: KubernetesObject, dryRun: string): boolean {
  return labels?.[DRY_RUN_LABELS.summary] === "true" && labels[DRY_RUN_LABELS.owner] === dryRun;
}

/**
 * True for the Work with the summary of a request that its requester labelled as a dry run, without a DryRun.
 */
export function isOwnSummaryOf(
  { metadata: { labels } }: KubernetesObject,
  of: { promise: string; name: string },
): boolean {
  return (
    labels?.[DRY_RUN_LABELS.summary] === "true" &&
    labels[DRY_RUN_LABELS.owner] === undefined &&
    labels[KRATIX_LABELS.promiseName] === of.promise &&
    labels[KRATIX_LABELS.resourceName] === of.name
  );
}

/** A longer summary is cut, because a page cannot show the diff of a whole platform. */
const MAX_SUMMARY = 100_000;
const CUT = "\n\n*The summary is longer. Read the rest in the cluster.*\n";

/**
 * The summary in a Work, in Markdown: the added, changed and removed files of each pipeline and component.
 * The content of Secrets is left out. Undefined where the Work has no summary, or a damaged one.
 */
export function readSummary(work: KubernetesObject): string | undefined {
  const workloads = parseWork(work).groups.flatMap((group) => group.workloads);
  const summary = workloads.find(({ filepath }) => filepath.endsWith(".md"));
  if (!summary) return undefined;
  try {
    const shown = leaveOutSecrets(decodeContent(summary.content));
    return shown.length > MAX_SUMMARY ? shown.slice(0, MAX_SUMMARY) + CUT : shown;
  } catch {
    // Damaged gzip counts as no summary.
    return undefined;
  }
}

/** Kratix writes a heading before each pipeline, component and file: "## ✏️ Modified: `secret.yaml`". */
const HEADING =
  /^(?=#{2,3} (?:\S+ (?:Added|Modified|Removed)|Pipeline|Compound request|Component request): `)/mu;
/** The kind in a YAML or JSON manifest. A diff line has a sign before it. */
const SECRET_KIND = /(?:^|[\s{,+-])["']?kind["']?\s*:\s*["']?Secret["']?\s*(?:[,}\r\n]|$)/m;

function leaveOutSecrets(summary: string): string {
  return summary
    .split(HEADING)
    .map((part) => {
      if (!SECRET_KIND.test(part)) return part;
      const [heading = ""] = part.split("\n", 1);
      return `${heading}\n\nThis part describes a Secret. The portal does not show its content.\n\n`;
    })
    .join("");
}
