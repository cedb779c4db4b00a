/** What the demo's sync loop tells of itself. Pure; the contract is docs/sync-report.md. */
import type { Failure } from "#demo/local-stack/parts/sync-plan";

export const SYNC_REPORT = { namespace: "vitrine-demo", name: "sync" };

/** The data of the ConfigMap: all keys, or a field manager would leave an old one behind. */
export interface SyncData {
  agent: string;
  appliedRevision: string;
  appliedAt: string;
  attemptedRevision: string;
  phase: "succeeded" | "failed" | "running";
  message: string;
  /** JSON: `[{path, message}]`, one for each manifest that could not be applied. */
  failures: string;
}

const NOTHING: SyncData = {
  agent: "Demo sync",
  appliedRevision: "",
  appliedAt: "",
  attemptedRevision: "",
  phase: "running",
  message: "",
  failures: "[]",
};

/** An attempt at `revision` begins. */
export function reportAttempt(revision: string, previous: SyncData = NOTHING): SyncData {
  return { ...previous, attemptedRevision: revision, phase: "running", message: "", failures: "[]" };
}

/** It ended. A revision counts as applied when the whole of it was. */
export function reportOutcome(attempt: SyncData, failures: readonly Failure[], now: Date): SyncData {
  if (failures.length === 0) {
    const appliedRevision = attempt.attemptedRevision;
    return { ...attempt, appliedRevision, appliedAt: now.toISOString(), phase: "succeeded" };
  }
  const refused = failures.filter(({ waiting }) => !waiting);
  const told = refused.length > 0 ? refused : failures;
  return {
    ...attempt,
    phase: refused.length > 0 ? "failed" : "running",
    message: told
      .map(({ path, message }) => `${path}: ${message}`)
      .join("\n")
      .slice(0, 4000),
    failures: JSON.stringify(failures.map(({ path, message }) => ({ path, message }))),
  };
}
