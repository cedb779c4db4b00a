import { describeFile, describeUnread, MAX_FILES } from "#lib/git/file-text";
import type { Git } from "#lib/git/process/process";
import { readObjects } from "#lib/git/repository/objects";
import type { Difference, FileEntry } from "#lib/git/result-digest";
import type { ChangedFile } from "#lib/git/types";

/**
 * Where two commits or trees differ, at `paths` only where some are given. Renames are a removal and a new file.
 * The output is https://git-scm.com/docs/git-diff-tree#_raw_output_format with `-z`: header and path in turn.
 */
export async function listDifferences(
  git: Git,
  from: string,
  to: string,
  paths: readonly string[] = [],
): Promise<Difference[]> {
  const args = ["--literal-pathspecs", "diff-tree", "-r", "-z", "--raw", "--no-renames", from, to];
  const { stdout } = await git.run(paths.length > 0 ? [...args, "--", ...paths] : args);
  const fields = stdout.toString().split("\0");
  const found: Difference[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode = "", newMode = "", oldBlob = "", newBlob = ""] = (fields[index] ?? "")
      .slice(1)
      .split(" ");
    const before = makeEntry(oldMode, oldBlob);
    const after = makeEntry(newMode, newBlob);
    found.push({ path: fields[index + 1] ?? "", ...(before && { before }), ...(after && { after }) });
  }
  return found;
}

// The id of a side that does not exist is all zeros.
function makeEntry(mode: string, blob: string): FileEntry | undefined {
  return /^0*$/.test(blob) ? undefined : { mode, blob };
}

/** The texts of both sides, in one process. */
export async function readFiles(git: Git, differences: readonly Difference[]): Promise<ChangedFile[]> {
  if (differences.length > MAX_FILES) {
    return differences.map((difference) => describeUnread(difference, differences.length));
  }
  const ids = differences.flatMap(({ before, after }) => [before, after].flatMap((side) => side?.blob ?? []));
  const wanted = [...new Set(ids)];
  const objects = await readObjects(git, wanted);
  const contents = new Map(wanted.map((id, index) => [id, objects[index]?.content]));
  return differences.map((difference) => describeFile(difference, ({ blob }) => contents.get(blob)));
}
