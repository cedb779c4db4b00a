import "server-only";
import type { Identity } from "#lib/auth/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import type { Portal } from "#lib/server/portal";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import { filterSeen } from "#lib/server/read-model/sight";
import { readFindings, restrictByFindings } from "#lib/server/requests/request-findings";
import { readRights } from "#lib/server/requests/request-rights";
import type { RequestSource } from "#lib/server/requests/request-source";

/** The open requests that the person can approve or merge now, oldest first. Throws `git-unavailable`. */
export async function listWaiting(
  portal: Portal,
  identity: Identity,
  index: RequestIndex,
): Promise<RequestSource[]> {
  // A list may show a right of some seconds ago: whoever approves is asked for anew.
  const shown = { ...portal, rules: portal.listRules };
  const open = await filterSeen(
    portal,
    identity,
    index.sources.filter(({ pullRequest }) => pullRequest.state === "open"),
  );
  const waits = await mapConcurrently(open, async (source) => {
    const rights = await readRights(shown, identity, source);
    if (!rights.approve.allowed && !rights.merge.allowed) return false;
    const findings = await readFindings(shown, identity, source, index);
    const { approve, merge } = restrictByFindings(rights, findings);
    return approve.allowed || merge.allowed;
  });
  return open.filter((_, place) => waits[place]).toReversed();
}
