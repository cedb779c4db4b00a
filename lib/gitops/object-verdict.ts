import { type FailureText, isNamed, readFailure } from "#lib/gitops/failure-message";
import { findNamed } from "#lib/gitops/synced-name";
import type { SyncedName, SyncReport } from "#lib/gitops/types";

export type ObjectSyncState =
  /** Equal to Git. */
  | "in-step"
  /** Not applied yet. */
  | "waiting"
  | "differs"
  /** The version in Git could not be applied. */
  | "failed"
  /** The file is gone, and the agent keeps the object. */
  | "kept"
  | "not-in-git"
  /** The object has a file, and no agent reports about it. */
  | "unknown";

/** The sync state of an object, as its agent reports it. */
export interface ObjectVerdict {
  state: ObjectSyncState;
  /** The agent that applies it; empty without an agent. */
  agent: string;
  /** Explains the state, where the state alone is not enough. */
  message?: string;
  /** The agent's full message, where `message` is shorter. */
  details?: string;
  /** True where `message` is about everything that the agent applies, and can name other objects. */
  ofWhole?: boolean;
  /** The next step, where someone must act. */
  next?: string;
}

/** An object, and its existing or future file. */
export interface ObjectFile {
  /** In the repository. */
  path: string;
  /** Why no agent applies the file, if none does. */
  uncovered?: string;
  object: SyncedName;
  /** True when the file exists. */
  inGit: boolean;
  /** True where only the path names the object's namespace. */
  isPlaceAssumed?: boolean;
}

/**
 * The sync state of one object now. Unlike `judgeSync`, this is not about one change: a failure counts if it
 * keeps out the current version in Git. An object that was refused and is listed as synced was applied
 * afterwards.
 * @param report the report of the agent that applies the object; undefined without an agent
 */
export function judgeObject(report: SyncReport | undefined, file: ObjectFile): ObjectVerdict {
  if (!report) {
    return file.inGit
      ? {
          state: "unknown",
          agent: "",
          message: file.uncovered ?? "No GitOps agent reports that it applies this file.",
        }
      : { state: "not-in-git", agent: "" };
  }
  const { agent, objects, blocked } = report;
  const listed = objects && findNamed(objects, file.object);
  if (listed?.state === "kept" || (!listed && !file.inGit && report.keeps)) return describeKept(report);
  if (!listed && !file.inGit) return { state: "not-in-git", agent: "" };
  if (blocked) return describeFailure(report, file, blocked, !isNamed(blocked, file));
  if (listed?.state === "equal" && !isBehind(report)) return { state: "in-step", agent };
  const own = findOwnFailure(report, file);
  if (own) return own;
  if (report.phase === "failed" && !report.failures?.length) {
    const message = report.message ?? `${agent} could not apply the object.`;
    return describeFailure(report, file, message, !isNamed(message, file));
  }
  if (listed) return describeDifference(report);
  if (objects || report.appliedRevision === undefined) return describeWait(report);
  return file.isPlaceAssumed ? describeAssumed(report, file) : { state: "in-step", agent };
}

/** True when the list is of an earlier commit than a failed attempt. */
function isBehind({ phase, objectsRevision, appliedRevision, attemptedRevision }: SyncReport): boolean {
  return (
    phase === "failed" &&
    appliedRevision !== undefined &&
    objectsRevision === appliedRevision &&
    attemptedRevision !== undefined &&
    attemptedRevision !== appliedRevision
  );
}

function findOwnFailure(report: SyncReport, file: ObjectFile): ObjectVerdict | undefined {
  const refused = findNamed(report.refused ?? [], file.object);
  if (refused) return describeFailure(report, file, refused.message, false);
  const failures = (report.failures ?? []).filter(({ path }) => path === file.path);
  const worst = failures.find(({ waiting }) => !waiting) ?? failures[0];
  if (!worst) return undefined;
  if (worst.waiting) return { state: "waiting", agent: report.agent, message: worst.message };
  return describeFailure(report, file, worst.message, false);
}

function describeFailure(
  { agent }: SyncReport,
  { path }: ObjectFile,
  message: string,
  ofWhole: boolean,
): ObjectVerdict {
  const { lead, whole, next }: FailureText = readFailure(message, { agent, path, ofWhole });
  return { state: "failed", agent, message: lead, details: whole, ofWhole, next };
}

function describeKept({ agent }: SyncReport): ObjectVerdict {
  return {
    state: "kept",
    agent,
    message: `The file is gone from Git, but ${agent} does not remove the object.`,
    next: "To delete the object, ask the platform team to remove it from the cluster. To keep the object, request it again.",
  };
}

/** The agent applied the file and does not report which namespace it used. */
function describeAssumed({ agent }: SyncReport, { path }: ObjectFile): ObjectVerdict {
  return {
    state: "unknown",
    agent,
    message: `${agent} applied ${path}. The file has no namespace, and ${agent} does not report which namespace it used.`,
    next: "If changes don't arrive, add the namespace to the file.",
  };
}

/** The object is out of sync, and no attempt explains why. */
function describeDifference(report: SyncReport): ObjectVerdict {
  const { agent, phase, held, objectsRevision, appliedRevision } = report;
  if (phase === "running") return describeWait(report);
  if (objectsRevision !== undefined && objectsRevision === appliedRevision) {
    return {
      state: "differs",
      agent,
      message: `${agent} applied the version in Git. Since then, someone changed the object in the cluster.`,
      next: "To keep the change, request it. To undo the change, ask the platform team to sync the object again.",
    };
  }
  const next = held
    ? "Ask the platform team to sync the object."
    : `You don't need to do anything. ${agent} applies the change next.`;
  const message = `Git has another version that ${agent} has not applied yet.`;
  return { state: "differs", agent, message: [message, held].filter(Boolean).join(" "), next };
}

function describeWait({ agent, phase, held }: SyncReport): ObjectVerdict {
  if (phase === "running") return { state: "waiting", agent, message: `${agent} is applying the change.` };
  return { state: "waiting", agent, message: held ?? `${agent} has not applied the change yet.` };
}
