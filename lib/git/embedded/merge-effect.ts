/** The changes that a merge makes on the target branch. */
import { listDifferences } from "#lib/git/embedded/changed-files";
import { mergeByFields } from "#lib/git/embedded/field-merge";
import type { Git } from "#lib/git/process/process";
import { type Difference, describeMerged, isSameEntry } from "#lib/git/result-digest";
import type { ChangeSet, MergeFile } from "#lib/git/types";

/** The effect of a merge: its tree, the changes to show, and the digest of the resulting files. */
export interface Effect extends Pick<ChangeSet, "result" | "conflicts" | "overlaps" | "isProvisional"> {
  shown: readonly Difference[];
  /** Only for a merge without conflicts. */
  tree?: string;
}

/** The effect of a merge on the target branch: each file before and after. */
export async function readEffect(
  git: Git,
  proposal: readonly Difference[],
  { base, target, head, proposed }: Record<"base" | "target" | "head" | "proposed", string>,
  mergeFile: MergeFile | undefined,
): Promise<Effect> {
  const onTarget = new Map(
    (await listDifferences(git, base, target)).map(({ path, after }) => [path, after] as const),
  );
  const meeting = proposal.filter(({ path, after }) => {
    return onTarget.has(path) && !isSameEntry(after, onTarget.get(path));
  });
  const merged = await mergeByFields(git, { target, head }, meeting, onTarget, mergeFile);
  const { tree, conflicts, overlaps, isProvisional } = merged;
  if (tree === undefined)
    return {
      shown: proposal,
      result: proposed,
      conflicts,
      overlaps,
      ...(isProvisional && { isProvisional }),
    };
  return {
    ...describeMerged(proposal, onTarget, await listDifferences(git, target, tree)),
    tree,
    conflicts: [],
  };
}

/** The effect that the merge with the tree had on the target branch, as `readEffect` predicted it. */
export async function readMerged(
  git: Git,
  proposal: readonly Difference[],
  { base, target, tree }: Record<"base" | "target" | "tree", string>,
) {
  const [onTarget, changes] = await Promise.all([
    listDifferences(git, base, target),
    listDifferences(git, target, tree),
  ]);
  return describeMerged(proposal, new Map(onTarget.map(({ path, after }) => [path, after])), changes);
}
