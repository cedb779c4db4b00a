import "server-only";
import type { AccessToPages, Diagnostics } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { authorizeDiagnosis } from "#lib/server/diagnostics/access";
import { runGroup } from "#lib/server/diagnostics/check";
import { listGroups } from "#lib/server/diagnostics/groups";
import { getPortal, type Portal } from "#lib/server/portal";
import { sharedBy } from "#lib/server/shared";

/**
 * Each requirement of the portal with its state and its fix.
 * @throws PortalError `forbidden`, and `cluster-unavailable` where no cluster can say whether the person may see it
 */
export async function readDiagnostics(identity: Identity): Promise<Diagnostics> {
  const portal = getPortal();
  await authorizeDiagnosis(portal, identity, portal.rules);
  return joinChecks(portal);
}

/** A page asks on the server and again in the browser, and several people can ask at once: they share one run. */
function joinChecks(portal: Portal): Promise<Diagnostics> {
  const running = sharedBy("diagnostics", portal, (): { report?: Promise<Diagnostics> | undefined } => ({}));
  running.report ??= runChecks(portal).finally(() => {
    running.report = undefined;
  });
  return running.report;
}

async function runChecks(portal: Portal): Promise<Diagnostics> {
  const groups = await Promise.all(listGroups(portal).map((group) => runGroup(group)));
  return { checkedAt: new Date().toISOString(), groups };
}

/** The pages that not everybody may open. Without an answer of the cluster, a page counts as closed. */
export async function readAccessToPages(identity: Identity): Promise<AccessToPages> {
  const portal = getPortal();
  const isAllowed = await authorizeDiagnosis(portal, identity, portal.listRules).then(
    () => true,
    () => false,
  );
  return { diagnostics: isAllowed };
}
