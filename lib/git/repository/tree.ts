import { PortalError } from "#lib/errors";
import type { Git } from "#lib/git/process/process";
import type { ObjectBatch } from "#lib/git/repository/object-batch";
import type { FileEntry } from "#lib/git/result-digest";

interface TreeEntry {
  mode: string;
  /** Bytes as in Git, here one character each, so that names that are not UTF-8 are kept. */
  name: string;
  id: string;
}

type Tree = Map<string, TreeEntry>;

/** A file to write (its blob) or to remove (null). */
export interface TreeEdit {
  path: string;
  blob: string | null;
}

const FILE = "100644";
const FOLDER = "40000";

/**
 * Stores the tree of `commit` with the edits, and returns its id. Reads and writes only the folders in the
 * edited paths, so the size of the repository does not matter. An empty folder is removed, because Git has
 * none.
 * @throws PortalError `conflict` where a file has the path of a folder, or a folder the path of a file
 */
export async function addEditedTree(
  git: Git,
  batch: ObjectBatch,
  commit: string,
  edits: readonly TreeEdit[],
): Promise<string> {
  const folders = await readFolders(git, commit, edits);
  for (const edit of edits) applyEdit(folders, edit);
  return addFolders(batch, folders);
}

/**
 * The entries at paths of a commit, by path, with one process. An entry can be a folder. Where a file stands in
 * the place of a folder of the path, it is that file without a mode, which equals no other entry.
 */
export async function findEntries(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, FileEntry>> {
  const parents = [...new Set(paths.flatMap(listParents))];
  const objects = await git.readObjects(parents.map((path) => nameFolder(commit, path)));
  const trees = new Map<string, Tree>();
  for (const [index, parent] of parents.entries()) {
    const object = objects[index];
    if (object?.type === "tree") trees.set(parent, parseTree(object.content, object.id.length / 2));
  }
  const found = new Map<string, FileEntry>();
  const find = (path: string) => trees.get(parentOf(path))?.get(encodeName(path));
  for (const path of paths) {
    const obstacle = listParents(path)
      .slice(1)
      .map(find)
      .find((entry) => entry && entry.mode !== FOLDER);
    const entry = obstacle ? { ...obstacle, mode: "" } : find(path);
    if (entry) found.set(path, { mode: entry.mode, blob: entry.id });
  }
  return found;
}

/** All folders of the edited paths, by path; a folder that does not exist yet is empty. */
async function readFolders(git: Git, commit: string, edits: readonly TreeEdit[]): Promise<Map<string, Tree>> {
  const paths = [...new Set(edits.flatMap(({ path }) => listParents(path)))];
  const objects = await git.readObjects(paths.map((path) => nameFolder(commit, path)));
  const folders = new Map<string, Tree>();
  for (const [index, path] of paths.entries()) {
    const object = objects[index];
    if (object !== undefined && object.type !== "tree") throw pathConflict(path, "file");
    folders.set(path, object === undefined ? new Map() : parseTree(object.content, object.id.length / 2));
  }
  return folders;
}

function applyEdit(folders: Map<string, Tree>, { path, blob }: TreeEdit): void {
  const folder = folders.get(parentOf(path));
  const name = encodeName(path);
  if (blob === null) {
    folder?.delete(name);
    return;
  }
  if (folder?.get(name)?.mode === FOLDER) throw pathConflict(path, "folder");
  folder?.set(name, { mode: FILE, name, id: blob });
}

/** Deepest first, because a folder needs the ids of its subfolders. Returns the id of the root. */
function addFolders(batch: ObjectBatch, folders: Map<string, Tree>): string {
  const deepestFirst = [...folders.keys()].sort((a, b) => depthOf(b) - depthOf(a));
  for (const path of deepestFirst) {
    const tree = folders.get(path);
    if (path === "" || tree === undefined) continue;
    const parent = folders.get(parentOf(path));
    const name = encodeName(path);
    if (tree.size === 0) parent?.delete(name);
    else parent?.set(name, { mode: FOLDER, name, id: addTree(batch, tree) });
  }
  return addTree(batch, folders.get("") ?? new Map());
}

function addTree(batch: ObjectBatch, tree: Tree): string {
  const entries = [...tree.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const parts = entries.flatMap(({ mode, name, id }) => [
    Buffer.from(`${mode} ${name}\0`, "latin1"),
    Buffer.from(id, "hex"),
  ]);
  return batch.add("tree", Buffer.concat(parts));
}

/** https://git-scm.com/docs/gitformat-index and git's `base_name_compare`: a folder sorts as if its name ended in "/". */
function sortKey({ mode, name }: TreeEntry): string {
  return mode === FOLDER ? `${name}/` : name;
}

/** `<mode> <name>\0<raw id>` for each entry; `idBytes` is 20, or 32 in a SHA-256 repository. */
function parseTree(content: Buffer, idBytes: number): Tree {
  const tree: Tree = new Map();
  for (let offset = 0; offset < content.length; ) {
    const space = content.indexOf(0x20, offset);
    const end = content.indexOf(0, space);
    const mode = content.toString("latin1", offset, space);
    const name = content.toString("latin1", space + 1, end);
    offset = end + 1 + idBytes;
    tree.set(name, { mode, name, id: content.toString("hex", end + 1, offset) });
  }
  return tree;
}

/** The name of a folder for `readObjects`; "" is the root. */
function nameFolder(commit: string, path: string): string {
  return path === "" ? `${commit}^{tree}` : `${commit}:${path}`;
}

function encodeName(path: string): string {
  return Buffer.from(path.slice(path.lastIndexOf("/") + 1)).toString("latin1");
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** "a/b/c.yaml" → "", "a", "a/b". */
export function listParents(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index).join("/"));
}

function depthOf(path: string): number {
  return path === "" ? 0 : path.split("/").length;
}

function pathConflict(path: string, what: "file" | "folder"): PortalError {
  return new PortalError("conflict", {
    detail: `The repository already has a ${what} at ${path}.`,
    suggestion: "Choose another name, or ask the platform team to move it.",
  });
}
