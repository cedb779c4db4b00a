import "server-only";
import { z } from "zod";
import type { DiagnosticCheck } from "#lib/api/types";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { BrokenCluster } from "#lib/server/clusters";
import { findAccount } from "#lib/server/diagnostics/account";
import { describeFailure, fail, leaveOpen, pass } from "#lib/server/diagnostics/check";

const version = z.object({ gitVersion: z.string() });

const CONNECTION = { id: "connection", title: "Cluster reachable" };

/** Whether the API server answers, and as whom the portal calls it. */
export async function checkCluster(cluster: Cluster, signal: AbortSignal): Promise<DiagnosticCheck[]> {
  const { client } = cluster;
  try {
    const answer = version.safeParse(await client.request("GET", "/version", { signal }));
    const served = answer.data?.gitVersion ?? "an unknown version";
    return [
      pass(CONNECTION, `${client.server} answers. It runs Kubernetes ${served}.`),
      await checkAccount(cluster, signal),
    ];
  } catch (error) {
    return [failConnection(cluster.name, describeFailure(error), client.server)];
  }
}

/** A cluster whose kubeconfig cannot be used. */
export function checkBrokenCluster({ name, error }: BrokenCluster): DiagnosticCheck[] {
  return [failConnection(name, describeFailure(error))];
}

function failConnection(
  name: string,
  { found, fix }: ReturnType<typeof describeFailure>,
  server?: string,
): DiagnosticCheck {
  return fail(CONNECTION, "failed", found, {
    text: fix?.text ?? "Check the address and the credentials of the cluster.",
    code: server
      ? `# From the portal's Pod or machine:\ncurl --insecure --max-time 5 ${server}/version`
      : `clusters:\n  - name: ${name}\n    kubeconfig: /etc/vitrine/kubeconfig`,
    docs: "configuration.md",
  });
}

async function checkAccount({ client }: Cluster, signal: AbortSignal): Promise<DiagnosticCheck> {
  const name = { id: "account", title: "Account of the portal" };
  const account = await findAccount(client, signal);
  if (account === undefined)
    return leaveOpen(
      name,
      "The API server does not say as whom the portal calls it. It may be older than 1.28.",
    );
  if (account !== "system:anonymous") return pass(name, `The portal calls the cluster as ${account}.`);
  return fail(name, "failed", "The portal calls the cluster without credentials, as system:anonymous.", {
    text: "Give the kubeconfig credentials, or let the portal run as a ServiceAccount.",
    docs: "configuration.md",
  });
}
