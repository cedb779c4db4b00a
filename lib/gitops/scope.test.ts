import { describe, expect, it } from "vitest";
import { type Companions, coversFile, listFoldersAbove } from "#lib/gitops/scope";
import type { FileRule } from "#lib/gitops/types";

const nothing: Companions = { ignoreFiles: [], kustomizedFolders: [] };
const directory = (more: object = {}): FileRule => ({ rule: "directory", deep: true, ...more });
const flux = (ignore?: string): FileRule => ({ rule: "flux", ...(ignore !== undefined && { ignore }) });
const ignored = (text: string, folder = ""): Companions => ({ ...nothing, ignoreFiles: [{ folder, text }] });
const built = (...kustomizedFolders: string[]): Companions => ({ ...nothing, kustomizedFolders });

interface Row {
  files: FileRule;
  folder?: string;
  path?: string;
  companions?: Companions | undefined;
  expected: "yes" | "no" | "listed";
}

const rows: [reason: string, row: Row][] = [
  ["yes for a file in a recursive folder", { files: directory(), expected: "yes" }],
  [
    "no for a file in a subfolder of a folder that is not recursive",
    { files: directory({ deep: false }), expected: "no" },
  ],
  ["no for a file in another folder", { files: directory(), folder: "other", expected: "no" }],
  [
    "no for a folder whose name has the same start",
    { files: directory(), folder: "team", path: "teams/a.yaml", expected: "no" },
  ],
  ["no for a file that is not a manifest", { files: directory(), path: "team/a/README.md", expected: "no" }],
  ["yes for a JSON manifest", { files: directory(), path: "team/a/one.json", expected: "yes" }],
  [
    "yes for an included file",
    { files: directory({ include: "a/*.yaml" }), folder: "team", expected: "yes" },
  ],
  [
    "no for a file that is not included",
    { files: directory({ include: "b/*" }), folder: "team", expected: "no" },
  ],
  ["no for an excluded file", { files: directory({ exclude: "a/*" }), folder: "team", expected: "no" }],
  [
    "no for a file that is included and excluded",
    { files: directory({ include: "*", exclude: "*one*" }), folder: "team", expected: "no" },
  ],
  ["listed for a folder that Helm builds", { files: { rule: "listed", tool: "Helm" }, expected: "listed" }],
  [
    "no when Helm builds another folder",
    { files: { rule: "listed", tool: "Helm" }, folder: "other", expected: "no" },
  ],
  ["yes for any file below the path of Flux", { files: flux(), expected: "yes" }],
  ["yes for Flux before the repository is read", { files: flux(), companions: undefined, expected: "yes" }],
  ["no for JSON with Flux", { files: flux(), path: "team/a/one.json", expected: "no" }],
  ["no for CI files with Flux", { files: flux(), path: ".github/workflow.yaml", expected: "no" }],
  [
    "yes for CI files when the GitRepository replaces the default patterns",
    { files: flux("/docs/"), path: ".github/workflow.yaml", expected: "yes" },
  ],
  ["no for a folder that the GitRepository ignores", { files: flux("/team/\n"), expected: "no" }],
  [
    "yes for the only folder that the GitRepository does not ignore",
    { files: flux("/*\n!/team/\n"), expected: "yes" },
  ],
  [
    "no for a file that a .sourceignore at the root matches",
    { files: flux(), companions: ignored("team/a/\n"), expected: "no" },
  ],
  [
    "yes for a comment in a .sourceignore",
    { files: flux(), companions: ignored("# team/a/\n"), expected: "yes" },
  ],
  [
    "no for a file that a .sourceignore in its folder matches",
    { files: flux(), companions: ignored("one.yaml", "team"), expected: "no" },
  ],
  [
    "yes for a file outside the anchored pattern of a .sourceignore",
    { files: flux(), companions: ignored("/one.yaml", "team"), expected: "yes" },
  ],
  [
    "yes for a file that the GitRepository includes again after a .sourceignore",
    { files: flux("!/team/a/one.yaml"), companions: ignored("one.yaml"), expected: "yes" },
  ],
  [
    "no when the GitRepository checks out only other folders",
    { files: { rule: "flux", only: ["apps"] }, companions: undefined, expected: "no" },
  ],
  [
    "yes when the GitRepository checks out the folder",
    { files: { rule: "flux", only: ["team"] }, expected: "yes" },
  ],
  [
    "listed for a folder that kustomize builds",
    { files: flux(), companions: built("team"), expected: "listed" },
  ],
  [
    "yes when kustomize builds a folder above the path of Flux",
    { files: flux(), folder: "team", companions: built(""), expected: "yes" },
  ],
  [
    "listed when kustomize builds a folder below the path of Flux",
    { files: flux(), folder: "team", companions: built("team/a"), expected: "listed" },
  ],
];

describe("coversFile", () => {
  it.each(rows)("%s", (_reason, row) => {
    const { files, folder = "", path = "team/a/one.yaml", expected } = row;
    const companions = "companions" in row ? row.companions : nothing;
    expect(coversFile({ folder, files }, path, companions)).toBe(expected);
  });
});

it("lists the folders above a file from the root down", () => {
  expect(listFoldersAbove("team/a/one.yaml")).toEqual(["", "team", "team/a"]);
  expect(listFoldersAbove("one.yaml")).toEqual([""]);
});
