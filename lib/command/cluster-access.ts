import { z } from "zod";
import { isPortalError, type PortalError } from "#lib/errors";
import { connectCluster } from "#lib/kubernetes/transport/client";
import { loadKubeconfig } from "#lib/kubernetes/transport/kubeconfig";

/** A context of the kubeconfig, and the person that the cluster takes its credentials for. */
export interface ClusterAccess {
  /** The name of the cluster in addresses and ids. */
  cluster: string;
  context: string;
  server: string;
  person: { user: string; name: string; groups: string[] };
  /** Why the person is unknown. */
  problem: PortalError | undefined;
}

const selfSubjectReview = z.object({
  status: z.object({
    userInfo: z.object({ username: z.string(), groups: z.array(z.string()).default([]) }),
  }),
});

/** While nobody can say whose credentials these are, whoever opens the portal sees what anyone may see. */
const NOBODY = { user: "system:anonymous", name: "Unknown", groups: ["system:unauthenticated"] };

/**
 * Asks the cluster of a context who its credentials are for.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review
 * @param context a context of the kubeconfig; by default the current one
 * @throws PortalError `misconfigured` without a usable context
 */
export async function readClusterAccess(context?: string, signal?: AbortSignal): Promise<ClusterAccess> {
  const wanted = context === undefined ? {} : { context };
  const name = loadKubeconfig(wanted).getCurrentContext();
  const cluster = nameCluster(name);
  const client = connectCluster({ name: cluster, context: name });
  const known = { cluster, context: name, server: client.server };
  try {
    const kind = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const answer = await client.request("POST", path, { body: kind, ...(signal ? { signal } : {}) });
    const { username, groups } = selfSubjectReview.parse(answer).status.userInfo;
    return { ...known, person: { user: username, name: username, groups }, problem: undefined };
  } catch (error) {
    if (!isPortalError(error)) throw error;
    return { ...known, person: NOBODY, problem: error };
  } finally {
    client.close();
  }
}

/** A name for the cluster as it may stand in addresses. */
function nameCluster(context: string): string {
  return (
    context
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "cluster"
  );
}
