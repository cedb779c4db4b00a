import {
  describeFile,
  describeUnreadFile,
  type FileContent,
  MAX_FILE_BYTES,
  MAX_FILES,
} from "#lib/git/file-text";
import type { Git } from "#lib/git/process/process";
import { readSizes } from "#lib/git/repository/objects";
import type { Difference, FileEntry } from "#lib/git/result-digest";
import type { ChangedFile } from "#lib/git/types";

/** Bytes that one process returns at most: the portal holds them twice for a moment. */
const MAX_BYTES_AT_ONCE = 32 * 1024 * 1024;
const OPTIONS = ["diff-tree", "-r", "-z", "--raw", "--no-renames"];

/** Differences between two commits or trees. A rename is a removal and a new file. */
export async function listDifferences(git: Git, from: string, to: string): Promise<Difference[]> {
  const { stdout } = await git.run([...OPTIONS, from, to]);
  return parseDifferences(stdout).get("") ?? [];
}

/**
 * Differences between many commits and their bases, by commit, with one process. A commit that Git cannot read
 * is absent.
 * @param bases the base by commit
 */
export async function listAllDifferences(
  git: Git,
  bases: ReadonlyMap<string, string>,
): Promise<Map<string, Difference[]>> {
  if (bases.size === 0) return new Map();
  // Git treats the second commit of a line as the parent of the first, and `--always` names each first one.
  const input = [...bases].map(([commit, base]) => `${commit} ${base}\n`).join("");
  const { stdout } = await git.run([...OPTIONS, "--always", "--stdin"], { input });
  return parseDifferences(stdout);
}

/**
 * Differences by the commit in front of them; "" where there is none. The output is
 * https://git-scm.com/docs/git-diff-tree#_raw_output_format with `-z`: header and path in turn.
 */
function parseDifferences(stdout: Buffer): Map<string, Difference[]> {
  const fields = stdout.toString().split("\0");
  const found = new Map<string, Difference[]>();
  let current: Difference[] = [];
  found.set("", current);
  for (let index = 0; index + 1 < fields.length; index += 1) {
    const field = fields[index] ?? "";
    if (!field.startsWith(":")) {
      current = [];
      found.set(field, current);
      continue;
    }
    index += 1;
    const [oldMode = "", newMode = "", oldBlob = "", newBlob = ""] = field.slice(1).split(" ");
    const before = makeEntry(oldMode, oldBlob);
    const after = makeEntry(newMode, newBlob);
    current.push({ path: fields[index] ?? "", ...(before && { before }), ...(after && { after }) });
  }
  return found;
}

// An absent side has the id of zeros.
function makeEntry(mode: string, blob: string): FileEntry | undefined {
  return /^0*$/.test(blob) ? undefined : { mode, blob };
}

/** Reads the texts of both sides. */
export async function readFiles(git: Git, differences: readonly Difference[]): Promise<ChangedFile[]> {
  return (await readAllFiles(git, [differences]))[0] ?? [];
}

/** Reads the texts of both sides for many pull requests, with two processes and one more for each 32 MiB. */
export async function readAllFiles(
  git: Git,
  lists: readonly (readonly Difference[])[],
): Promise<ChangedFile[][]> {
  const isRead = (differences: readonly Difference[]) => differences.length <= MAX_FILES;
  const sides = lists
    .filter(isRead)
    .flatMap((differences) =>
      differences.flatMap(({ before, after }) => [before, after].filter((side) => side !== undefined)),
    );
  const contents = await readContents(git, [...new Set(sides.map(({ blob }) => blob))]);
  return lists.map((differences) =>
    differences.map((difference) =>
      isRead(differences)
        ? describeFile(difference, ({ blob }) => contents.get(blob))
        : describeUnreadFile(difference, differences.length),
    ),
  );
}

/** The contents of blobs by id. A blob that is too large for a review is not read; a lost blob is absent. */
async function readContents(git: Git, ids: readonly string[]): Promise<Map<string, FileContent>> {
  const found = new Map<string, FileContent>();
  const sizes = await readSizes(git, ids);
  const chunks: string[][] = [[]];
  let room = MAX_BYTES_AT_ONCE;
  for (const [id, size] of sizes) {
    if (size > MAX_FILE_BYTES) found.set(id, "too-large");
    else {
      if (size > room) {
        chunks.push([]);
        room = MAX_BYTES_AT_ONCE;
      }
      chunks.at(-1)?.push(id);
      room -= size;
    }
  }
  for (const chunk of chunks) {
    const objects = await git.readObjects(chunk);
    for (const object of objects) if (object) found.set(object.id, object.content);
  }
  return found;
}
