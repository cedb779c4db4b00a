import "server-only";
import type { PullRequest } from "#lib/git/types";
import { describeMissingAgent, findCoveringReport } from "#lib/gitops/covering-report";
import { judgeSync, type SyncVerdict } from "#lib/gitops/sync-verdict";
import type { SyncReport } from "#lib/gitops/types";
import type { DerivedRequest } from "#lib/request/derive/request";
import type { PortalRepository } from "#lib/server/portal";
import { maskWords } from "#lib/server/resources/parts";
import { locateFile } from "#lib/server/resources/synced-file";

/** The report of the agent that applies a request's file, or why no agent does. */
export async function findRequestAgent(
  portal: Pick<PortalRepository, "sync" | "git">,
  { object, path }: Pick<DerivedRequest, "object" | "path">,
): Promise<{ report: SyncReport | undefined; uncovered?: string }> {
  const file = await locateFile(portal, portal.git, { cluster: object.cluster, path, object });
  const reports = portal.sync.list();
  const report = findCoveringReport(reports, file);
  return report ? { report } : { report, uncovered: describeMissingAgent(reports, file) };
}

/** How the agent stands to a merged request; undefined for one that is not merged. Throws `git-unavailable`. */
export async function readSync(
  portal: PortalRepository,
  { mergeCommit }: PullRequest,
  request: DerivedRequest,
): Promise<SyncVerdict | undefined> {
  const { git } = portal;
  if (!mergeCommit) return undefined;
  const { object, path, operation } = request;
  const { report, uncovered } = await findRequestAgent(portal, request);
  const change = { mergeCommit, path, object, removes: operation === "delete" };
  return maskWords(await judgeSync(report, change, git.contains, uncovered));
}
