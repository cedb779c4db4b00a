import "server-only";
import type { AccessToPages, Diagnostics } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { authorizeDiagnosis } from "#lib/server/diagnostics/access";
import { runGroup } from "#lib/server/diagnostics/check";
import { describeConfiguration } from "#lib/server/diagnostics/configuration";
import { listGroups } from "#lib/server/diagnostics/groups";
import { describeOperation } from "#lib/server/diagnostics/operation";
import { hideSecrets, listSecretValues } from "#lib/server/diagnostics/secret-values";
import { recentLog } from "#lib/server/log";
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
  const [groups, operation] = await Promise.all([
    Promise.all(listGroups(portal).map((group) => runGroup(group))),
    describeOperation(portal),
  ]);
  const report = { checkedAt: new Date().toISOString(), groups, operation };
  // An error or an address can contain one, whatever wrote it.
  return hideSecrets(report, await listSecretValues(portal.config));
}

/**
 * The report as a file for support, with the configuration and the last warnings of the log. It contains no secret.
 * @throws PortalError as `readDiagnostics`
 */
export async function readBundle(identity: Identity): Promise<Response> {
  const report = await readDiagnostics(identity);
  const { config } = getPortal();
  const added = { configuration: describeConfiguration(config), log: recentLog().list() };
  const bundle = { ...report, ...hideSecrets(added, await listSecretValues(config)) };
  const name = `vitrine-diagnostics-${report.checkedAt.slice(0, 19).replaceAll(":", "-")}.json`;
  return new Response(`${JSON.stringify(bundle, undefined, 2)}\n`, {
    headers: {
      "cache-control": "no-store",
      "content-type": "application/json",
      "content-disposition": `attachment; filename="${name}"`,
    },
  });
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
