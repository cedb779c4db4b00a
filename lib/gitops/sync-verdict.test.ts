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
    ["pending without a report", undefined, { state: "pending", agent: "" }],
    [
      "synced when the merge commit is applied",
      { appliedRevision: "b2", appliedAt: "t", phase: "succeeded" },
      { state: "synced", at: "t", agent: "Demo sync" },
    ],
    [
      "synced when a descendant is applied",
      { appliedRevision: "c3", phase: "succeeded" },
      { state: "synced" },
    ],
    [
      "pending when an ancestor is applied",
      { appliedRevision: "a1", phase: "succeeded" },
      { state: "pending", message: "Demo sync has not applied the change yet." },
    ],
    [
      "pending while the merge commit is being applied",
      { appliedRevision: "a1", attemptedRevision: "b2", phase: "running" },
      { state: "pending", message: "Demo sync is applying changes." },
    ],
    [
      "failed when the merge commit failed",
      { appliedRevision: "a1", attemptedRevision: "b2", phase: "failed", message: "denied" },
      { state: "failed", message: "denied" },
    ],
    [
      "failed when a descendant failed",
      { appliedRevision: "a1", attemptedRevision: "c3", phase: "failed" },
      { state: "failed" },
    ],
    [
      "pending when an ancestor failed",
      { attemptedRevision: "a1", phase: "failed", message: "denied" },
      { state: "pending", message: expect.stringContaining("denied") },
    ],
    [
      "synced when a later commit failed",
      { appliedRevision: "b2", attemptedRevision: "c3", phase: "failed" },
      { state: "synced" },
    ],
    [
      "synced when only another file failed",
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
      "failed with the message of its own file",
      { attemptedRevision: "b2", phase: "failed", message: "wrong\ndenied", failures: [theirs, ours] },
      { state: "failed", message: "denied" },
    ],
    [
      "failed for its own file while another attempt runs",
      { attemptedRevision: "b2", phase: "running", failures: [ours] },
      { state: "failed", message: "denied" },
    ],
    [
      "pending when its own file cannot be applied yet",
      { attemptedRevision: "b2", phase: "running", failures: [{ ...ours, waiting: true }] },
      { state: "pending", message: "denied" },
    ],
    [
      "failed when one object of its file is refused",
      {
        attemptedRevision: "b2",
        phase: "failed",
        failures: [{ ...ours, message: "early", waiting: true }, ours],
      },
      { state: "failed", message: "denied" },
    ],
    [
      "pending when files of an earlier attempt failed",
      { attemptedRevision: "a1", phase: "failed", failures: [theirs] },
      { state: "pending" },
    ],
    [
      "failed when the attempt could not start",
      { attemptedRevision: "b2", phase: "failed", message: "no connection", failures: [] },
      { state: "failed", message: "no connection" },
    ],
    [
      "pending while an attempt without failures runs",
      { attemptedRevision: "b2", phase: "running", failures: [] },
      { state: "pending" },
    ],
    [
      "synced when a later change of its file failed",
      { appliedRevision: "b2", attemptedRevision: "c3", phase: "failed", failures: [ours] },
      { state: "synced" },
    ],
    [
      "pending for a revision of another repository",
      { appliedRevision: "ff", phase: "succeeded" },
      { state: "pending" },
    ],
    [
      "pending for an invalid report",
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
      "synced when the object is applied and equals Git",
      { appliedRevision: "b2", objects: [equal], phase: "succeeded" },
      { state: "synced" },
    ],
    [
      "synced when the cluster equals a later commit",
      { appliedRevision: "a1", equalRevision: "c3", objects: [equal], phase: "succeeded" },
      { state: "synced" },
    ],
    [
      "pending when the applied object differs",
      { appliedRevision: "b2", objects: [differs], phase: "succeeded" },
      { state: "pending", message: expect.stringContaining("out of sync") },
    ],
    [
      "pending when the agent does not list the object",
      { appliedRevision: "b2", objects: [], phase: "succeeded" },
      { state: "pending", message: expect.stringContaining("does not list") },
    ],
    [
      "pending when the agent lists the object in another namespace",
      { appliedRevision: "b2", objects: [{ ...equal, namespace: "others" }], phase: "succeeded" },
      { state: "pending" },
    ],
    [
      "pending when the merge commit is only compared",
      { appliedRevision: "a1", objectsRevision: "b2", objects: [differs], phase: "succeeded" },
      { state: "pending" },
    ],
    [
      "synced when the object equals Git while a later commit is applied",
      { attemptedRevision: "c3", objectsRevision: "b2", objects: [equal], phase: "running" },
      { state: "synced" },
    ],
    [
      "pending when the comparison is older than the merge",
      { attemptedRevision: "b2", objectsRevision: "a1", objects: [equal], phase: "running" },
      { state: "pending" },
    ],
    [
      "synced when another object failed and this object equals Git",
      { attemptedRevision: "b2", objectsRevision: "b2", objects: [equal], phase: "failed" },
      { state: "synced" },
    ],
    [
      "failed when the comparison is older than the failed merge",
      { attemptedRevision: "b2", objectsRevision: "a1", objects: [equal], phase: "failed", message: "no" },
      { state: "failed", message: "no" },
    ],
    [
      "failed with the message of its own object",
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
      "failed for its own object while another attempt runs",
      { attemptedRevision: "b2", phase: "running", objects: [], refused: [{ ...object, message: "denied" }] },
      { state: "failed", message: "denied" },
    ],
    [
      "pending when the object was refused before the merge",
      { attemptedRevision: "a1", phase: "failed", objects: [], refused: [{ ...object, message: "denied" }] },
      { state: "pending" },
    ],
    [
      "failed when the repository cannot be read",
      { appliedRevision: "a1", phase: "succeeded", blocked: "ours.yaml is no YAML" },
      { state: "failed", message: "ours.yaml is no YAML" },
    ],
    [
      "synced when the repository became unreadable after the sync",
      { appliedRevision: "b2", objects: [equal], phase: "succeeded", blocked: "theirs.yaml is no YAML" },
      { state: "synced" },
    ],
    [
      "synced when the repository became unreadable and the list is empty",
      { appliedRevision: "b2", objects: [], phase: "succeeded", blocked: "theirs.yaml is no YAML" },
      { state: "synced" },
    ],
    [
      "pending when a person must start the sync",
      { appliedRevision: "a1", phase: "succeeded", held: "Someone has to sync it." },
      { state: "pending", message: "Someone has to sync it." },
    ],
    [
      "pending after a person started the sync",
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
      "synced when the object is no longer listed",
      { appliedRevision: "b2", objects: [] },
      { state: "synced", message: undefined },
    ],
    [
      "pending when the object is still listed",
      { appliedRevision: "b2", objects: [differs] },
      { state: "pending" },
    ],
    [
      "synced with a message when the agent keeps the object",
      { appliedRevision: "a1", objectsRevision: "b2", objects: [kept] },
      { state: "synced", message: "It does not prune." },
    ],
    [
      "synced with a message when the agent does not prune",
      { appliedRevision: "b2", objects: [], keeps: "It does not prune." },
      { state: "synced", message: "It does not prune." },
    ],
    [
      "synced when a later comparison does not list the object",
      { appliedRevision: "a1", objectsRevision: "c3", objects: [] },
      { state: "synced" },
    ],
    [
      "pending when an earlier comparison does not list the object",
      { appliedRevision: "a1", objectsRevision: "a1", objects: [] },
      { state: "pending" },
    ],
  ];
  it.each(removals)("removal: %s", async (_, report, expected) => {
    const full = { agent: "Demo sync", cluster: "demo", phase: "succeeded" as const, ...report };
    expect(await judgeSync(full, removal, contains)).toMatchObject(expected);
  });

  it("throws the error when Git is unreachable", async () => {
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
