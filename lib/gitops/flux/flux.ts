import { z } from "zod";
import { identifyAgent } from "#lib/gitops/agent-object";
import { trimFolder } from "#lib/gitops/folder";
import type { AppliedObject, RefreshStep, SyncReport } from "#lib/gitops/types";
import { readConditions } from "#lib/kubernetes/health/conditions";
import { readText } from "#lib/kubernetes/objects/field";
import type { Condition, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

const text = z.string().min(1).optional().catch(undefined);

const kustomizationSpec = z.object({
  path: z.string().catch(""),
  prune: z.boolean().catch(false),
  suspend: z.boolean().catch(false),
  kubeConfig: z.unknown().optional(),
});

const kustomizationStatus = z.object({
  lastAppliedRevision: text,
  lastAttemptedRevision: text,
  inventory: z
    .object({ entries: z.array(z.object({ id: z.string().catch("") })).catch([]) })
    .optional()
    .catch(undefined),
});

const repositorySpec = z.object({
  url: z.string().catch(""),
  suspend: z.boolean().catch(false),
  ignore: z.string().optional().catch(undefined),
  sparseCheckout: z.array(z.string()).optional().catch(undefined),
  ref: z
    .object({ branch: text, name: text, tag: text, semver: text, commit: text })
    .optional()
    .catch(undefined),
});

/** The GitRepository that a Kustomization applies, as `namespace/name`; undefined for another source. */
export function readGitRepositoryKey(kustomization: KubernetesObject): string | undefined {
  const { spec, metadata } = kustomization;
  const name = readText(spec, "sourceRef", "name");
  if (readText(spec, "sourceRef", "kind") !== "GitRepository" || !name) return undefined;
  return `${readText(spec, "sourceRef", "namespace") ?? metadata.namespace}/${name}`;
}

/** The resources of the two kinds in the cluster where Flux runs. */
export interface FluxTypes {
  kustomization: ResourceType;
  repository: ResourceType;
}

/**
 * Parses a Kustomization (`kustomize.toolkit.fluxcd.io/v1`) and its GitRepository
 * (`source.toolkit.fluxcd.io/v1`) to a report. Undefined where the repository follows no branch, or the
 * Kustomization applies to another cluster with a kubeconfig that only its controller can read.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/
 */
export function parseKustomization(
  kustomization: KubernetesObject,
  repository: KubernetesObject,
  types: FluxTypes,
): SyncReport | undefined {
  const spec = kustomizationSpec.parse(kustomization.spec ?? {});
  const { url, ref, suspend, ignore, sparseCheckout } = repositorySpec.parse(repository.spec ?? {});
  const branch = readBranch(ref);
  if (url === "" || branch === undefined || spec.kubeConfig !== undefined) return undefined;
  const own = `the Kustomization ${nameOf(kustomization)}`;
  const source = `the GitRepository ${nameOf(repository)}`;
  const suspended = spec.suspend ? own : suspend ? source : undefined;
  const unready = findReady(repository);
  const status = readStatus(kustomization);
  return {
    agent: "Flux",
    cluster: types.kustomization.cluster,
    source: identifyAgent(kustomization, types.kustomization),
    // A suspended object ignores refresh requests. The repository comes first, because its new commit is
    // applied next.
    ask: suspended
      ? undefined
      : {
          steps: [
            buildRefreshStep(repository, types.repository),
            buildRefreshStep(kustomization, types.kustomization),
          ],
          underWay: isRefreshRequested(repository) || isRefreshRequested(kustomization),
        },
    scope: {
      url,
      branch,
      folder: trimFolder(spec.path),
      files: {
        rule: "flux",
        ...(ignore !== undefined && { ignore }),
        ...(sparseCheckout?.length && { only: sparseCheckout.map(trimFolder) }),
      },
    },
    ...status,
    blocked: unready?.status === "False" ? `${upperFirst(source)}: ${unready.message}` : status.blocked,
    held: describeHold(kustomization, own, suspended),
    keeps: spec.prune
      ? undefined
      : `The file is gone from Git, but Flux leaves the object in the cluster: ${own} does not prune.`,
  };
}

/** Why Flux does not apply anything automatically. `own` and `suspended` are readable names of objects. */
function describeHold(
  { metadata }: KubernetesObject,
  own: string,
  suspended: string | undefined,
): string | undefined {
  if (metadata.deletionTimestamp) return `Flux is removing ${own}.`;
  return suspended && `Flux applies nothing: ${suspended} is suspended.`;
}

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#triggering-a-reconcile */
const RECONCILE_ANNOTATION = "reconcile.fluxcd.io/requestedAt";

function buildRefreshStep(object: KubernetesObject, type: ResourceType): RefreshStep {
  return { object: identifyAgent(object, type), annotation: RECONCILE_ANNOTATION };
}

/** Flux copies the requested time to the status when it is done. */
function isRefreshRequested({ metadata, status }: KubernetesObject): boolean {
  const requested = metadata.annotations?.[RECONCILE_ANNOTATION];
  return requested !== undefined && requested !== readText(status, "lastHandledReconcileAt");
}

/**
 * https://fluxcd.io/flux/components/source/gitrepositories/#reference: the first set field counts; the
 * default branch is `master`.
 */
function readBranch(ref: z.infer<typeof repositorySpec>["ref"]): string | undefined {
  if (!ref) return "master";
  if (ref.commit) return undefined;
  if (ref.name) return /^refs\/heads\/(.+)$/.exec(ref.name)?.[1];
  return ref.semver || ref.tag ? undefined : (ref.branch ?? "master");
}

/** Failures after everything was applied. */
const AFTERWARDS = ["HealthCheckFailed", "PruneFailed"];
/** Temporary failures. */
const PASSING = ["Progressing", "ProgressingWithRetry", "DependencyNotReady"];

function readStatus(kustomization: KubernetesObject): Omit<SyncReport, "agent" | "cluster" | "ask"> {
  const status = kustomizationStatus.parse(kustomization.status ?? {});
  const ready = findReady(kustomization);
  const applied = readRevision(status.lastAppliedRevision);
  const attempted = readRevision(status.lastAttemptedRevision);
  const reachedEnd = AFTERWARDS.includes(ready?.reason ?? "");
  return {
    phase: readPhase(ready),
    appliedRevision: applied,
    appliedAt: ready?.status === "True" ? ready.lastTransitionTime : undefined,
    attemptedRevision: attempted,
    objects: status.inventory?.entries.flatMap(({ id }) => readEntry(id)),
    objectsRevision: reachedEnd ? attempted : applied,
    message: ready?.message,
    // The status has no revision before an attempt starts.
    blocked: ready?.status === "False" && ready.reason === "ArtifactFailed" ? ready.message : undefined,
  };
}

function readPhase(ready: Condition | undefined): SyncReport["phase"] {
  if (!ready) return "unknown";
  if (ready.status === "True") return "succeeded";
  return ready.status === "Unknown" || PASSING.includes(ready.reason ?? "") ? "running" : "failed";
}

function findReady(object: KubernetesObject): Condition | undefined {
  return readConditions(object).find(({ type }) => type === "Ready");
}

/** The commit in `main@sha1:51fec5d…`. */
function readRevision(revision: string | undefined): string | undefined {
  return /(?:^|@)sha(?:1|256):([0-9a-f]+)$/.exec(revision ?? "")?.[1];
}

/**
 * An inventory entry, `<namespace>_<name>_<group>_<kind>`, where `__` in a name is a colon; undefined for
 * other text.
 */
function readEntry(id: string): AppliedObject[] {
  const [, namespace, name, group, kind] = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id) ?? [];
  if (name === undefined || group === undefined || kind === undefined) return [];
  const place = namespace ? { namespace } : {};
  return [{ group, kind, ...place, name: name.replaceAll("__", ":"), state: "equal" }];
}

function nameOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function upperFirst(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
