import { isPortalError } from "#lib/errors";
import type { SyncReport } from "#lib/gitops/types";

/** Whether a merged change runs in the cluster. */
export interface SyncVerdict {
  state: "synced" | "pending" | "failed";
  /** When it was applied, for `synced`. */
  at?: string;
  /** Who applies: "Demo sync". Empty when nobody reports. */
  agent: string;
  /** Why it waits or failed. */
  message?: string;
}

/** True when `commit` is `revision` or an ancestor of it. */
export type Contains = (revision: string, commit: string) => Promise<boolean>;

/**
 * A merge counts as synced when the revision last applied is it or a descendant of it. A later attempt that fails does
 * not take that back: it is another change's failure. Errors of `contains` pass through, but for `not-found`: an agent
 * may report a commit that the repository does not have, and that proves nothing.
 */
export async function judgeSync(
  report: SyncReport | undefined,
  mergeCommit: string,
  contains: Contains,
): Promise<SyncVerdict> {
  if (!report) return { state: "pending", agent: "", message: "No sync agent reports to the portal yet." };
  const { agent, appliedRevision, appliedAt, attemptedRevision, phase, message } = report;
  if (await holds(contains, appliedRevision, mergeCommit)) {
    return { state: "synced", agent, at: appliedAt };
  }
  if (phase === "failed" && (await holds(contains, attemptedRevision, mergeCommit))) {
    return { state: "failed", agent, message: message ?? `${agent} could not apply it.` };
  }
  return { state: "pending", agent, message: describeWait(report) };
}

async function holds(contains: Contains, revision: string | undefined, commit: string): Promise<boolean> {
  if (revision === undefined) return false;
  if (revision === commit) return true;
  try {
    return await contains(revision, commit);
  } catch (error) {
    if (isPortalError(error) && error.code === "not-found") return false;
    throw error;
  }
}

function describeWait({ agent, phase, message }: SyncReport): string {
  switch (phase) {
    case "running":
      return `${agent} is applying changes.`;
    case "failed":
      return `${agent} has not tried it yet. Its last attempt failed${message ? `: ${message}` : "."}`;
    case "unknown":
      return message ?? `${agent} does not say what it is doing.`;
    case "succeeded":
      return `${agent} has not picked it up yet.`;
  }
}
