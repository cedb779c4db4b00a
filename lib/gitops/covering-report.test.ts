import { describe, expect, it } from "vitest";
import { findCoveringReport, type SyncedFile } from "#lib/gitops/covering-report";
import type { AppliedObject, SyncReport, SyncScope } from "#lib/gitops/types";

const file: SyncedFile = {
  cluster: "demo",
  path: "demo/team/apps/one.yaml",
  object: { group: "apps", kind: "Deployment", namespace: "team", name: "one" },
  repository: { url: "https://git.example.com/platform/requests", branch: "main" },
};
const listed: AppliedObject = { ...file.object, state: "equal" };
const whole: SyncScope = { url: file.repository.url, folder: "", files: { rule: "directory", deep: true } };

function report(agent: string, more: Partial<SyncReport> = {}): SyncReport {
  return { agent, cluster: "demo", phase: "succeeded", ...more };
}

describe("findCoveringReport", () => {
  const scopes: [
    reason: string,
    scope: Partial<SyncScope>,
    repositoryUrl: string,
    coversReportedFile: boolean,
  ][] = [
    ["covers the whole repository", {}, file.repository.url, true],
    ["covers the branch by name", { branch: "main" }, file.repository.url, true],
    ["does not cover another branch", { branch: "next" }, file.repository.url, false],
    ["covers a parent folder", { folder: "demo/team" }, file.repository.url, true],
    [
      "does not cover a folder whose name has the same start",
      { folder: "demo/tea" },
      file.repository.url,
      false,
    ],
    [
      "does not cover a subfolder of a folder that is not recursive",
      { files: { rule: "directory", deep: false } },
      file.repository.url,
      false,
    ],
    [
      "covers the files of its folder",
      { folder: "demo/team/apps", files: { rule: "directory", deep: false } },
      file.repository.url,
      true,
    ],
    [
      "covers the repository by its clone URL",
      { url: "https://git.example.com/platform/requests.git" },
      file.repository.url,
      true,
    ],
    [
      "covers the repository by its SSH address",
      { url: "git@git.example.com:Platform/requests.git" },
      file.repository.url,
      true,
    ],
    [
      "covers the repository by its SSH URL",
      { url: "ssh://git@example.com:22/platform/requests" },
      file.repository.url,
      true,
    ],
    [
      "covers the repository by the host name inside the cluster",
      { url: "http://gitea:3000/platform/requests" },
      file.repository.url,
      true,
    ],
    [
      "does not cover a repository of another owner with the same name",
      { url: "https://git.example.com/other/requests" },
      file.repository.url,
      false,
    ],
    [
      "does not cover another repository",
      { url: "https://git.example.com/platform/more" },
      file.repository.url,
      false,
    ],
    [
      "does not cover a repository whose name has the same end",
      { url: "https://git.example.com/platform/old-requests" },
      file.repository.url,
      false,
    ],
    [
      "covers a folder that the Git daemon serves",
      { url: "git://127.0.0.1:9418/repo.git" },
      "/data/repo.git",
      true,
    ],
    ["covers a folder by its file URL", { url: "file:///data/repo.git" }, "/data/repo.git", true],
    ["does not cover an empty URL", { url: "" }, file.repository.url, false],
  ];
  it.each(scopes)("%s", (_, scope, url, coversReportedFile) => {
    const reports = [report("it", { scope: { ...whole, ...scope } })];
    const found = findCoveringReport(reports, { ...file, repository: { url, branch: "main" } });
    expect(found?.agent).toBe(coversReportedFile ? "it" : undefined);
  });

  const several: [reason: string, reports: SyncReport[], expected: string | undefined][] = [
    ["finds no report without agents", [], undefined],
    ["finds no report of another cluster", [report("there", { cluster: "other" })], undefined],
    ["finds a report that covers everything", [report("all")], "all"],
    ["prefers the report that names the repository", [report("all"), report("it", { scope: whole })], "it"],
    [
      "prefers the deeper folder",
      [report("outer", { scope: whole }), report("inner", { scope: { ...whole, folder: "demo/team" } })],
      "inner",
    ],
    [
      "prefers the report that lists the object in any folder",
      [
        report("inner", { scope: { ...whole, folder: "demo/team" }, objects: [] }),
        report("outer", { scope: whole, objects: [listed] }),
      ],
      "outer",
    ],
  ];
  it.each(several)("among several agents %s", (_, reports, expected) => {
    expect(findCoveringReport(reports, file)?.agent).toBe(expected);
  });
});
