import { isPortalError } from "#lib/errors";
import type { SyncFailure, SyncReport } from "#lib/gitops/types";

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

/** What a merged pull request changed. */
export interface MergedChange {
  mergeCommit: string;
  /** Of its file in the repository. */
  path: string;
}

/** True when `commit` is `revision` or an ancestor of it. */
export type Contains = (revision: string, commit: string) => Promise<boolean>;

/**
 * A merge counts as synced when the revision last applied is it or a descendant of it. A later attempt that fails does
 * not take that back: it is another change's failure. Where an attempt at such a revision failed and the agent tells
 * which files, the file of this change decides: what keeps another file out is no failure of this one. Errors of `contains` pass through, but for `not-found`: an agent
 * may report a commit that the repository does not have, and that proves nothing.
 */
export async function judgeSync(
  report: SyncReport | undefined,
  { mergeCommit, path }: MergedChange,
  contains: Contains,
): Promise<SyncVerdict> {
  if (!report) return { state: "pending", agent: "", message: "No sync agent reports to the portal yet." };
  const { agent, appliedRevision, appliedAt, attemptedRevision, failures = [], phase, message } = report;
  if (await holds(contains, appliedRevision, mergeCommit)) {
    return { state: "synced", agent, at: appliedAt };
  }
  const saysMore = failures.length > 0 || phase === "failed";
  if (saysMore && (await holds(contains, attemptedRevision, mergeCommit))) {
    if (failures.length > 0) return judgeFile(agent, failures, path);
    return { state: "failed", agent, message: message ?? `${agent} could not apply it.` };
  }
  return { state: "pending", agent, message: describeWait(report) };
}

/** An attempt that left only some files out has applied the others; when, the agent does not say. */
function judgeFile(agent: string, failures: readonly SyncFailure[], path: string): SyncVerdict {
  const own = failures.filter((failure) => failure.path === path);
  const worst = own.find(({ waiting }) => !waiting) ?? own[0];
  if (!worst) return { state: "synced", agent };
  return { state: worst.waiting ? "pending" : "failed", agent, message: worst.message };
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
