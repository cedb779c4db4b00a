import { describe, expect, it } from "vitest";
import { PortalError } from "#lib/errors";
import { judgeSync, type SyncVerdict } from "#lib/gitops/sync-verdict";
import type { AppliedObject, SyncedName, SyncReport } from "#lib/gitops/types";

const object: SyncedName = { group: "", kind: "ConfigMap", namespace: "team", name: "ours" };
const change = { mergeCommit: "b2", path: "ours.yaml", object, removes: false };
const removal = { ...change, removes: true };
const ours = { path: "ours.yaml", message: "denied", waiting: false };
const equal: AppliedObject = { ...object, state: "equal" };
const differs: AppliedObject = { ...object, state: "differs" };
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
      { state: "pending", message: "Demo sync has not applied the change yet." },
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

  const listing: [reason: string, report: Partial<SyncReport>, expected: Partial<SyncVerdict>][] = [
    [
      "applied, and listed as it is in Git",
      { appliedRevision: "b2", objects: [equal], phase: "succeeded" },
      { state: "synced" },
    ],
    [
      "nothing had to be applied: the cluster was found equal at a later commit",
      { appliedRevision: "a1", equalRevision: "c3", objects: [equal], phase: "succeeded" },
      { state: "synced" },
    ],
    [
      "applied, and changed in the cluster since",
      { appliedRevision: "b2", objects: [differs], phase: "succeeded" },
      { state: "pending", message: expect.stringContaining("out of sync") },
    ],
    [
      "applied, but the agent does not know the object, which it may be told to leave out",
      { appliedRevision: "b2", objects: [], phase: "succeeded" },
      { state: "pending", message: expect.stringContaining("does not list") },
    ],
    [
      "one of another namespace is another",
      { appliedRevision: "b2", objects: [{ ...equal, namespace: "others" }], phase: "succeeded" },
      { state: "pending" },
    ],
    [
      "compared with the merge only: whether it is applied, is not told",
      { appliedRevision: "a1", objectsRevision: "b2", objects: [differs], phase: "succeeded" },
      { state: "pending" },
    ],
    [
      "it is in step while a later commit is applied",
      { attemptedRevision: "c3", objectsRevision: "b2", objects: [equal], phase: "running" },
      { state: "synced" },
    ],
    [
      "it was in step before the merge, which is only being applied",
      { attemptedRevision: "b2", objectsRevision: "a1", objects: [equal], phase: "running" },
      { state: "pending" },
    ],
    [
      "another object keeps the whole from counting as applied, ours is as in Git",
      { attemptedRevision: "b2", objectsRevision: "b2", objects: [equal], phase: "failed" },
      { state: "synced" },
    ],
    [
      "ours was as in Git before the merge, which failed",
      { attemptedRevision: "b2", objectsRevision: "a1", objects: [equal], phase: "failed", message: "no" },
      { state: "failed", message: "no" },
    ],
    [
      "its own object is refused, in its own words",
      {
        attemptedRevision: "b2",
        objectsRevision: "b2",
        objects: [differs],
        phase: "failed",
        message: "one or more objects failed",
        refused: [
          { ...object, name: "theirs", message: "wrong" },
          { ...object, message: "denied" },
        ],
      },
      { state: "failed", message: "denied" },
    ],
    [
      "its own object was refused, and another attempt is under way",
      { attemptedRevision: "b2", phase: "running", objects: [], refused: [{ ...object, message: "denied" }] },
      { state: "failed", message: "denied" },
    ],
    [
      "an object refused before the merge says nothing of it",
      { attemptedRevision: "a1", phase: "failed", objects: [], refused: [{ ...object, message: "denied" }] },
      { state: "pending" },
    ],
    [
      "nothing can be applied: the repository is broken",
      { appliedRevision: "a1", phase: "succeeded", blocked: "ours.yaml is no YAML" },
      { state: "failed", message: "ours.yaml is no YAML" },
    ],
    [
      "broken since, but ours is in",
      { appliedRevision: "b2", objects: [equal], phase: "succeeded", blocked: "theirs.yaml is no YAML" },
      { state: "synced" },
    ],
    [
      "broken since, so that nothing is listed any more",
      { appliedRevision: "b2", objects: [], phase: "succeeded", blocked: "theirs.yaml is no YAML" },
      { state: "synced" },
    ],
    [
      "nobody has told the agent to begin",
      { appliedRevision: "a1", phase: "succeeded", held: "Someone has to sync it." },
      { state: "pending", message: "Someone has to sync it." },
    ],
    [
      "somebody has",
      { appliedRevision: "a1", phase: "running", held: "Someone has to sync it." },
      { state: "pending", message: "Demo sync is applying changes." },
    ],
  ];
  it.each(listing)("%s", async (_, report, expected) => {
    const full = { agent: "Demo sync", cluster: "demo", phase: "unknown" as const, ...report };
    expect(await judgeSync(full, change, contains)).toMatchObject(expected);
  });

  const kept: AppliedObject = { ...object, state: "kept", message: "It does not prune." };
  const removals: [reason: string, report: Partial<SyncReport>, expected: Partial<SyncVerdict>][] = [
    [
      "applied, and no longer listed",
      { appliedRevision: "b2", objects: [] },
      { state: "synced", message: undefined },
    ],
    ["applied, and still listed", { appliedRevision: "b2", objects: [differs] }, { state: "pending" }],
    [
      "the agent keeps what has no file, and never tries to apply the removal",
      { appliedRevision: "a1", objectsRevision: "b2", objects: [kept] },
      { state: "synced", message: "It does not prune." },
    ],
    [
      "the agent keeps it, and does not list it any more",
      { appliedRevision: "b2", objects: [], keeps: "It does not prune." },
      { state: "synced", message: "It does not prune." },
    ],
    [
      "nothing had to be applied, as it was gone before",
      { appliedRevision: "a1", objectsRevision: "c3", objects: [] },
      { state: "synced" },
    ],
    [
      "not listed before the removal: it is not the agent's",
      { appliedRevision: "a1", objectsRevision: "a1", objects: [] },
      { state: "pending" },
    ],
  ];
  it.each(removals)("removal: %s", async (_, report, expected) => {
    const full = { agent: "Demo sync", cluster: "demo", phase: "succeeded" as const, ...report };
    expect(await judgeSync(full, removal, contains)).toMatchObject(expected);
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
