/** Compares commits of a remote host by the ids of their folders. */
import { LRUCache } from "lru-cache";
import type { Difference, FileEntry } from "#lib/git/result-digest";

type Folder = ReadonlyMap<string, FileEntry & { folder: boolean }>;
/** An entry of a folder. `mode` is the text that Git writes ("100644"), `type` is `blob`, `tree` or `commit`. */
export interface TreeEntry {
  /** The name in the folder. */
  path: string;
  mode: string;
  type: string;
  /** Git object id. */
  sha: string;
}

/** The folder with this id, or the root folder of a commit. */
export type ReadFolder = (id: string) => Promise<Folder>;

const MAX_FOLDERS_KEPT = 500;
const EMPTY: Folder = new Map();

/**
 * Reads folders. Caches the folders used last, by id: a folder with an id never changes. A failed read leaves
 * the cache.
 * @param readTree the entries of a folder, or of the root folder of a commit
 * @param max number of cached folders
 */
export function createFolderReader(
  readTree: (id: string) => Promise<readonly TreeEntry[]>,
  max = MAX_FOLDERS_KEPT,
): ReadFolder {
  const folders = new LRUCache<string, Promise<Folder>>({ max });

  async function fetchFolder(id: string): Promise<Folder> {
    const entries = await readTree(id);
    return new Map(
      entries.map(({ path, mode, type, sha }) => [path, { mode, blob: sha, folder: type === "tree" }]),
    );
  }

  return (id) => {
    const found = folders.get(id) ?? fetchFolder(id);
    folders.set(id, found);
    found.catch(() => folders.delete(id));
    return found;
  };
}

/** The files that differ between two commits. */
export async function compareCommits(
  readFolder: ReadFolder,
  from: string,
  to: string,
): Promise<Difference[]> {
  const [before, after] = await Promise.all([readFolder(from), readFolder(to)]);
  return listDifferences(readFolder, before, after);
}

/**
 * The entry at a path of a commit, which can be a folder. Where a file stands in the place of a folder of the
 * path, it is that file without a mode, which equals no other entry.
 */
export async function findEntry(
  readFolder: ReadFolder,
  commit: string,
  path: string,
): Promise<FileEntry | undefined> {
  let folder = await readFolder(commit);
  const names = path.split("/");
  for (const name of names.slice(0, -1)) {
    const entry = folder.get(name);
    if (!entry?.folder) return entry && { mode: "", blob: entry.blob };
    folder = await readFolder(entry.blob);
  }
  return pickEntry(folder.get(names.at(-1) ?? ""));
}

/** Reads only folders that differ. */
async function listDifferences(
  readFolder: ReadFolder,
  before: Folder,
  after: Folder,
  parent = "",
): Promise<Difference[]> {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const [one, other] = [before.get(name), after.get(name)];
      if (one?.blob === other?.blob && one?.mode === other?.mode) return [];
      const path = `${parent}${name}`;
      const [left, right] = [pickFile(one), pickFile(other)];
      const file =
        left || right ? [{ path, ...(left && { before: left }), ...(right && { after: right }) }] : [];
      if (!one?.folder && !other?.folder) return file;
      const [from, to] = await Promise.all(
        [one, other].map((side) => (side?.folder ? readFolder(side.blob) : EMPTY)),
      );
      return [...file, ...(await listDifferences(readFolder, from ?? EMPTY, to ?? EMPTY, `${path}/`))];
    }),
  );
  return found.flat();
}

function pickFile(entry: (FileEntry & { folder: boolean }) | undefined): FileEntry | undefined {
  return entry?.folder ? undefined : pickEntry(entry);
}

function pickEntry(entry: FileEntry | undefined): FileEntry | undefined {
  return entry && { mode: entry.mode, blob: entry.blob };
}
