import type { Difference, FileEntry } from "#lib/git/result-digest";
import type { ChangedFile, FileMerge, FileSides, MergeFile, Overlap } from "#lib/git/types";

/** A file that a pull request and the target branch changed to different contents. */
export interface OverlappingChange {
  /** The file on the target branch. */
  overlap: Overlap;
  /** Undefined where a side is not a regular text file. */
  sides?: FileSides;
  /** The result of a field-by-field merge; undefined where it is unknown. */
  merge?: FileMerge | undefined;
}

/**
 * Reads the sides of a file and merges them.
 * @param readFiles returns the texts of differences, in their order
 * @param file the pull request's change, the target branch's file `now`, and Git's merge by lines
 */
export async function readOverlappingChange(
  readFiles: (differences: readonly Difference[]) => Promise<ChangedFile[]>,
  { change, now, lines }: { change: Difference; now: FileEntry | undefined; lines?: string | undefined },
  mergeFile: MergeFile | undefined,
): Promise<OverlappingChange> {
  const { path, before } = change;
  const [theirs, own] = await readFiles([
    { path, ...(before && { before }), ...(now && { after: now }) },
    change,
  ]);
  const [base, target, head] = [theirs?.before, theirs?.after, own?.after];
  const overlap = { path, ...(target !== undefined && { target }) };
  if (!mergeFile || target === undefined || head === undefined) return { overlap };
  // Without text, a side that is there is a link or another file that nobody can merge.
  if (base === undefined && before) return { overlap };
  const sides = { path, base, target, head, lines };
  return { overlap, sides, merge: await mergeFile(sides) };
}
