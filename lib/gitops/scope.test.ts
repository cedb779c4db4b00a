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
  ["a folder that is read deeply", { files: directory(), expected: "yes" }],
  ["a folder of which only its own files are read", { files: directory({ deep: false }), expected: "no" }],
  ["another folder", { files: directory(), folder: "other", expected: "no" }],
  [
    "a folder whose name begins alike",
    { files: directory(), folder: "team", path: "teams/a.yaml", expected: "no" },
  ],
  ["a file that is no manifest", { files: directory(), path: "team/a/README.md", expected: "no" }],
  ["a JSON manifest", { files: directory(), path: "team/a/one.json", expected: "yes" }],
  ["an included file", { files: directory({ include: "a/*.yaml" }), folder: "team", expected: "yes" }],
  ["a file that is not included", { files: directory({ include: "b/*" }), folder: "team", expected: "no" }],
  ["an excluded file", { files: directory({ exclude: "a/*" }), folder: "team", expected: "no" }],
  [
    "a file that is both included and excluded",
    { files: directory({ include: "*", exclude: "*one*" }), folder: "team", expected: "no" },
  ],
  ["Helm builds the folder", { files: { rule: "listed", tool: "Helm" }, expected: "listed" }],
  [
    "Helm builds another folder",
    { files: { rule: "listed", tool: "Helm" }, folder: "other", expected: "no" },
  ],
  ["Flux, all below its path", { files: flux(), expected: "yes" }],
  ["Flux, before the repository was read", { files: flux(), companions: undefined, expected: "yes" }],
  ["Flux reads no JSON", { files: flux(), path: "team/a/one.json", expected: "no" }],
  ["Flux leaves CI files out", { files: flux(), path: ".github/workflow.yaml", expected: "no" }],
  [
    "the GitRepository's own patterns replace the default ones",
    { files: flux("/docs/"), path: ".github/workflow.yaml", expected: "yes" },
  ],
  ["the GitRepository ignores the folder", { files: flux("/team/\n"), expected: "no" }],
  ["the GitRepository ignores all but the folder", { files: flux("/*\n!/team/\n"), expected: "yes" }],
  ["a .sourceignore at the root", { files: flux(), companions: ignored("team/a/\n"), expected: "no" }],
  ["a comment in it", { files: flux(), companions: ignored("# team/a/\n"), expected: "yes" }],
  [
    "a .sourceignore in the folder",
    { files: flux(), companions: ignored("one.yaml", "team"), expected: "no" },
  ],
  [
    "a .sourceignore in the folder whose pattern is anchored there",
    { files: flux(), companions: ignored("/one.yaml", "team"), expected: "yes" },
  ],
  [
    "the GitRepository's patterns overrule the .sourceignore",
    { files: flux("!/team/a/one.yaml"), companions: ignored("one.yaml"), expected: "yes" },
  ],
  [
    "the GitRepository checks out other folders only",
    { files: { rule: "flux", only: ["apps"] }, companions: undefined, expected: "no" },
  ],
  ["the GitRepository checks out the folder", { files: { rule: "flux", only: ["team"] }, expected: "yes" }],
  ["kustomize builds the folder", { files: flux(), companions: built("team"), expected: "listed" }],
  [
    "kustomize builds a folder above Flux's path",
    { files: flux(), folder: "team", companions: built(""), expected: "yes" },
  ],
  [
    "kustomize builds a folder below Flux's path",
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
