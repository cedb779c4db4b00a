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

describe("findCarrier", () => {
  const scopes: [
    reason: string,
    scope: Partial<SyncScope>,
    repositoryUrl: string,
    coversReportedFile: boolean,
  ][] = [
    ["the whole repository", {}, file.repository.url, true],
    ["its branch by name", { branch: "main" }, file.repository.url, true],
    ["another branch", { branch: "next" }, file.repository.url, false],
    ["a folder above", { folder: "demo/team" }, file.repository.url, true],
    ["a folder that begins alike", { folder: "demo/tea" }, file.repository.url, false],
    ["only the files at the root", { files: { rule: "directory", deep: false } }, file.repository.url, false],
    [
      "only the files of its folder",
      { folder: "demo/team/apps", files: { rule: "directory", deep: false } },
      file.repository.url,
      true,
    ],
    ["as a clone URL", { url: "https://git.example.com/platform/requests.git" }, file.repository.url, true],
    ["over SSH", { url: "git@git.example.com:Platform/requests.git" }, file.repository.url, true],
    ["over SSH, as a URL", { url: "ssh://git@example.com:22/platform/requests" }, file.repository.url, true],
    [
      "by the host's name in the cluster",
      { url: "http://gitea:3000/platform/requests" },
      file.repository.url,
      true,
    ],
    [
      "another team's of the same name",
      { url: "https://git.example.com/other/requests" },
      file.repository.url,
      false,
    ],
    ["another repository", { url: "https://git.example.com/platform/more" }, file.repository.url, false],
    [
      "a name that ends alike",
      { url: "https://git.example.com/platform/old-requests" },
      file.repository.url,
      false,
    ],
    [
      "a folder, served by Git's own server",
      { url: "git://127.0.0.1:9418/repo.git" },
      "/data/repo.git",
      true,
    ],
    ["a folder, as a URL", { url: "file:///data/repo.git" }, "/data/repo.git", true],
    ["no address", { url: "" }, file.repository.url, false],
  ];
  it.each(scopes)("%s", (_, scope, url, coversReportedFile) => {
    const reports = [report("it", { scope: { ...whole, ...scope } })];
    const found = findCoveringReport(reports, { ...file, repository: { url, branch: "main" } });
    expect(found?.agent).toBe(coversReportedFile ? "it" : undefined);
  });

  const several: [reason: string, reports: SyncReport[], expected: string | undefined][] = [
    ["nobody", [], undefined],
    ["another cluster", [report("there", { cluster: "other" })], undefined],
    ["one that applies everything", [report("all")], "all"],
    ["the one that names the repository", [report("all"), report("it", { scope: whole })], "it"],
    [
      "the deeper folder",
      [report("outer", { scope: whole }), report("inner", { scope: { ...whole, folder: "demo/team" } })],
      "inner",
    ],
    [
      "the one that lists the object, whatever its folder",
      [
        report("inner", { scope: { ...whole, folder: "demo/team" }, objects: [] }),
        report("outer", { scope: whole, objects: [listed] }),
      ],
      "outer",
    ],
  ];
  it.each(several)("several agents: %s", (_, reports, expected) => {
    expect(findCoveringReport(reports, file)?.agent).toBe(expected);
  });
});
