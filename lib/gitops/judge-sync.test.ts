import { describe, expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import { judgeSync, type SyncVerdict } from "#lib/gitops/judge-sync";
import type { SyncReport } from "#lib/gitops/types";

const change = { mergeCommit: "b2", path: "ours.yaml" };
const ours = { path: "ours.yaml", message: "denied", waiting: false };
const theirs = { path: "theirs.yaml", message: "wrong", waiting: false };

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
      "another file keeps the whole from counting as applied",
      {
        appliedRevision: "a1",
        attemptedRevision: "b2",
        phase: "failed",
        message: "wrong",
        failures: [theirs],
      },
      { state: "synced" },
    ],
    [
      "its own file is refused, and says its own reason",
      { attemptedRevision: "b2", phase: "failed", message: "wrong\ndenied", failures: [theirs, ours] },
      { state: "failed", message: "denied" },
    ],
    [
      "its own file was refused, and another attempt is under way",
      { attemptedRevision: "b2", phase: "running", failures: [ours] },
      { state: "failed", message: "denied" },
    ],
    [
      "its own file is too early",
      { attemptedRevision: "b2", phase: "running", failures: [{ ...ours, waiting: true }] },
      { state: "pending", message: "denied" },
    ],
    [
      "one object in its file is refused, another too early",
      {
        attemptedRevision: "b2",
        phase: "failed",
        failures: [{ ...ours, message: "early", waiting: true }, ours],
      },
      { state: "failed", message: "denied" },
    ],
    [
      "files of an attempt before the merge say nothing of it",
      { attemptedRevision: "a1", phase: "failed", failures: [theirs] },
      { state: "pending" },
    ],
    [
      "an attempt that could not begin failed for all",
      { attemptedRevision: "b2", phase: "failed", message: "no connection", failures: [] },
      { state: "failed", message: "no connection" },
    ],
    [
      "an attempt that has told of no failure yet is not over",
      { attemptedRevision: "b2", phase: "running", failures: [] },
      { state: "pending" },
    ],
    [
      "a later change of its file is refused after it was applied",
      { appliedRevision: "b2", attemptedRevision: "c3", phase: "failed", failures: [ours] },
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
    expect(await judgeSync(full, change, contains)).toMatchObject(expected);
  });

  it("passes on that Git cannot be asked", async () => {
    const away = new PortalError("git-unavailable", { detail: "away" });
    const report: SyncReport = {
      agent: "Demo sync",
      cluster: "demo",
      phase: "succeeded",
      appliedRevision: "c3",
    };
    await expect(judgeSync(report, change, () => Promise.reject(away))).rejects.toBe(away);
  });
});
