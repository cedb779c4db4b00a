import type { Difference, FileEntry } from "#lib/git/result-digest";
import type { ChangedFile, FileMerge, FileSides, MergeFile, Overlap } from "#lib/git/types";

/** A file that a pull request and the target branch changed to different contents. */
export interface Meeting {
  /** As the target branch has it. */
  overlap: Overlap;
  /** Undefined where a side is no regular file of text. */
  sides?: FileSides;
  /** What a merge by what the file means leaves; undefined where that is not known. */
  merge?: FileMerge | undefined;
}

/**
 * Reads the sides of a file and asks what a merge of them leaves.
 *
 * @param readFiles gives the texts of differences, in their order
 * @param file what the pull request changes, what the target branch has `now`, and what Git's merge by lines gives
 */
export async function readMeeting(
  readFiles: (differences: readonly Difference[]) => Promise<ChangedFile[]>,
  { change, now, lines }: { change: Difference; now: FileEntry | undefined; lines?: string | undefined },
  mergeFile: MergeFile | undefined,
): Promise<Meeting> {
  const { path, before } = change;
  const [theirs, own] = await readFiles([
    { path, ...(before && { before }), ...(now && { after: now }) },
    change,
  ]);
  const [base, target, head] = [theirs?.before, theirs?.after, own?.after];
  const overlap = { path, ...(target !== undefined && { target }) };
  if (!mergeFile || base === undefined || target === undefined || head === undefined) return { overlap };
  const sides = { path, base, target, head, lines };
  return { overlap, sides, merge: await mergeFile(sides) };
}
