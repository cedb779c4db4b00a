import ignore from "ignore";
import { matchesGlob } from "#lib/gitops/glob";
import type { FileRule, SyncScope } from "#lib/gitops/types";

/** Files near a file in the repository that decide whether Flux applies it. */
export interface Companions {
  /** `.sourceignore` files: folder and text of each. */
  ignoreFiles: readonly { folder: string; text: string }[];
  /** Folders with a kustomization file. */
  kustomizedFolders: readonly string[];
}

/** Names of a kustomization file, as kustomize recognizes them (sigs.k8s.io/kustomize/api/konfig). */
export const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;
export const SOURCE_IGNORE = ".sourceignore";

/** The folders that contain a path, from the repository's root (`""`) down. */
export function listFoldersAbove(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
}

/**
 * Whether an agent with this scope applies the file at `path`, from its folder and its rule.
 * @param companions the files near it; undefined before they are read, and the file then counts as applied
 * @returns `listed` where a tool builds the manifests, so only the agent's list of objects can tell
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
 * Argo CD reads these files of a folder. `exclude` wins over `include`; both match the path below the folder.
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

/**
 * Files that source-controller leaves out of every artifact, and, without `spec.ignore`, of an artifact by
 * default.
 */
const ALWAYS_IGNORED = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];
const IGNORED_BY_DEFAULT = [
  ...["*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip"],
  ...[".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml"],
  ...["cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml"],
  ...["**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml"],
];

/**
 * Flux applies every .yaml and .yml file of its path. Kustomize builds a folder with a kustomization file and
 * includes only the listed files. https://fluxcd.io/flux/components/source/gitrepositories/#excluding-files
 */
function coversWithFlux(
  folder: string,
  { ignore: ownIgnore }: Extract<FileRule, { rule: "flux" }>,
  path: string,
  { ignoreFiles, kustomizedFolders }: Companions,
): "yes" | "no" | "listed" {
  const matcher = ignore().add(ALWAYS_IGNORED);
  // `spec.ignore` replaces the default patterns. Ignore files count in both cases.
  if (ownIgnore === undefined) matcher.add(IGNORED_BY_DEFAULT);
  for (const { folder: place, text } of ignoreFiles) matcher.add(movePatterns(text, place));
  if (ownIgnore !== undefined) matcher.add(ownIgnore);
  if (matcher.ignores(path)) return "no";
  const isBuilt = listFoldersAbove(path).some(
    (above) => kustomizedFolders.includes(above) && (folder === "" || `${above}/`.startsWith(`${folder}/`)),
  );
  return isBuilt ? "listed" : hasExtension(path, ["yaml", "yml"]);
}

/**
 * Rewrites patterns of an ignore file in a folder to patterns of the repository's root.
 * https://git-scm.com/docs/gitignore
 */
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
