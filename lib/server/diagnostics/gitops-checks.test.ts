import { expect, it } from "vitest";
import type { SyncReport } from "#lib/gitops/types";
import { checkGitops } from "#lib/server/diagnostics/gitops-checks";
import { createFakePortal } from "#lib/server/testing/fake-portal";
import { createFakeRepository } from "#lib/server/testing/fake-repository";

const APPLICATION = {
  ...{ cluster: "local", group: "argoproj.io", version: "v1alpha1", kind: "Application" },
  ...{ plural: "applications", namespaced: true },
};
const report: SyncReport = { agent: "Argo CD", cluster: "local", phase: "succeeded" };

function check(reports: readonly SyncReport[], types = [APPLICATION]) {
  const portal = createFakePortal({ types, git: createFakeRepository([]).git });
  const sync = { list: () => reports, subscribe: () => () => {}, close: () => {} };
  const checks = checkGitops({ ...portal, sync });
  portal.close();
  return checks.map(({ id, state }) => [id.split(":")[0], state]);
}

it.each<[what: string, reports: SyncReport[], expected: string]>([
  ["an agent that applies the repository", [report], "ok"],
  ["an agent whose last sync failed", [{ ...report, phase: "failed" }], "warning"],
  ["an agent that applies nothing of the repository", [], "warning"],
  [
    "an agent of another repository",
    [
      {
        ...report,
        scope: {
          url: "https://git.example.com/else.git",
          folder: "",
          files: { rule: "directory", deep: true },
        },
      },
    ],
    "warning",
  ],
])("checks %s", (_what, reports, expected) => {
  expect(check(reports)).toEqual([
    ["agents", "ok"],
    ["repository", expected],
  ]);
});

it("names a portal without any agent", () => {
  expect(check([], [])).toEqual([
    ["agents", "warning"],
    ["repository", "unknown"],
  ]);
});
