import { z } from "zod";
import { identifyAgent } from "#lib/gitops/agent-object";
import { trimFolder } from "#lib/gitops/folder";
import { identify } from "#lib/gitops/synced-name";
import type {
  AppliedObject,
  FileRule,
  RefreshPlan,
  RefusedObject,
  SyncedName,
  SyncReport,
} from "#lib/gitops/types";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** The destination cluster of an Application, as Argo CD names it. */
export interface ApplicationDestination {
  server?: string;
  name?: string;
}

const text = z.string().min(1).optional().catch(undefined);
const flag = z.boolean().catch(false);

const sourceSchema = z.object({
  repoURL: text,
  path: text,
  targetRevision: text,
  chart: text,
  directory: z.object({ recurse: flag, include: text, exclude: text }).optional().catch(undefined),
  // Only the presence of these fields matters: it selects the tool.
  helm: z.unknown().optional(),
  kustomize: z.unknown().optional(),
  plugin: z.unknown().optional(),
});
type Source = z.infer<typeof sourceSchema>;

const specSchema = z.object({
  source: sourceSchema.optional().catch(undefined),
  sources: z.array(sourceSchema).catch([]),
  destination: z.object({ server: text, name: text }).catch({ server: undefined, name: undefined }),
  syncPolicy: z
    .object({
      automated: z
        .object({ prune: flag, enabled: z.boolean().catch(true) })
        .optional()
        .catch(undefined),
    })
    .catch({ automated: undefined }),
});

const revisionFields = { revision: text, revisions: z.array(z.string()).catch([]) };
const nameFields = { group: z.string().catch(""), kind: z.string(), namespace: text, name: z.string() };

const resourceSchema = z.object({ ...nameFields, status: text, requiresPruning: flag, hook: flag });
const resultSchema = z.object({ ...nameFields, status: text, message: z.string().catch("") });

const statusSchema = z.object({
  sync: z
    .object({ status: text, ...revisionFields })
    .optional()
    .catch(undefined),
  operationState: z
    .object({
      phase: text,
      message: text,
      finishedAt: text,
      operation: z
        .object({ sync: z.object(revisionFields).optional().catch(undefined) })
        .optional()
        .catch(undefined),
      syncResult: z
        .object({ ...revisionFields, resources: items(resultSchema) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  resources: items(resourceSchema),
  conditions: items(z.object({ type: z.string(), message: z.string().catch("") })),
  sourceType: text,
  sourceTypes: z.array(z.string()).catch([]),
  health: z.object({ status: text }).optional().catch(undefined),
});
type Status = z.infer<typeof statusSchema>;

/** A list without the items that cannot be parsed. */
function items<T extends z.ZodType>(item: T) {
  return z
    .array(item.optional().catch(undefined))
    .catch([])
    .transform((list) => list.flatMap((one) => (one === undefined ? [] : [one])));
}

/**
 * Parses an Application (`argoproj.io/v1alpha1`) to reports, one for each source that is a folder of a Git
 * repository. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
 * @param resource the resource of the Application, in the cluster where Argo CD runs
 * @param findCluster returns the portal's name of a destination; undefined for a cluster that the portal does
 * not know
 */
export function parseApplication(
  object: KubernetesObject,
  resource: ResourceType,
  findCluster: (destination: ApplicationDestination) => string | undefined,
): SyncReport[] {
  const spec = specSchema.parse(object.spec ?? {});
  const status = statusSchema.parse(object.status ?? {});
  const cluster = findCluster(spec.destination);
  if (!cluster) return [];
  const automated = spec.syncPolicy.automated?.enabled ? spec.syncPolicy.automated : undefined;
  const name = `${object.metadata.namespace}/${object.metadata.name}`;
  const application = {
    agent: "Argo CD",
    cluster,
    source: identifyAgent(object, resource),
    health: status.health?.status,
    ask: planRefresh(object, resource),
  };
  const isMultiple = spec.sources.length > 0;
  const sources = isMultiple ? spec.sources : spec.source ? [spec.source] : [];
  return sources.flatMap((source, index) => {
    const { repoURL: url, path, targetRevision, chart } = source;
    const branch = readBranch(targetRevision);
    // A source without a path is a chart, or provides files to other sources (`ref`). Argo CD applies no
    // folder of it.
    if (!url || !path || chart || branch === null || OCI.test(url)) return [];
    const sourceType = isMultiple ? status.sourceTypes[index] : status.sourceType;
    return [
      {
        ...application,
        scope: {
          url,
          branch,
          folder: trimFolder(path),
          files: readFileRule(source, sourceType),
        },
        ...readStatus(status, isMultiple ? index : undefined, name, automated?.prune ?? false),
        held: describeSkip(object, name) ?? describeHold(status, name, automated !== undefined),
      },
    ];
  });
}

/**
 * An artifact of a registry can have the repository's name.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/oci/
 */
const OCI = /^oci:/i;

/** https://argo-cd.readthedocs.io/en/stable/user-guide/skip_reconcile/ */
const SKIP_RECONCILE = "argocd.argoproj.io/skip-reconcile";

/** Why Argo CD does not process the Application at all. Its status is then out of date. */
function describeSkip({ metadata }: KubernetesObject, name: string): string | undefined {
  if (metadata.deletionTimestamp) return `Argo CD is removing the Application ${name}.`;
  if (metadata.annotations?.[SKIP_RECONCILE] !== "true") return undefined;
  return `Argo CD skips the Application ${name}: it has the annotation ${SKIP_RECONCILE}.`;
}

/**
 * Argo CD removes the annotation after the refresh:
 * https://argo-cd.readthedocs.io/en/stable/user-guide/annotations-and-labels/
 */
const REFRESH = "argocd.argoproj.io/refresh";

function planRefresh(object: KubernetesObject, resource: ResourceType): RefreshPlan {
  return {
    steps: [{ object: identifyAgent(object, resource), annotation: REFRESH, value: "normal" }],
    underWay: object.metadata.annotations?.[REFRESH] !== undefined,
  };
}

/** The branch that Argo CD follows; undefined for the default branch, null for a fixed revision. */
function readBranch(targetRevision: string | undefined): string | undefined | null {
  if (targetRevision === undefined || targetRevision === "HEAD") return undefined;
  if (targetRevision.startsWith("refs/heads/")) return targetRevision.slice("refs/heads/".length);
  return targetRevision.startsWith("refs/") ? null : targetRevision;
}

/**
 * `sourceType` is the result of the last comparison. Before the first one, the configured tool decides
 * (`ApplicationSource.ExplicitType`).
 */
function readFileRule(source: Source, sourceType: string | undefined): FileRule {
  const explicit = (["helm", "kustomize", "plugin"] as const).find((tool) => source[tool] != null);
  const tool = sourceType || (explicit && TOOLS[explicit]) || "Directory";
  if (tool !== "Directory") return { rule: "listed", tool };
  const { recurse = false, include, exclude } = source.directory ?? {};
  return {
    rule: "directory",
    deep: recurse,
    ...(include !== undefined && { include }),
    ...(exclude !== undefined && { exclude }),
  };
}

const TOOLS = { helm: "Helm", kustomize: "Kustomize", plugin: "Plugin" } as const;

interface Revisions {
  revision?: string | undefined;
  revisions: string[];
}

function pickRevision(of: Revisions | undefined, index: number | undefined): string | undefined {
  const revision = index === undefined ? of?.revision : of?.revisions[index];
  return revision || undefined;
}

const PHASES: Record<string, SyncReport["phase"]> = {
  Running: "running",
  Terminating: "running",
  Failed: "failed",
  Error: "failed",
  Succeeded: "succeeded",
};

function readStatus(
  { sync, operationState, resources, conditions }: Status,
  index: number | undefined,
  name: string,
  prunes: boolean,
): Omit<SyncReport, "agent" | "cluster" | "scope" | "ask"> {
  const { phase, message, finishedAt, syncResult } = operationState ?? {};
  const attempted = pickRevision(syncResult, index) ?? pickRevision(operationState?.operation?.sync, index);
  const compared = pickRevision(sync, index);
  return {
    phase: PHASES[phase ?? ""] ?? "unknown",
    appliedRevision: phase === "Succeeded" ? attempted : undefined,
    appliedAt: phase === "Succeeded" ? finishedAt : undefined,
    equalRevision: sync?.status === "Synced" ? compared : undefined,
    attemptedRevision: attempted,
    refused: readRefused(syncResult?.resources ?? []),
    objects: readObjects(resources, syncResult?.resources ?? [], name, prunes),
    objectsRevision: compared,
    message,
    blocked: conditions.find(({ type }) => BLOCKING.includes(type))?.message,
  };
}

/** With these conditions, Argo CD does not compare the repository at all. */
const BLOCKING = ["ComparisonError", "InvalidSpecError", "UnknownError"];

function readRefused(results: readonly z.infer<typeof resultSchema>[]): RefusedObject[] {
  return results
    .filter(({ status }) => status === "SyncFailed")
    .map((result) => ({ ...readName(result), message: result.message }));
}

function readObjects(
  resources: readonly z.infer<typeof resourceSchema>[],
  results: readonly z.infer<typeof resultSchema>[],
  application: string,
  prunes: boolean,
): AppliedObject[] {
  const skipped = new Set(results.filter(({ status }) => status === "PruneSkipped").map(identify));
  return resources.flatMap((resource): AppliedObject[] => {
    const name = readName(resource);
    if (resource.hook || (resource.status !== "Synced" && resource.status !== "OutOfSync")) return [];
    if (resource.requiresPruning && (!prunes || skipped.has(identify(resource)))) {
      return [{ ...name, state: "kept", message: describeKeptObject(application, prunes) }];
    }
    return [{ ...name, state: resource.status === "Synced" ? "equal" : "differs" }];
  });
}

function describeKeptObject(application: string, prunes: boolean): string {
  const why = prunes ? "is set not to prune it" : "does not prune";
  return `The file is gone from Git, but Argo CD keeps the object: the Application ${application} ${why}. Someone must remove the object in Argo CD or in the cluster.`;
}

function readName({ group, kind, namespace, name }: SyncedName): SyncedName {
  return { group, kind, ...(namespace ? { namespace } : {}), name };
}

/** Why Argo CD does not sync automatically. The error of the last attempt is in its phase and message. */
function describeHold(
  { conditions, operationState }: Status,
  name: string,
  isAutomated: boolean,
): string | undefined {
  if (!isAutomated) return `Argo CD syncs the Application ${name} only when someone starts a sync.`;
  if (PHASES[operationState?.phase ?? ""] === "failed") return undefined;
  return conditions.find(({ type }) => type === "SyncError")?.message;
}
