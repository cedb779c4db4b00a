/** What the demo's sync loop tells of itself. Pure; the contract is docs/sync-report.md. */
import type { Failure } from "#demo/local-stack/parts/sync/sync-plan";

export const SYNC_REPORT = { namespace: "vitrine-demo", name: "sync" };

/** The data of the ConfigMap: all keys, or a field manager would leave an old one behind. */
export interface SyncData {
  agent: string;
  appliedRevision: string;
  appliedAt: string;
  attemptedRevision: string;
  phase: "succeeded" | "failed" | "running";
  message: string;
  /** JSON: `[{path, message, waiting}]`, one for each manifest that could not be applied. */
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

/** An attempt begins. Until it has ended, the one before it is what can be told of files. */
export function reportAttempt(previous: SyncData = NOTHING): SyncData {
  return { ...previous, phase: "running", message: "" };
}

/** An attempt at `revision` ended. A revision counts as applied when the whole of it was. */
export function reportOutcome(
  revision: string,
  failures: readonly Failure[],
  now: Date,
  previous: SyncData = NOTHING,
): SyncData {
  const ended: SyncData = { ...previous, attemptedRevision: revision, failures: JSON.stringify(failures) };
  if (failures.length === 0) {
    return {
      ...ended,
      appliedRevision: revision,
      appliedAt: now.toISOString(),
      phase: "succeeded",
      message: "",
    };
  }
  const refused = failures.filter(({ waiting }) => !waiting);
  const told = refused.length > 0 ? refused : failures;
  return {
    ...ended,
    phase: refused.length > 0 ? "failed" : "running",
    message: told
      .map(({ path, message }) => `${path}: ${message}`)
      .join("\n")
      .slice(0, 4000),
  };
}
