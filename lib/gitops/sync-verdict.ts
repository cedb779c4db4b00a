import { isPortalError } from "#lib/errors";
import { isNamed, shortenFailure } from "#lib/gitops/failure-message";
import { findNamed } from "#lib/gitops/synced-name";
import type { AppliedObject, SyncedName, SyncFailure, SyncReport } from "#lib/gitops/types";

/** Whether a merged change runs in the cluster. */
export interface SyncVerdict {
  state: "synced" | "pending" | "failed";
  /** Time of the apply, for `synced`. */
  at?: string;
  /** The agent: "Demo sync". Empty when no agent reports. */
  agent: string;
  /** Why the change waits or failed. For `synced`: why the object of a removed file still exists. */
  message?: string;
  /**
   * For `failed`: true where the message is about everything that the agent applies, not only this change.
   */
  ofWhole?: boolean;
}

/** The change of a merged pull request. */
export interface MergedChange {
  mergeCommit: string;
  /** Path of its file in the repository. */
  path: string;
  /** The object in the file. */
  object: SyncedName;
  /** True when the change removed the file. */
  removes: boolean;
}

/** True when `commit` is `revision` or an ancestor of it. */
export type ContainsCommit = (revision: string, commit: string) => Promise<boolean>;

/**
 * A merge counts as synced under two conditions. The last applied revision, or the one that equals the
 * cluster, is the merge commit or a descendant. And an agent that lists objects lists this one as synced. A
 * later failed attempt does not change that, because it belongs to another change. Where an attempt at such a
 * revision failed and the agent names the failed files or objects, only those of this change count. Errors of
 * `contains` are thrown, except `not-found`: an agent can report a commit that the repository does not have,
 * which proves nothing.
 * @param uncovered why no agent applies the file, where there is no report
 */
export async function judgeSync(
  report: SyncReport | undefined,
  change: MergedChange,
  contains: ContainsCommit,
  uncovered = "No GitOps agent reports to the portal yet.",
): Promise<SyncVerdict> {
  if (!report) return { state: "pending", agent: "", message: uncovered };
  const includes = (revision: string | undefined) => holds(contains, revision, change.mergeCommit);
  const listed = report.objects && findNamed(report.objects, change.object);
  if ((await includes(report.appliedRevision)) || (await includes(report.equalRevision))) {
    return judgeApplied(report, change, listed);
  }
  const proof = judgeListed(report, change, listed);
  if (proof && (await includes(report.objectsRevision))) return proof;
  const failure = judgeAttempt(report, change);
  if (failure && (await includes(report.attemptedRevision))) return failure;
  const { agent, blocked } = report;
  if (blocked) return { state: "failed", agent, message: blocked, ofWhole: !isNamed(blocked, change) };
  return { state: "pending", agent, message: describeWait(report) };
}

/** The revision is applied. An agent that lists objects must list this one as well. */
function judgeApplied(
  report: SyncReport,
  { removes }: MergedChange,
  listed: AppliedObject | undefined,
): SyncVerdict {
  const { agent, appliedAt: at, objects, blocked } = report;
  if (removes) {
    const removal = judgeRemoved(report, listed);
    return removal
      ? { ...removal, at }
      : { state: "pending", agent, message: `${agent} has not removed the object yet.` };
  }
  // An agent that has never compared lists nothing. An applied change stays applied.
  const isUntold = !objects || (blocked !== undefined && !listed);
  if (isUntold || listed?.state === "equal") return { state: "synced", agent, at };
  const message = listed
    ? `${agent} lists the object as out of sync: it differs from the repository.`
    : `${agent} applied the repository, but does not list this object.`;
  return { state: "pending", agent, message };
}

/** The result from the list of objects alone, before the whole revision is applied. */
function judgeListed(
  report: SyncReport,
  { removes }: MergedChange,
  listed: AppliedObject | undefined,
): SyncVerdict | undefined {
  const { agent, objects, phase } = report;
  if (!objects) return undefined;
  if (removes) return judgeRemoved(report, listed);
  // A synced object stays synced while a later commit is applied or refused.
  const isBetween = phase === "failed" || phase === "running";
  return isBetween && listed?.state === "equal" ? { state: "synced", agent } : undefined;
}

/** The agent has processed a removed file when it no longer lists the object, or reports that it keeps it. */
function judgeRemoved(
  { agent, keeps }: SyncReport,
  listed: AppliedObject | undefined,
): SyncVerdict | undefined {
  if (listed && listed.state !== "kept") return undefined;
  return { state: "synced", agent, message: listed ? listed.message : keeps };
}

/** The result of the last attempt for this change; undefined where it gives none. */
function judgeAttempt(report: SyncReport, { path, object }: MergedChange): SyncVerdict | undefined {
  const { agent, failures = [], refused = [], phase, message } = report;
  const own = findNamed(refused, object);
  if (own) return { state: "failed", agent, message: own.message };
  if (failures.length > 0) return judgeFile(agent, failures, path);
  if (phase !== "failed") return undefined;
  if (!message) return { state: "failed", agent, message: `${agent} could not apply the object.` };
  return { state: "failed", agent, message, ofWhole: !isNamed(message, { path, object }) };
}

/** An attempt that left out some files has applied the others. The agent does not report when. */
function judgeFile(agent: string, failures: readonly SyncFailure[], path: string): SyncVerdict {
  const own = failures.filter((failure) => failure.path === path);
  const worst = own.find(({ waiting }) => !waiting) ?? own[0];
  if (!worst) return { state: "synced", agent };
  return { state: worst.waiting ? "pending" : "failed", agent, message: worst.message };
}

async function holds(
  contains: ContainsCommit,
  revision: string | undefined,
  commit: string,
): Promise<boolean> {
  if (revision === undefined) return false;
  if (revision === commit) return true;
  try {
    return await contains(revision, commit);
  } catch (error) {
    if (isPortalError(error) && error.code === "not-found") return false;
    throw error;
  }
}

function describeWait({ agent, phase, message, held }: SyncReport): string {
  if (held && phase !== "running") return held;
  switch (phase) {
    case "running":
      return `${agent} is applying changes.`;
    case "failed":
      return `${agent} has not applied this change yet. The last attempt failed${message ? `: ${shortenFailure(message)}` : "."}`;
    case "unknown":
      return message ?? `${agent} does not report what it is doing.`;
    case "succeeded":
      return `${agent} has not applied the change yet.`;
  }
}
