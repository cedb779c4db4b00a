import { isPortalError } from "#lib/errors";
import { isNamed, shortenFailure } from "#lib/gitops/failure-message";
import { findNamed } from "#lib/gitops/synced-name";
import type { AppliedObject, SyncedName, SyncFailure, SyncReport } from "#lib/gitops/types";

/** Whether a merged change runs in the cluster. */
export interface SyncVerdict {
  state: "synced" | "pending" | "failed";
  /** When it was applied, for `synced`. */
  at?: string;
  /** Who applies: "Demo sync". Empty when nobody reports. */
  agent: string;
  /** Why it waits or failed, or, for `synced`, why the object of a removed file is still there. */
  message?: string;
  /** For `failed`: true where the message is of all that the agent applies, not of this change alone. */
  ofWhole?: boolean;
}

/** What a merged pull request changed. */
export interface MergedChange {
  mergeCommit: string;
  /** Of its file in the repository. */
  path: string;
  /** What the file describes. */
  object: SyncedName;
  /** True when the change removed the file. */
  removes: boolean;
}

/** True when `commit` is `revision` or an ancestor of it. */
export type Contains = (revision: string, commit: string) => Promise<boolean>;

/**
 * A merge counts as synced when the revision last applied, or the one that the cluster was found equal to, is it or a
 * descendant of it, and the agent, where it lists objects, lists this one as it is in Git. A later attempt that fails
 * does not take that back: it is another change's failure. Where an attempt at such a revision failed and the agent
 * tells which files or objects, those of this change decide: what keeps another out is no failure of this one. Errors
 * of `contains` pass through, but for `not-found`: an agent may report a commit that the repository does not have, and
 * that proves nothing.
 *
 * @param uncovered why no agent applies the file, where there is no report.
 */
export async function judgeSync(
  report: SyncReport | undefined,
  change: MergedChange,
  contains: Contains,
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

/** The whole is applied; an agent that lists objects must list this one as well. */
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
      : { state: "pending", agent, message: `${agent} has yet to remove it.` };
  }
  // Without a comparison nothing can be listed; what was applied stays so.
  const isUntold = !objects || (blocked !== undefined && !listed);
  if (isUntold || listed?.state === "equal") return { state: "synced", agent, at };
  const message = listed
    ? `${agent} lists it as out of sync: it differs from the repository now.`
    : `${agent} applied the repository, but does not list this object.`;
  return { state: "pending", agent, message };
}

/** What the list of objects proves by itself, though the whole is not applied. */
function judgeListed(
  report: SyncReport,
  { removes }: MergedChange,
  listed: AppliedObject | undefined,
): SyncVerdict | undefined {
  const { agent, objects, phase } = report;
  if (!objects) return undefined;
  if (removes) return judgeRemoved(report, listed);
  // What is in step stays so while a later commit is applied, or was refused.
  const isBetween = phase === "failed" || phase === "running";
  return isBetween && listed?.state === "equal" ? { state: "synced", agent } : undefined;
}

/** The agent is done with a removed file when it no longer lists the object, or keeps it and says so. */
function judgeRemoved(
  { agent, keeps }: SyncReport,
  listed: AppliedObject | undefined,
): SyncVerdict | undefined {
  if (listed && listed.state !== "kept") return undefined;
  return { state: "synced", agent, message: listed ? listed.message : keeps };
}

/** What the last attempt says of this change, if it tried it; undefined while it says nothing. */
function judgeAttempt(report: SyncReport, { path, object }: MergedChange): SyncVerdict | undefined {
  const { agent, failures = [], refused = [], phase, message } = report;
  const own = findNamed(refused, object);
  if (own) return { state: "failed", agent, message: own.message };
  if (failures.length > 0) return judgeFile(agent, failures, path);
  if (phase !== "failed") return undefined;
  if (!message) return { state: "failed", agent, message: `${agent} could not apply it.` };
  return { state: "failed", agent, message, ofWhole: !isNamed(message, { path, object }) };
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

function describeWait({ agent, phase, message, held }: SyncReport): string {
  if (held && phase !== "running") return held;
  switch (phase) {
    case "running":
      return `${agent} is applying changes.`;
    case "failed":
      return `${agent} has not tried it yet. Its last attempt failed${message ? `: ${shortenFailure(message)}` : "."}`;
    case "unknown":
      return message ?? `${agent} does not say what it is doing.`;
    case "succeeded":
      return `${agent} has not picked it up yet.`;
  }
}
