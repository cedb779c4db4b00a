/** The places of changed files in the tree of the target branch. */
import { assertBase } from "#lib/git/repository/changes";
import type { FileChange } from "#lib/git/types";

/** An entry of a tree: its object id, and `blob`, `tree` or `commit`. */
export interface PlaceEntry {
  oid: string;
  type: string;
}

/** A path, or the name of a branch, after the folders above it. */
export function listParents(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/**
 * Checks that the file has its base, and that no file stands in the place of a folder, nor a folder in the place
 * of the file.
 * @param entries by path: the entries at the file and at each folder above it
 * @throws PortalError `conflict`
 */
export function assertPlace(file: FileChange, entries: ReadonlyMap<string, PlaceEntry | null>): void {
  const at = entries.get(file.path);
  if (at?.type === "tree") assertBase({ ...file, base: null }, at.oid);
  assertBase(file, at?.oid ?? null);
  for (const parent of listParents(file.path).slice(0, -1)) {
    const above = entries.get(parent);
    if (above && above.type !== "tree") assertBase({ path: parent, content: null, base: null }, above.oid);
  }
}
