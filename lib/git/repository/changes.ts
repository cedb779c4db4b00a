import { PortalError } from "#lib/errors";
import { hashBlob } from "#lib/git/blob-id";
import { assertPath, findReservedPath } from "#lib/git/path";
import type { GitObject } from "#lib/git/process/object-reader";
import type { Git } from "#lib/git/process/process";
import type { ObjectBatch } from "#lib/git/repository/object-batch";
import { addEditedTree } from "#lib/git/repository/tree";
import type { FileChange } from "#lib/git/types";

/** @throws PortalError `invalid` where the changes contradict each other or a path is refused */
export function assertChanges(files: readonly FileChange[]): void {
  if (files.length === 0) throw invalid("A pull request must change at least one file.");
  const paths = new Set<string>();
  for (const { path, content, base } of files) {
    assertPath(path);
    const reserved = findReservedPath(path);
    if (reserved) throw invalid(`The portal never changes ${path}: ${reserved}.`);
    if (paths.has(path)) throw invalid(`${path} is changed twice.`);
    if (content === null && base === null) throw invalid(`${path} cannot be removed: it does not exist.`);
    paths.add(path);
  }
  for (const path of paths) {
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (paths.has(parent)) throw invalid(`${parent} cannot be both a file and a folder.`);
  }
}

/**
 * The files whose content changes.
 * @throws PortalError `invalid` where there is none
 */
export function listChangedFiles(files: readonly FileChange[]): FileChange[] {
  const changed = files.filter(({ content, base }) => content === null || hashBlob(content, base) !== base);
  if (changed.length === 0) throw nothingChanges();
  return changed;
}

/**
 * Stores the tree of `commit` with the changes, each checked against its base blob, and returns the tree's
 * id.
 * @throws PortalError `conflict` where a file differs from its base, `invalid` where nothing changes
 */
export async function addChangedTree(
  git: Git,
  batch: ObjectBatch,
  commit: string,
  files: readonly FileChange[],
): Promise<string> {
  const names = [`${commit}^{tree}`, ...files.map(({ path }) => `${commit}:${path}`)];
  const [before, ...current] = await git.readObjects(names);
  for (const [index, file] of files.entries()) assertBase(file, findBlob(current[index]));
  const edits = files.map(({ path, content }) => ({
    path,
    blob: content === null ? null : batch.add("blob", content),
  }));
  const tree = await addEditedTree(git, batch, commit, edits);
  if (tree === before?.id) throw nothingChanges();
  return tree;
}

function findBlob(object: GitObject | undefined): string | null {
  return object?.type === "blob" ? object.id : null;
}

/**
 * `blob` is the current blob at the path; null for no file.
 * @throws PortalError `conflict` where it differs from the base of the change
 */
export function assertBase({ path, base }: FileChange, blob: string | null): void {
  if (base === blob) return;
  const detail =
    base === null
      ? `${path} already exists.`
      : `Someone ${blob === null ? "removed" : "changed"} ${path} since you opened it.`;
  throw new PortalError("conflict", {
    detail,
    suggestion: "Reload to see what is in Git now, then make your change again.",
  });
}

export function nothingChanges(): PortalError {
  return invalid("The request changes nothing: Git already has this content.");
}

function invalid(detail: string): PortalError {
  return new PortalError("invalid", { detail });
}
