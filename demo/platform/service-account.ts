/** Access to the cluster as a ServiceAccount, with the token that a Pod of the account would get. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import type { Stack } from "#demo/local-stack/types";
import { openCluster } from "#demo/platform/cluster";

/** Longer than a demo runs: no kubelet renews this token. */
const LIFETIME_SECONDS = 30 * 24 * 60 * 60;

const tokenRequest = z.object({ status: z.object({ token: z.string().min(1) }) });

/**
 * Requests a token for the account, which must exist, and writes a kubeconfig with it. Returns its path. The file is
 * removed with the stack. Throws ClusterError.
 */
export async function writeAccountKubeconfig(
  { kubeconfig, folder }: Pick<Stack, "kubeconfig" | "folder">,
  { namespace, name }: { namespace: string; name: string },
): Promise<string> {
  const admin = await openCluster(kubeconfig);
  const answer = await admin.call({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: LIFETIME_SECONDS },
    },
  });
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error(`${kubeconfig} has no cluster.`);
  config.loadFromClusterAndUser(cluster, { name, token: tokenRequest.parse(answer).status.token });
  const file = join(folder, `${namespace}-${name}.kubeconfig`);
  await writeFile(file, config.exportConfig(), { mode: 0o600 });
  return file;
}
