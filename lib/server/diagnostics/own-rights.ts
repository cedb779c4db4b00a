import "server-only";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { reviewOwnAccess } from "#lib/kubernetes/access/access-review";
import type { Cluster } from "#lib/kubernetes/cluster";
import { formatSubject } from "#lib/server/diagnostics/account";

/** A verb on a kind in all namespaces. */
export interface Right {
  verb: string;
  group: string;
  resource: string;
}

/** Those of the rights that the portal's account lacks. Throws where the cluster does not answer. */
export async function listMissing(
  { client }: Pick<Cluster, "client">,
  rights: readonly Right[],
  signal: AbortSignal,
): Promise<Right[]> {
  const allowed = await mapConcurrently(rights, (right) => reviewOwnAccess(client, right, signal));
  return rights.filter((_, index) => allowed[index]?.allowed !== true);
}

/** `pods`, `deployments.apps`: the kind as kubectl takes it. */
export function nameResource({ group, resource }: Omit<Right, "verb">): string {
  return group === "" ? resource : `${resource}.${group}`;
}

/** "get, list pods; watch services": each kind with its verbs. */
export function describeRights(rights: readonly Right[]): string {
  const kinds = new Map<string, string[]>();
  for (const right of rights) {
    const name = nameResource(right);
    kinds.set(name, [...(kinds.get(name) ?? []), right.verb]);
  }
  return [...kinds].map(([name, verbs]) => `${verbs.join(", ")} ${name}`).join("; ");
}

/**
 * The commands that grant the rights to the portal's account, and nothing else where all kinds lack the same verbs.
 * @param id names the role
 */
export function formatGrant(id: string, rights: readonly Right[], account: string | undefined): string {
  const verbs = [...new Set(rights.map(({ verb }) => verb))].join(",");
  const resources = [...new Set(rights.map(nameResource))].join(",");
  const role = `vitrine:${id}`;
  return [
    `kubectl create clusterrole ${role} --verb=${verbs} --resource=${resources}`,
    `kubectl create clusterrolebinding ${role} --clusterrole=${role} ${formatSubject(account)}`,
  ].join("\n");
}
