import "server-only";
import { z } from "zod";
import type { DiagnosticCheck } from "#lib/api/types";
import type { CatalogEntry } from "#lib/catalog/types";
import type { Cluster } from "#lib/kubernetes/cluster";
import { isKubernetesApiError } from "#lib/kubernetes/transport/api-error";
import { findAccount } from "#lib/server/diagnostics/account";
import { fail, leaveOpen, pass } from "#lib/server/diagnostics/check";
import { describeRights, formatGrant, listMissing } from "#lib/server/diagnostics/own-rights";

const DOCS = "validation.md";
/** A server-side apply of a new object needs both. */
const VERBS = ["create", "patch"];

/** Dry runs are off: the API server checks a request when the agent applies it. */
export function describeNoDryRun(): DiagnosticCheck[] {
  const found =
    "Off. The portal checks requests itself, and the API server checks them when the agent applies them.";
  return [pass({ id: "off", title: "Dry runs" }, found)];
}

/**
 * Whether the portal's account may try the offers of a cluster, and whether a policy forbids it to write them.
 * @param entries the offers of the cluster
 */
export async function checkDryRun(
  cluster: Cluster,
  entries: readonly CatalogEntry[],
  signal: AbortSignal,
): Promise<DiagnosticCheck[]> {
  const offers = entries.filter(({ requestable }) => requestable);
  const rights = offers.flatMap(({ group, plural }) =>
    VERBS.map((verb) => ({ verb, group, resource: plural })),
  );
  const [account, missing] = await Promise.all([
    findAccount(cluster.client, signal),
    listMissing(cluster, rights, signal),
  ]);
  const name = { id: `access:${cluster.name}`, title: `Dry runs in ${cluster.name}` };
  const held = rights.filter((right) => !missing.includes(right));
  const groups = new Set(held.map(({ group }) => group));
  const access =
    missing.length === 0
      ? pass(name, "The portal's account may try each offer.")
      : fail(name, "warning", `Refused: ${describeRights(missing)}. These offers are not tried.`, {
          text: `Apply the policy that forbids real writes first, then grant the access in ${cluster.name}.`,
          code: formatGrant("dry-run-offers", missing, account),
          docs: DOCS,
        });
  return [access, ...(groups.size > 0 ? [await checkPolicy(cluster, groups, signal)] : [])];
}

const strings = z.array(z.string()).default([]);
const policies = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        failurePolicy: z.string().default("Fail"),
        matchConstraints: z
          .object({ resourceRules: z.array(z.object({ apiGroups: strings })).default([]) })
          .default({ resourceRules: [] }),
        validations: z.array(z.object({ expression: z.string() })).default([]),
      }),
    }),
  ),
});
const bindings = z.object({
  items: z.array(z.object({ spec: z.object({ policyName: z.string(), validationActions: strings }) })),
});

const ROOT = "/apis/admissionregistration.k8s.io/v1";

/**
 * The right to try is also the right to write: a policy has to forbid the write.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
async function checkPolicy(
  { name: cluster, client }: Cluster,
  groups: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<DiagnosticCheck> {
  const name = { id: `policy:${cluster}`, title: `Policy against real writes in ${cluster}` };
  try {
    const [defined, bound] = await Promise.all([
      client.request("GET", `${ROOT}/validatingadmissionpolicies`, { signal }),
      client.request("GET", `${ROOT}/validatingadmissionpolicybindings`, { signal }),
    ]);
    const covered = listCoveredGroups(policies.parse(defined), bindings.parse(bound));
    const open = [...groups].filter((group) => !covered.has(group) && !covered.has("*"));
    if (open.length === 0)
      return pass(name, "A ValidatingAdmissionPolicy allows the portal's account only dry runs.");
    return fail(name, "failed", `No policy keeps the portal's account from writing to ${open.join(", ")}.`, {
      text: "Name these API groups in the ValidatingAdmissionPolicy, and bind it with the action Deny.",
      docs: DOCS,
    });
  } catch (error) {
    if (!isKubernetesApiError(error) || error.httpStatus !== 403) throw error;
    return leaveOpen(
      name,
      "The portal's account may not read policies, so it can't tell whether one forbids writes.",
      {
        text: "Check that a bound policy denies writes of the portal's account.",
        code: "kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings",
        docs: DOCS,
      },
    );
  }
}

/** The API groups of bound policies that decide by `dryRun`. */
function listCoveredGroups(
  { items }: z.infer<typeof policies>,
  { items: bound }: z.infer<typeof bindings>,
): Set<string> {
  const isBound = (policy: string) =>
    bound.some(({ spec }) => spec.policyName === policy && spec.validationActions.includes("Deny"));
  const deciding = items.filter(
    ({ metadata, spec }) =>
      spec.failurePolicy === "Fail" &&
      spec.validations.some(({ expression }) => expression.includes("dryRun")) &&
      isBound(metadata.name),
  );
  return new Set(
    deciding.flatMap(({ spec }) => spec.matchConstraints.resourceRules.flatMap(({ apiGroups }) => apiGroups)),
  );
}
