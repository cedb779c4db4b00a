import "server-only";
import type { DiagnosticCheck } from "#lib/api/types";
import type { Catalog } from "#lib/catalog/catalog";
import type { Cluster } from "#lib/kubernetes/cluster";
import { findAccount } from "#lib/server/diagnostics/account";
import { fail, leaveOpen, pass } from "#lib/server/diagnostics/check";
import { NEEDED_RIGHTS, type NeededRight } from "#lib/server/diagnostics/needed-rights";
import { describeRights, formatGrant, listMissing, type Right } from "#lib/server/diagnostics/own-rights";

/**
 * Compares the rights of the portal's account in a cluster with the needed ones: those of the shipped role, those over
 * the kinds of the offers, and that there are not many more. Throws where the cluster does not answer.
 */
export async function checkRights(
  cluster: Cluster,
  catalog: Pick<Catalog, "list">,
  signal: AbortSignal,
): Promise<DiagnosticCheck[]> {
  if (!cluster.discovery.hasLoaded()) {
    return [leaveOpen({ id: "rights", title: "Access of the portal" }, "The cluster has not answered yet.")];
  }
  const account = await findAccount(cluster.client, signal);
  const shipped = NEEDED_RIGHTS.flatMap((needed) => {
    const rights = listRights(cluster, needed);
    return rights.length > 0 ? [checkNeeded(cluster, needed, rights, account, signal)] : [];
  });
  return Promise.all([
    ...shipped,
    checkOffers(cluster, catalog, account, signal),
    checkExcess(cluster, account, signal),
  ]);
}

/** The rights for those kinds that the cluster serves. */
function listRights({ discovery }: Cluster, { group, resources, verbs, isWriteOnly }: NeededRight): Right[] {
  const served = discovery.all().flatMap((type) => (type.group === group ? [type.plural] : []));
  const needed = isWriteOnly
    ? resources
    : served.filter((plural) => resources.includes("*") || resources.includes(plural));
  return combine(group, needed, verbs);
}

function combine(group: string, resources: readonly string[], verbs: readonly string[]): Right[] {
  return [...new Set(resources)].flatMap((resource) => verbs.map((verb) => ({ verb, group, resource })));
}

async function checkNeeded(
  cluster: Cluster,
  { id, title, without, gravity }: NeededRight,
  rights: readonly Right[],
  account: string | undefined,
  signal: AbortSignal,
): Promise<DiagnosticCheck> {
  const missing = await listMissing(cluster, rights, signal);
  if (missing.length === 0) return pass({ id, title }, "The portal's account has this access.");
  return fail({ id, title }, gravity, `Missing: ${describeRights(missing)}. ${without}`, {
    text: `Grant the access in ${cluster.name}.`,
    code: formatGrant(id, missing, account),
    docs: "diagnostics.md#access-of-the-portal",
  });
}

const READ = ["get", "list", "watch"];

async function checkOffers(
  cluster: Cluster,
  catalog: Pick<Catalog, "list">,
  account: string | undefined,
  signal: AbortSignal,
): Promise<DiagnosticCheck> {
  const name = { id: "offers", title: "Read the objects of the offers" };
  // A Promise without an API has no kind.
  const own = catalog
    .list()
    .flatMap(({ entry }) => (entry.cluster === cluster.name && entry.plural !== "" ? [entry] : []));
  const rights = own.flatMap(({ group, plural }) => combine(group, [plural], READ));
  const missing = await listMissing(cluster, rights, signal);
  if (own.length === 0) return leaveOpen(name, "The catalog has no offer in this cluster.");
  if (missing.length === 0) return pass(name, "The portal's account can read the kinds of all offers.");
  const found = `Missing: ${describeRights(missing)}. Without it resources of these offers have no state.`;
  return fail(name, "failed", found, {
    text: `Grant the access in ${cluster.name}.`,
    code: formatGrant("offers", missing, account),
    docs: "diagnostics.md#access-of-the-portal",
  });
}

const SECRETS: readonly Right[] = combine("", ["secrets"], READ);
const EVERYTHING: Right = { verb: "*", group: "*", resource: "*" };

/** The portal reads no Secret and writes nothing beside dry runs and syncs: what it could do, an attacker could. */
async function checkExcess(
  cluster: Cluster,
  account: string | undefined,
  signal: AbortSignal,
): Promise<DiagnosticCheck> {
  const name = { id: "excess", title: "No more access than needed" };
  const asked = [EVERYTHING, ...SECRETS];
  const missing = await listMissing(cluster, asked, signal);
  const held = asked.filter((right) => !missing.includes(right));
  if (held.length === 0) return pass(name, "The portal's account can't read Secrets.");
  const isAdmin = held.includes(EVERYTHING);
  const user = account ?? "the portal's account";
  return fail(
    name,
    "warning",
    isAdmin
      ? `${user} can do everything in the cluster. The portal needs only to read, and never reads Secrets.`
      : `${user} can ${describeRights(held)}. The portal never reads Secrets.`,
    {
      text: "Find the binding that grants the access, and remove it.",
      code: `kubectl get clusterrolebindings,rolebindings -A -o wide | grep ${lastName(user)}`,
      docs: "diagnostics.md#access-of-the-portal",
    },
  );
}

/** The name of the account as bindings write it: of a ServiceAccount, without its namespace. */
function lastName(account: string): string {
  return JSON.stringify(account.split(":").at(-1) ?? account);
}
