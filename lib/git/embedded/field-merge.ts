/** Git's merge by lines, with a field-by-field merge of files that both sides changed. */
import { readFiles } from "#lib/git/embedded/changed-files";
import { type OverlappingChange, readOverlappingChange } from "#lib/git/overlapping-change";
import type { Git } from "#lib/git/process/process";
import { mergeTrees } from "#lib/git/repository/merge";
import { createObjectBatch } from "#lib/git/repository/object-batch";
import { addEditedTree } from "#lib/git/repository/tree";
import type { Difference, FileEntry } from "#lib/git/result-digest";
import type { MergeFile, Overlap } from "#lib/git/types";

interface TreeMerge {
  /** Undefined where there are conflicts. */
  tree?: string;
  conflicts: string[];
  /** The files at `conflicts` that the pull request changes too. */
  overlaps: Overlap[];
  isProvisional: boolean;
}

/**
 * Merges `head` into `target`. Git merges trees and lines; `mergeFile` decides about each file in `meeting`.
 * A clean merge by lines can still be a conflict, because two sides can add the same field at different
 * lines.
 * @param meeting the pull request's changes of files that the target branch changed differently
 * @param onTarget the files that the target branch changed
 */
export async function mergeByFields(
  git: Git,
  { target, head }: Record<"target" | "head", string>,
  meeting: readonly Difference[],
  onTarget: ReadonlyMap<string, FileEntry | undefined>,
  mergeFile: MergeFile | undefined,
): Promise<TreeMerge> {
  const { tree, conflicts: byLines } = await mergeTrees(git, target, head);
  const lines = await readTexts(
    git,
    tree,
    meeting.map(({ path }) => path).filter((path) => !byLines.includes(path)),
  );
  const meetings = await Promise.all(
    meeting.map((change) =>
      readOverlappingChange(
        (differences) => readFiles(git, differences),
        { change, now: onTarget.get(change.path), lines: lines.get(change.path) },
        mergeFile,
      ),
    ),
  );
  const resolved = new Set(
    meetings.flatMap(({ overlap, merge }) => (merge?.state === "merged" ? overlap.path : [])),
  );
  const refused = meetings.filter(({ merge }) => merge?.state === "conflict");
  const conflicts = [
    ...new Set([
      ...byLines.filter((path) => !resolved.has(path)),
      ...refused.map(({ overlap }) => overlap.path),
    ]),
  ];
  const isProvisional = refused.some(({ merge }) => merge?.state === "conflict" && merge.isProvisional);
  if (conflicts.length === 0)
    return { tree: await writeMerges(git, tree, meetings), conflicts, overlaps: [], isProvisional };
  const overlaps = meetings.flatMap(({ overlap }) => (conflicts.includes(overlap.path) ? overlap : []));
  return { conflicts, overlaps, isProvisional };
}

async function readTexts(git: Git, tree: string, paths: readonly string[]): Promise<Map<string, string>> {
  const objects = await git.readObjects(paths.map((path) => `${tree}:${path}`));
  return new Map(paths.map((path, index) => [path, objects[index]?.content.toString() ?? ""]));
}

/** The tree with the texts that differ from Git's merge by lines. */
async function writeMerges(git: Git, tree: string, meetings: readonly OverlappingChange[]): Promise<string> {
  const batch = createObjectBatch(git, tree);
  const edits = meetings.flatMap(({ sides, merge }) => {
    if (!sides || merge?.state !== "merged" || merge.text === sides.lines) return [];
    return [{ path: sides.path, blob: batch.add("blob", merge.text) }];
  });
  if (edits.length === 0) return tree;
  const edited = await addEditedTree(git, batch, tree, edits);
  await batch.store();
  return edited;
}
