import { z } from "zod";
import { identifyAgent } from "#lib/gitops/agent-object";
import { trimFolder } from "#lib/gitops/folder";
import type { AppliedObject, AskStep, SyncReport } from "#lib/gitops/types";
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

/** The GitRepository, as `namespace/name`, that a Kustomization applies; undefined where it applies something else. */
export function readGitRepositoryKey(kustomization: KubernetesObject): string | undefined {
  const { spec, metadata } = kustomization;
  const name = readText(spec, "sourceRef", "name");
  if (readText(spec, "sourceRef", "kind") !== "GitRepository" || !name) return undefined;
  return `${readText(spec, "sourceRef", "namespace") ?? metadata.namespace}/${name}`;
}

/** What the two kinds are in the cluster in which Flux runs. */
export interface FluxTypes {
  kustomization: ResourceType;
  repository: ResourceType;
}

/**
 * What a Kustomization (`kustomize.toolkit.fluxcd.io/v1`) reports of its GitRepository (`source.toolkit.fluxcd.io/v1`).
 * Undefined: it follows no branch, or applies to another cluster, by a kubeconfig that only its controller may read.
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
    // Who is suspended does not listen. The repository first: what it fetches is applied next.
    ask: suspended
      ? undefined
      : {
          steps: [askStep(repository, types.repository), askStep(kustomization, types.kustomization)],
          underWay: isAsked(repository) || isAsked(kustomization),
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
    held: explainHold(kustomization, own, suspended),
    keeps: spec.prune
      ? undefined
      : `Its file is gone, but Flux leaves the object in the cluster: ${own} does not prune.`,
  };
}

/** Why Flux applies nothing by itself. `own` and `suspended` name objects in words. */
function explainHold(
  { metadata }: KubernetesObject,
  own: string,
  suspended: string | undefined,
): string | undefined {
  if (metadata.deletionTimestamp) return `Flux is removing ${own}.`;
  return suspended && `Flux applies nothing: ${suspended} is suspended.`;
}

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#triggering-a-reconcile */
const REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";

function askStep(object: KubernetesObject, type: ResourceType): AskStep {
  return { object: identifyAgent(object, type), annotation: REQUESTED_AT };
}

/** Flux keeps the time it was asked at, and repeats it in the status when it is done. */
function isAsked({ metadata, status }: KubernetesObject): boolean {
  const requested = metadata.annotations?.[REQUESTED_AT];
  return requested !== undefined && requested !== readText(status, "lastHandledReconcileAt");
}

/** https://fluxcd.io/flux/components/source/gitrepositories/#reference: what comes first counts; none is `master`. */
function readBranch(ref: z.infer<typeof repositorySpec>["ref"]): string | undefined {
  if (!ref) return "master";
  if (ref.commit) return undefined;
  if (ref.name) return /^refs\/heads\/(.+)$/.exec(ref.name)?.[1];
  return ref.semver || ref.tag ? undefined : (ref.branch ?? "master");
}

/** Failures that come after everything was applied. */
const AFTERWARDS = ["HealthCheckFailed", "PruneFailed"];
/** What passes by itself. */
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
    // Before an attempt begins, its revision is not told.
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

/** An inventory entry, `<namespace>_<name>_<group>_<kind>`, where `__` in a name is a colon; none when it is not one. */
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
