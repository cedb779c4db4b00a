import "server-only";
import type { RefreshAccess } from "#lib/api/types";
import { decide } from "#lib/auth/permissions/permissions";
import type { Decision, Identity } from "#lib/auth/types";
import { type ErrorCode, PortalError, toPortalError } from "#lib/errors";
import type { AgentObject, RefreshStep, SyncReport } from "#lib/gitops/types";
import { reviewOwnAccess } from "#lib/kubernetes/access/access-review";
import { trustReference } from "#lib/kubernetes/objects/reference";
import { isKubernetesApiError } from "#lib/kubernetes/transport/api-error";
import { buildResourcePath } from "#lib/kubernetes/transport/resource-path";
import type { Portal } from "#lib/server/portal";
import { getCluster } from "#lib/server/resources/objects";

type Asking = Pick<Portal, "clusters" | "rules">;

const TIMEOUT = 10_000;

/**
 * Whether the person may have an agent look at the repository now, and why not: it takes the right to patch each
 * object that is annotated, theirs and the portal's own. Undefined where there is no agent that can be asked.
 */
export async function readRefreshRight(
  portal: Asking,
  identity: Identity,
  report: SyncReport | undefined,
): Promise<RefreshAccess | undefined> {
  if (!report?.ask) return undefined;
  const { agent, ask } = report;
  if (ask.underWay) return { agent, underWay: true, allowed: false, reason: explainUnderWay(agent) };
  // Who cannot be asked about cannot act; the page shows why and stands.
  const right = await decideAsk(portal, identity, agent, ask.steps).catch((error) => ({
    allowed: false,
    reason: toPortalError(error).detail,
  }));
  return { agent, underWay: false, ...right };
}

function explainUnderWay(agent: string): string {
  return `The portal asked ${agent} to sync, and ${agent} has not answered yet. If the problem persists, ask the platform team to check ${agent}.`;
}

async function decideAsk(
  portal: Asking,
  identity: Identity,
  agent: string,
  steps: readonly RefreshStep[],
): Promise<Decision> {
  for (const { object } of steps) {
    const decision = await decide(
      identity,
      { action: "refresh", object: trustReference(object) },
      portal.rules,
    );
    if (!decision.allowed) return decision;
    if (!(await mayPortalPatch(portal, object))) return { allowed: false, reason: explainOwn(agent, object) };
  }
  return { allowed: true, reason: "" };
}

/** The patch itself is refused as well; this spares the person a button that cannot work. */
async function mayPortalPatch(portal: Asking, object: AgentObject): Promise<boolean> {
  const { cluster, group, plural: resource, namespace, name } = object;
  const { client } = getCluster(portal, cluster);
  const attributes = { verb: "patch", group, resource, namespace, name };
  return (await reviewOwnAccess(client, attributes, AbortSignal.timeout(TIMEOUT))).allowed;
}

function explainOwn(agent: string, { plural, group, namespace, cluster }: AgentObject): string {
  return `The portal's account can't ask ${agent} to sync: it lacks the verb "patch" on ${plural}.${group} in namespace ${namespace} of ${cluster}.`;
}

/**
 * Asks an agent to look at the repository now, in the name of the person. Throws `forbidden`; `conflict` while it was
 * asked already, and where there is nobody to ask or no longer; `cluster-unavailable`.
 */
export async function askAgent(
  portal: Asking,
  identity: Identity,
  report: SyncReport | undefined,
): Promise<void> {
  const right = await readRefreshRight(portal, identity, report);
  if (!right || !report?.ask) {
    throw refuse(
      "conflict",
      "No agent that can be asked applies it now.",
      "The platform team knows who does.",
    );
  }
  const { allowed, reason, underWay } = right;
  if (underWay) throw refuse("conflict", reason, "Wait for its answer: it shows by itself.");
  if (!allowed) throw refuse("forbidden", reason, "The platform team can give this right.");
  const now = new Date().toISOString();
  for (const step of report.ask.steps) await annotate(portal, report.agent, step, now);
}

async function annotate(
  portal: Asking,
  agent: string,
  { object, annotation, value }: RefreshStep,
  now: string,
): Promise<void> {
  const { type, namespace, name } = trustReference(object);
  const path = buildResourcePath(type, namespace, name);
  try {
    await getCluster(portal, object.cluster).client.request("PATCH", path, {
      body: { metadata: { annotations: { [annotation]: value ?? now } } },
      contentType: "application/merge-patch+json",
      signal: AbortSignal.timeout(TIMEOUT),
    });
  } catch (error) {
    if (!isKubernetesApiError(error)) throw error;
    if (error.httpStatus === 403) {
      throw refuse("forbidden", explainOwn(agent, object), "The platform team can give it this right.");
    }
    if (error.httpStatus !== 404) throw error;
    const gone = `The ${type.kind} ${namespace}/${name}, by which ${agent} works, is gone.`;
    throw refuse("conflict", gone, "Ask the platform team who applies this now.");
  }
}

function refuse(code: ErrorCode, detail: string, suggestion: string): PortalError {
  return new PortalError(code, { detail, suggestion });
}
