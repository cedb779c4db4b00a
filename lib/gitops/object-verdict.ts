import { type FailureWords, isNamed, readFailure } from "#lib/gitops/failure-message";
import { findNamed } from "#lib/gitops/synced-name";
import type { SyncedName, SyncReport } from "#lib/gitops/types";

export type ObjectSyncState =
  /** As it is in Git. */
  | "in-step"
  /** Not applied yet. */
  | "waiting"
  | "differs"
  /** What Git has could not be applied. */
  | "failed"
  /** Its file is gone, and the agent leaves it. */
  | "kept"
  | "not-in-git"
  /** It has a file, and nobody reports of it. */
  | "unknown";

/** How an object stands to Git, as its agent says. */
export interface ObjectVerdict {
  state: ObjectSyncState;
  /** Who applies it; empty when nobody does. */
  agent: string;
  /** In words, where the state alone does not say it. */
  message?: string;
  /** The agent's words as they are, where `message` is shorter. */
  details?: string;
  /** True where `message` is of all that the agent applies: it may tell of other objects. */
  ofWhole?: boolean;
  /** Who acts next, where somebody has to. */
  next?: string;
}

/** An object, and the file that describes it, or would. */
export interface ObjectFile {
  /** In the repository. */
  path: string;
  /** Why no agent applies the file, where none does. */
  uncovered?: string;
  object: SyncedName;
  /** True when the file is there. */
  inGit: boolean;
  /** True where only the path says in which namespace the object is. */
  isPlaceAssumed?: boolean;
}

/**
 * What an agent says of one object now. Unlike `judgeSync` this is of no change: a failure counts that keeps out what
 * Git has now. What is refused and yet listed as it is in Git was applied since.
 *
 * @param report that of the agent that applies the object; undefined: none does.
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
    const message = report.message ?? `${agent} could not apply it.`;
    return describeFailure(report, file, message, !isNamed(message, file));
  }
  if (listed) return describeDifference(report);
  if (objects || report.appliedRevision === undefined) return describeWait(report);
  return file.isPlaceAssumed ? describeAssumed(report, file) : { state: "in-step", agent };
}

/** True when the list tells of the commit before an attempt that failed. */
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
  const { lead, whole, next }: FailureWords = readFailure(message, { agent, path, ofWhole });
  return { state: "failed", agent, message: lead, details: whole, ofWhole, next };
}

function describeKept({ agent }: SyncReport): ObjectVerdict {
  return {
    state: "kept",
    agent,
    message: `Its file is gone from Git, but ${agent} does not remove it.`,
    next: "To be rid of it, ask the platform team to remove it in the cluster. To keep it, request it again, so that Git has it.",
  };
}

/** The agent applied the file, and does not list to which namespace. */
function describeAssumed({ agent }: SyncReport, { path }: ObjectFile): ObjectVerdict {
  return {
    state: "unknown",
    agent,
    message: `${agent} applied ${path}, but that names no namespace, and ${agent} does not tell which one it took.`,
    next: "Where changes do not arrive here, name the namespace in the file.",
  };
}

/** Listed as out of step, and no attempt says why. */
function describeDifference(report: SyncReport): ObjectVerdict {
  const { agent, phase, held, objectsRevision, appliedRevision } = report;
  if (phase === "running") return describeWait(report);
  if (objectsRevision !== undefined && objectsRevision === appliedRevision) {
    return {
      state: "differs",
      agent,
      message: `${agent} applied what Git has, and it was changed in the cluster since.`,
      next: "To keep the change, request it, so that Git has it too. To undo it, ask the platform team to sync it again.",
    };
  }
  const next = held
    ? "The platform team has to sync it."
    : `Nothing for you to do: ${agent} applies it next.`;
  const message = `Git has another version, which ${agent} has not applied yet.`;
  return { state: "differs", agent, message: [message, held].filter(Boolean).join(" "), next };
}

function describeWait({ agent, phase, held }: SyncReport): ObjectVerdict {
  if (phase === "running") return { state: "waiting", agent, message: `${agent} is applying it.` };
  return { state: "waiting", agent, message: held ?? `${agent} has not picked it up yet.` };
}
