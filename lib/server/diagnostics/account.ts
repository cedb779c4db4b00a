import "server-only";
import { z } from "zod";
import { isKubernetesApiError } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";

const selfReview = z.object({ status: z.object({ userInfo: z.object({ username: z.string() }) }) });

/**
 * The user name of the portal's account in a cluster; undefined where the API server is older than 1.28 or refuses.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review
 */
export async function findAccount(client: ClusterClient, signal: AbortSignal): Promise<string | undefined> {
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  const answer = await client.request("POST", path, { body, signal }).catch((error: unknown) => {
    if (isKubernetesApiError(error) && error.httpStatus !== 0) return undefined;
    throw error;
  });
  return selfReview.safeParse(answer).data?.status.userInfo.username;
}

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * The account as `kubectl create clusterrolebinding` takes it. Without a known account, the person fills in the name.
 */
export function formatSubject(account: string | undefined): string {
  if (account === undefined) return "--user='<user name of the portal>'";
  const [, namespace, name] = SERVICE_ACCOUNT.exec(account) ?? [];
  return namespace === undefined ? `--user=${quote(account)}` : `--serviceaccount=${namespace}:${name}`;
}

/** A word of a shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
