import { describeFile, describeUnreadFile, MAX_FILES } from "#lib/git/file-text";
import type { Git } from "#lib/git/process/process";
import { readObjects } from "#lib/git/repository/objects";
import type { Difference, FileEntry } from "#lib/git/result-digest";
import type { ChangedFile } from "#lib/git/types";

/**
 * Differences between two commits or trees, optionally only at `paths`. A rename is a removal and a new file.
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

// An absent side has the id of zeros.
function makeEntry(mode: string, blob: string): FileEntry | undefined {
  return /^0*$/.test(blob) ? undefined : { mode, blob };
}

/** Reads the texts of both sides with one process. */
export async function readFiles(git: Git, differences: readonly Difference[]): Promise<ChangedFile[]> {
  if (differences.length > MAX_FILES) {
    return differences.map((difference) => describeUnreadFile(difference, differences.length));
  }
  const ids = differences.flatMap(({ before, after }) => [before, after].flatMap((side) => side?.blob ?? []));
  const wanted = [...new Set(ids)];
  const objects = await readObjects(git, wanted);
  const contents = new Map(wanted.map((id, index) => [id, objects[index]?.content]));
  return differences.map((difference) => describeFile(difference, ({ blob }) => contents.get(blob)));
}
