import { describe, expect, it } from "vitest";
import { findApplyingReport } from "#lib/gitops/applying-report";
import { judgeObject, type ObjectVerdict } from "#lib/gitops/object-verdict";
import type { AppliedObject, SyncedName, SyncReport, SyncScope } from "#lib/gitops/types";

const object: SyncedName = { group: "", kind: "ConfigMap", namespace: "team", name: "ours" };
const listed = (state: AppliedObject["state"]): AppliedObject[] => [{ ...object, state }];
const other: AppliedObject = { ...object, name: "theirs", state: "equal" };
const file = { path: "team/ours.yaml", object, inGit: true };
const argo = { agent: "Argo CD", cluster: "local", phase: "succeeded" } as const;

interface Row {
  report?: Partial<SyncReport>;
  inGit?: boolean;
  isPlaceAssumed?: boolean;
  expected: Partial<ObjectVerdict>;
}

const rows: [reason: string, row: Row][] = [
  ["unknown for a file without a report", { expected: { state: "unknown", agent: "" } }],
  ["not in Git without a file and a report", { inGit: false, expected: { state: "not-in-git", agent: "" } }],
  [
    "in sync for an object that equals Git",
    { report: { objects: listed("equal") }, expected: { state: "in-step" } },
  ],
  [
    "in sync for an object that a report lists from another file",
    { inGit: false, report: { objects: listed("equal") }, expected: { state: "in-step", agent: "Argo CD" } },
  ],
  [
    "not in Git for an object that no report lists",
    { inGit: false, report: { objects: [other] }, expected: { state: "not-in-git" } },
  ],
  [
    "differs by a manual edit when the compared commit is applied",
    {
      report: { objects: listed("differs"), objectsRevision: "b2", appliedRevision: "b2" },
      expected: {
        state: "differs",
        message: expect.stringContaining(
          "Argo CD applied the version in Git. Since then, someone changed the object in the cluster.",
        ),
      },
    },
  ],
  [
    "differs when Git has a newer commit",
    {
      report: { objects: listed("differs"), objectsRevision: "c3", appliedRevision: "b2" },
      expected: { state: "differs", next: "You don't need to do anything. Argo CD applies the change next." },
    },
  ],
  [
    "differs when Git has a newer commit that a person must sync",
    {
      report: { objects: listed("differs"), objectsRevision: "c3", held: "Synced by hand only." },
      expected: {
        state: "differs",
        message: expect.stringMatching(/by hand only\.$/),
        next: expect.stringContaining("platform team"),
      },
    },
  ],
  [
    "waiting while the agent applies the change",
    {
      report: { phase: "running", objects: listed("differs") },
      expected: { state: "waiting", message: "Argo CD is applying the change." },
    },
  ],
  [
    "unknown when the file has no namespace and the agent lists no objects",
    {
      report: { appliedRevision: "b2" },
      isPlaceAssumed: true,
      expected: {
        state: "unknown",
        message: expect.stringContaining(
          "Argo CD applied team/ours.yaml. The file has no namespace, and Argo CD does not report which namespace it used.",
        ),
      },
    },
  ],
  [
    "in sync when the file has no namespace and the agent lists the object",
    { report: { objects: listed("equal") }, isPlaceAssumed: true, expected: { state: "in-step" } },
  ],
  [
    "waiting before the agent lists the object",
    { report: { objects: [other] }, expected: { state: "waiting" } },
  ],
  [
    "failed for an object that the cluster refused",
    {
      report: {
        phase: "failed",
        message: "one or more objects failed to apply",
        objects: listed("differs"),
        refused: [{ ...object, message: 'ConfigMap "ours" is invalid: data' }],
      },
      expected: {
        state: "failed",
        message: 'ConfigMap "ours" is invalid: data',
        ofWhole: false,
        next: "Correct the value in team/ours.yaml with another request.",
      },
    },
  ],
  [
    "in sync for an object that was refused before",
    {
      report: { objects: listed("equal"), refused: [{ ...object, message: "denied" }] },
      expected: { state: "in-step" },
    },
  ],
  [
    "in sync when another object failed",
    {
      report: {
        phase: "failed",
        message: "theirs",
        objects: listed("equal"),
        objectsRevision: "c3",
        attemptedRevision: "c3",
      },
      expected: { state: "in-step" },
    },
  ],
  [
    "failed when the list is older than the failed commit",
    {
      report: {
        phase: "failed",
        message: "theirs",
        objects: listed("equal"),
        objectsRevision: "b2",
        appliedRevision: "b2",
        attemptedRevision: "c3",
      },
      expected: { state: "failed", message: "theirs", ofWhole: true },
    },
  ],
  [
    "failed when the file makes the repository unreadable",
    {
      report: { blocked: "ours.yaml: yaml: line 3", objects: [] },
      expected: { state: "failed", ofWhole: false },
    },
  ],
  [
    "failed as a whole when another file makes the repository unreadable",
    {
      report: { blocked: "theirs.yaml: yaml: line 3", objects: listed("equal") },
      expected: { state: "failed", ofWhole: true },
    },
  ],
  [
    "kept when the file is removed and the agent keeps the object",
    {
      inGit: false,
      report: { objects: listed("kept") },
      expected: {
        state: "kept",
        message: "The file is gone from Git, but Argo CD does not remove the object.",
        next: expect.any(String),
      },
    },
  ],
  [
    "kept when the file is removed and the agent does not prune",
    { inGit: false, report: { objects: [], keeps: "does not prune" }, expected: { state: "kept" } },
  ],
  [
    "in sync when an agent without a list applied the commit",
    { report: { appliedRevision: "b2" }, expected: { state: "in-step" } },
  ],
  ["waiting before an agent without a list applied a commit", { report: {}, expected: { state: "waiting" } }],
  [
    "failed when an agent without a list could not apply the file",
    {
      report: {
        phase: "failed",
        appliedRevision: "b2",
        failures: [{ path: file.path, message: "denied", waiting: false }],
      },
      expected: { state: "failed", message: "denied" },
    },
  ],
  [
    "in sync when an agent without a list could not apply another file",
    {
      report: {
        phase: "failed",
        appliedRevision: "b2",
        failures: [{ path: "theirs.yaml", message: "denied", waiting: false }],
      },
      expected: { state: "in-step" },
    },
  ],
  [
    "waiting when the agent cannot apply the file yet",
    {
      report: { failures: [{ path: file.path, message: "its kind is not served yet", waiting: true }] },
      expected: { state: "waiting", message: "its kind is not served yet" },
    },
  ],
];

describe("judgeObject", () => {
  it.each(rows)("%s", (_reason, { report, expected, inGit = true, isPlaceAssumed = false }) => {
    const found = { ...file, inGit, isPlaceAssumed };
    expect(judgeObject(report && { ...argo, ...report }, found)).toMatchObject(expected);
  });
});

describe("findApplyingReport", () => {
  const repository = { url: "https://git.example.com/team/requests.git", branch: "main" };
  const scope: SyncScope = { url: repository.url, folder: "team", files: { rule: "directory", deep: true } };
  const source = {
    cluster: "local",
    group: "kustomize.toolkit.fluxcd.io",
    version: "v1",
    kind: "Kustomization",
    plural: "kustomizations",
    namespace: "flux",
    name: "team",
  };
  const mark = {
    "kustomize.toolkit.fluxcd.io/name": "team",
    "kustomize.toolkit.fluxcd.io/namespace": "flux",
  };
  const covering: SyncReport = { ...argo, scope };
  const lists: SyncReport = {
    ...argo,
    scope: { ...scope, url: "https://git.example.com/other" },
    objects: listed("equal"),
  };
  const marks: SyncReport = { ...argo, agent: "Flux", source, objects: [] };
  const thing = { cluster: "local", object, labels: {} };
  const known = { ...thing, file: { path: file.path, repository } };

  it.each<[string, SyncReport[], Parameters<typeof findApplyingReport>[1], SyncReport | undefined]>([
    ["the report that covers the file", [lists, covering], known, covering],
    ["the report that lists an object without a file", [covering, lists], thing, lists],
    ["no report of another cluster", [{ ...lists, cluster: "other" }], thing, undefined],
    ["the report of the agent whose labels the object has", [marks], { ...thing, labels: mark }, marks],
    [
      "no report of another name than in the labels",
      [marks],
      { ...thing, labels: { ...mark, "kustomize.toolkit.fluxcd.io/name": "x" } },
      undefined,
    ],
    ["no report for an object that no report lists", [covering], thing, undefined],
  ])("finds %s", (_reason, reports, wanted, expected) => {
    expect(findApplyingReport(reports, wanted)).toBe(expected);
  });
});
