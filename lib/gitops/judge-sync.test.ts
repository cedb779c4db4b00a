import { describe, expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import { judgeSync, type SyncVerdict } from "#lib/gitops/judge-sync";
import type { SyncReport } from "#lib/gitops/types";

// History: a1 ← b2 (the merge) ← c3.
const history = ["a1", "b2", "c3"];
async function contains(revision: string, commit: string): Promise<boolean> {
  if (!history.includes(revision)) throw new PortalError("not-found", { detail: "no such commit" });
  return history.indexOf(revision) >= history.indexOf(commit);
}

describe("judgeSync", () => {
  const rows: [reason: string, report: Partial<SyncReport> | undefined, expected: Partial<SyncVerdict>][] = [
    ["nobody reports", undefined, { state: "pending", agent: "" }],
    [
      "the merge itself is applied",
      { appliedRevision: "b2", appliedAt: "t", phase: "succeeded" },
      { state: "synced", at: "t", agent: "Demo sync" },
    ],
    ["a descendant is applied", { appliedRevision: "c3", phase: "succeeded" }, { state: "synced" }],
    [
      "an ancestor is applied",
      { appliedRevision: "a1", phase: "succeeded" },
      { state: "pending", message: "Demo sync has not picked it up yet." },
    ],
    [
      "it is being applied",
      { appliedRevision: "a1", attemptedRevision: "b2", phase: "running" },
      { state: "pending", message: "Demo sync is applying changes." },
    ],
    [
      "it failed",
      { appliedRevision: "a1", attemptedRevision: "b2", phase: "failed", message: "denied" },
      { state: "failed", message: "denied" },
    ],
    [
      "a descendant failed, so it did not get in either",
      { appliedRevision: "a1", attemptedRevision: "c3", phase: "failed" },
      { state: "failed" },
    ],
    [
      "an ancestor failed: it was not tried",
      { attemptedRevision: "a1", phase: "failed", message: "denied" },
      { state: "pending", message: expect.stringContaining("denied") },
    ],
    [
      "applied, and a later change failed",
      { appliedRevision: "b2", attemptedRevision: "c3", phase: "failed" },
      { state: "synced" },
    ],
    [
      "a revision of another repository proves nothing",
      { appliedRevision: "ff", phase: "succeeded" },
      { state: "pending" },
    ],
    [
      "a report that breaks the contract",
      { phase: "unknown", message: "appliedAt is not a time." },
      { state: "pending", message: "appliedAt is not a time." },
    ],
  ];
  it.each(rows)("%s", async (_, report, expected) => {
    const full = report && { agent: "Demo sync", cluster: "demo", phase: "unknown" as const, ...report };
    expect(await judgeSync(full, "b2", contains)).toMatchObject(expected);
  });

  it("passes on that Git cannot be asked", async () => {
    const away = new PortalError("git-unavailable", { detail: "away" });
    const report: SyncReport = {
      agent: "Demo sync",
      cluster: "demo",
      phase: "succeeded",
      appliedRevision: "c3",
    };
    await expect(judgeSync(report, "b2", () => Promise.reject(away))).rejects.toBe(away);
  });
});
