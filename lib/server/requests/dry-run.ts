import "server-only";
import { randomBytes } from "node:crypto";
import type { FormSchema } from "#lib/form/types";
import type { Cluster } from "#lib/kubernetes/cluster";
import { parseObject } from "#lib/kubernetes/objects/object";
import { isKubernetesApiError, type KubernetesApiError } from "#lib/kubernetes/transport/api-error";
import { buildResourcePath } from "#lib/kubernetes/transport/resource-path";
import type { Manifest } from "#lib/request/file/manifest";
import type { RequestObject } from "#lib/request/object";
import { skipDryRun } from "#lib/request/plan/plan";
import type { ServerAnswer } from "#lib/request/plan/types";
import { readRefusal, type Tried } from "#lib/server/requests/refusal";

/** A person waits for the answer. */
const PATIENCE = 5_000;

/**
 * What the API server would say of this object: schema, rules, defaulting, admission policies and webhooks, quotas; of
 * a server-side apply with `dryRun=All`, as the portal's own account. Nothing is written. It never throws: where the
 * server cannot be asked, the answer says why, and blames nobody.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
export async function tryOnCluster(
  cluster: Cluster,
  reference: RequestObject,
  manifest: Manifest,
  form?: FormSchema,
): Promise<ServerAnswer> {
  const warnings: string[] = [];
  try {
    const answer = await cluster.client.request("PATCH", pathOf(reference), {
      // A create stalls for 2 s after a CRD is new; an apply does not, and serves a change as well.
      query: { dryRun: "All", fieldManager: "vitrine", force: true },
      contentType: "application/apply-patch+yaml",
      body: manifest,
      signal: AbortSignal.timeout(PATIENCE),
      onWarning: (warning) => warnings.push(warning),
    });
    const object = parseObject(answer);
    const applied = { ...object, metadata: { ...object.metadata } };
    return { verdict: { state: "accepted", warnings }, errors: [], applied };
  } catch (error) {
    return isKubernetesApiError(error)
      ? judge(error, warnings, { object: reference, manifest, form })
      : skipDryRun(`The cluster ${reference.cluster} did not answer in time.`, warnings);
  }
}

/**
 * The same for a person who may not read the object. The server judges the manifest under a name that nothing has, so
 * that no answer depends on an object that exists: not on its being there, and not on a value that cannot be changed.
 */
export async function tryUnderFreshName(
  cluster: Cluster,
  object: RequestObject,
  manifest: Manifest,
  form?: FormSchema,
): Promise<ServerAnswer> {
  const fresh = makeFreshName(object.name);
  const renamed = { ...manifest, metadata: { ...manifest.metadata, name: fresh } };
  const answer = await tryOnCluster(cluster, { ...object, name: fresh }, renamed, form);
  return restoreName(answer, fresh, object.name);
}

/** As long as the name where that is possible, and with its start: policies and rules look at both. */
function makeFreshName(name: string): string {
  const suffix = randomBytes(5).toString("hex");
  return `${name.slice(0, Math.max(1, name.length - suffix.length))}${suffix}`;
}

function restoreName({ verdict, errors }: ServerAnswer, fresh: string, name: string): ServerAnswer {
  const restore = (text: string) => text.replaceAll(fresh, name);
  return {
    verdict: {
      ...verdict,
      ...(verdict.reason !== undefined && { reason: restore(verdict.reason) }),
      warnings: verdict.warnings.map(restore),
    },
    errors: errors.map((error) => ({ ...error, message: restore(error.message) })),
  };
}

function pathOf({ group, version, plural, namespace, name }: RequestObject): string {
  const namespaced = namespace !== undefined;
  return buildResourcePath({ group, version, plural, namespaced }, namespace, name);
}

function judge(error: KubernetesApiError, warnings: string[], tried: Tried): ServerAnswer {
  const obstacle = findObstacle(tried.object, error);
  if (obstacle !== undefined) return skipDryRun(obstacle, warnings);
  const { reason, errors } = readRefusal(error, tried);
  return { verdict: { state: "refused", reason, warnings }, errors };
}

/** What keeps the server from judging; not the person's to mend. */
function findObstacle({ cluster, kind }: RequestObject, error: KubernetesApiError): string | undefined {
  const { httpStatus, said } = error;
  if (httpStatus === 403 && /cannot (patch|create) resource/.test(said)) {
    return `The portal's account may not do a dry run of the kind ${kind} in the cluster ${cluster}.`;
  }
  if (/does not support dry run/.test(said)) return "A webhook in the cluster doesn't support dry run.";
  if (httpStatus === 404 && !isNamespaceMissing(error))
    return `The cluster ${cluster} does not serve ${kind} now.`;
  if ([400, 403, 404, 422].includes(httpStatus)) return undefined;
  return error.detail;
}

function isNamespaceMissing({ said }: KubernetesApiError): boolean {
  return /^namespaces "[^"]*" not found/.test(said);
}
