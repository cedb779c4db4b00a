import ignore from "ignore";
import { matchesGlob } from "#lib/gitops/glob";
import type { FileRule, SyncScope } from "#lib/gitops/types";

/** What lies beside a file in the repository and decides whether Flux applies it. */
export interface Companions {
  /** `.sourceignore` files: the folder that each lies in, and its text. */
  ignoreFiles: readonly { folder: string; text: string }[];
  /** Folders that have a kustomization file. */
  kustomizedFolders: readonly string[];
}

/** Names of a kustomization file, as kustomize recognizes them (sigs.k8s.io/kustomize/api/konfig). */
export const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;
export const SOURCE_IGNORE = ".sourceignore";

/** The folders above a path, from the repository's root (`""`) down. */
export function listFoldersAbove(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
}

/**
 * Whether an agent with this scope applies the file at `path`, as far as its folder and its rule tell.
 *
 * @param companions what lies beside the file; undefined while that was not read: the file then counts as applied.
 * @returns `listed` where the rule cannot tell, because a tool builds the manifests: only the agent's list of objects can.
 */
export function coversFile(
  { folder, files }: Pick<SyncScope, "folder" | "files">,
  path: string,
  companions: Companions | undefined,
): "yes" | "no" | "listed" {
  if (!isInFolder(path, folder)) return "no";
  const below = folder === "" ? path : path.slice(folder.length + 1);
  switch (files.rule) {
    case "listed":
      return "listed";
    case "directory":
      return isInDirectory(files, below) ? "yes" : "no";
    case "flux":
      if (files.only && !files.only.some((checkedOut) => isInFolder(path, checkedOut))) return "no";
      return companions
        ? coversWithFlux(folder, files, path, companions)
        : hasExtension(path, ["yaml", "yml"]);
  }
}

function isInFolder(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/**
 * Argo CD reads these files of a folder; `exclude` comes before `include`, both match the path below the folder.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
 */
function isInDirectory(
  { deep, include, exclude }: Extract<FileRule, { rule: "directory" }>,
  below: string,
): boolean {
  if (!deep && below.includes("/")) return false;
  if (hasExtension(below, ["yaml", "yml", "json", "jsonnet"]) === "no") return false;
  if (exclude !== undefined && matchesGlob(exclude, below)) return false;
  return include === undefined || matchesGlob(include, below);
}

/** What source-controller leaves out of every artifact, and, unless `spec.ignore` is set, of an artifact by default. */
const ALWAYS_IGNORED = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];
const IGNORED_BY_DEFAULT = [
  ...["*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip"],
  ...[".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml"],
  ...["cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml"],
  ...["**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml"],
];

/**
 * Flux applies every .yaml and .yml file of its path. A folder with a kustomization file is built by kustomize, which
 * takes only what that file lists. https://fluxcd.io/flux/components/source/gitrepositories/#excluding-files
 */
function coversWithFlux(
  folder: string,
  { ignore: ownIgnore }: Extract<FileRule, { rule: "flux" }>,
  path: string,
  { ignoreFiles, kustomizedFolders }: Companions,
): "yes" | "no" | "listed" {
  const matcher = ignore().add(ALWAYS_IGNORED);
  // The specification's own patterns replace the default ones; ignore files count either way.
  if (ownIgnore === undefined) matcher.add(IGNORED_BY_DEFAULT);
  for (const { folder: place, text } of ignoreFiles) matcher.add(movePatterns(text, place));
  if (ownIgnore !== undefined) matcher.add(ownIgnore);
  if (matcher.ignores(path)) return "no";
  const isBuilt = listFoldersAbove(path).some(
    (above) => kustomizedFolders.includes(above) && (folder === "" || `${above}/`.startsWith(`${folder}/`)),
  );
  return isBuilt ? "listed" : hasExtension(path, ["yaml", "yml"]);
}

/** Patterns of an ignore file in a folder, as patterns of the repository's root. https://git-scm.com/docs/gitignore */
function movePatterns(text: string, folder: string): string {
  if (folder === "") return text;
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const negation = line.startsWith("!") ? "!" : "";
      const pattern = line.slice(negation.length);
      const isAnchored = pattern.slice(0, -1).includes("/");
      return `${negation}/${folder}/${isAnchored ? pattern.replace(/^\//, "") : `**/${pattern}`}`;
    })
    .join("\n");
}

function hasExtension(path: string, extensions: readonly string[]): "yes" | "no" {
  return extensions.some((extension) => path.endsWith(`.${extension}`)) ? "yes" : "no";
}
