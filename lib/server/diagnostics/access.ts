import "server-only";
import { decide, type PermissionRules } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { isPortalError, PortalError } from "#lib/errors";
import { isKubernetesApiError } from "#lib/kubernetes/transport/api-error";
import type { Portal } from "#lib/server/portal";

/**
 * Whether the person may see Diagnostics. The first cluster of the configuration that answers decides: Diagnostics are
 * of most use while a cluster is unreachable.
 * @throws PortalError `forbidden`; `cluster-unavailable` where no cluster answers, and where the portal's account may not
 * review access
 */
export async function authorizeDiagnosis(
  { clusters }: Pick<Portal, "clusters">,
  identity: Identity,
  rules: PermissionRules,
): Promise<void> {
  let failure = new PortalError("cluster-unavailable", {
    detail: "No cluster can be used, so the portal cannot find out who may see Diagnostics.",
    suggestion: "The portal's log says what is wrong with each cluster.",
  });
  for (const cluster of clusters.keys()) {
    try {
      return await decideIn(cluster, identity, rules);
    } catch (error) {
      if (!isPortalError(error) || error.code !== "cluster-unavailable") throw error;
      failure = error;
    }
  }
  throw failure;
}

async function decideIn(cluster: string, identity: Identity, rules: PermissionRules): Promise<void> {
  const { allowed, reason } = await decide(identity, { action: "diagnose", cluster }, rules).catch(
    (error: unknown) => {
      throw isKubernetesApiError(error) && error.httpStatus === 403
        ? describeNoReviews(cluster, error)
        : error;
    },
  );
  if (allowed) return;
  throw new PortalError("forbidden", { detail: reason, suggestion: "Ask the platform team for access." });
}

/** The gravest missing right: without it nobody may do anything, and Diagnostics cannot name it either. */
function describeNoReviews(cluster: string, cause: unknown): PortalError {
  return new PortalError("cluster-unavailable", {
    detail: `The portal's account can't review the access of people in ${cluster}, so nobody can use the portal.`,
    suggestion:
      "Grant it the verb create on subjectaccessreviews.authorization.k8s.io. The ClusterRole vitrine:portal has it.",
    cause,
  });
}
