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
  ["a file, and nobody reports", { expected: { state: "unknown", agent: "" } }],
  ["no file, and nobody reports", { inGit: false, expected: { state: "not-in-git", agent: "" } }],
  ["listed as it is in Git", { report: { objects: listed("equal") }, expected: { state: "in-step" } }],
  [
    "listed from a file elsewhere",
    { inGit: false, report: { objects: listed("equal") }, expected: { state: "in-step", agent: "Argo CD" } },
  ],
  [
    "no file, and not listed",
    { inGit: false, report: { objects: [other] }, expected: { state: "not-in-git" } },
  ],
  [
    "changed by hand: the same commit was applied",
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
    "Git went on",
    {
      report: { objects: listed("differs"), objectsRevision: "c3", appliedRevision: "b2" },
      expected: { state: "differs", next: "You don't need to do anything. Argo CD applies the change next." },
    },
  ],
  [
    "Git went on, and somebody has to sync it",
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
    "being applied",
    {
      report: { phase: "running", objects: listed("differs") },
      expected: { state: "waiting", message: "Argo CD is applying the change." },
    },
  ],
  [
    "applied by an agent that lists nothing, from a file that names no namespace",
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
    "listed, from a file that names no namespace",
    { report: { objects: listed("equal") }, isPlaceAssumed: true, expected: { state: "in-step" } },
  ],
  ["not listed yet", { report: { objects: [other] }, expected: { state: "waiting" } }],
  [
    "refused",
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
    "refused once, and applied since",
    {
      report: { objects: listed("equal"), refused: [{ ...object, message: "denied" }] },
      expected: { state: "in-step" },
    },
  ],
  [
    "another's failure, while this one is as it is in Git",
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
    "the list is of the commit before the one that failed",
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
    "the repository cannot be read because of this file",
    {
      report: { blocked: "ours.yaml: yaml: line 3", objects: [] },
      expected: { state: "failed", ofWhole: false },
    },
  ],
  [
    "the repository cannot be read because of another",
    {
      report: { blocked: "theirs.yaml: yaml: line 3", objects: listed("equal") },
      expected: { state: "failed", ofWhole: true },
    },
  ],
  [
    "its file is gone, and it is kept",
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
    "its file is gone, and who applied it leaves what it does not list",
    { inGit: false, report: { objects: [], keeps: "does not prune" }, expected: { state: "kept" } },
  ],
  [
    "an agent that lists nothing applied the whole",
    { report: { appliedRevision: "b2" }, expected: { state: "in-step" } },
  ],
  ["an agent that lists nothing has applied nothing yet", { report: {}, expected: { state: "waiting" } }],
  [
    "an agent that lists nothing left this file out",
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
    "an agent that lists nothing left another file out",
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
    "it is only too early for this file",
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

describe("findApplier", () => {
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
    ["the one that carries its file", [lists, covering], known, covering],
    ["without a file the one that lists it", [covering, lists], thing, lists],
    ["not one that lists it in another cluster", [{ ...lists, cluster: "other" }], thing, undefined],
    ["one whose mark it bears, though it is listed no longer", [marks], { ...thing, labels: mark }, marks],
    [
      "not one of another name",
      [marks],
      { ...thing, labels: { ...mark, "kustomize.toolkit.fluxcd.io/name": "x" } },
      undefined,
    ],
    ["nobody", [covering], thing, undefined],
  ])("finds %s", (_reason, reports, wanted, expected) => {
    expect(findApplyingReport(reports, wanted)).toBe(expected);
  });
});
