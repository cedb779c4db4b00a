import { createHash } from "node:crypto";

/** A file in a commit: its mode as Git writes it ("100644") and the id of its content. */
export interface FileEntry {
  mode: string;
  blob: string;
}

/** One path that differs between two commits; a side is undefined where the path does not exist. */
export interface Difference {
  path: string;
  before?: FileEntry;
  after?: FileEntry;
}

/** True where both sides have the same file, or none. */
export function isSameEntry(one: FileEntry | undefined, other: FileEntry | undefined): boolean {
  return one?.blob === other?.blob && one?.mode === other?.mode;
}

/**
 * Compares a change with the target branch, which has the file as `now`. If `now` already equals the change,
 * merging has no effect on the file. A file that both sides added or removed is shown as proposed, because it
 * has only one side.
 */
export function describeDone(change: Difference, now: FileEntry | undefined): Difference {
  const isDone = change.before && change.after && now && isSameEntry(change.after, now);
  return isDone ? { ...change, before: now, after: now } : change;
}

/**
 * The effect of a merge on the target branch, for each file of the pull request and any other, with the
 * digest of the resulting files.
 * @param onTarget files of the target branch before the merge: at least those changed since the merge base
 * @param changes the merge's changes on the target branch
 */
export function describeMerged(
  proposal: readonly Difference[],
  onTarget: ReadonlyMap<string, FileEntry | undefined>,
  changes: readonly Difference[],
): { shown: Difference[]; result: string } {
  const effects = new Map(changes.map((change) => [change.path, change]));
  const left = new Map<string, FileEntry | undefined>(changes.map(({ path, after }) => [path, after]));
  for (const { path, before } of proposal) {
    // The target branch already has this change, so a merge leaves the file unchanged.
    if (!effects.has(path)) left.set(path, onTarget.has(path) ? onTarget.get(path) : before);
  }
  const own = new Set(proposal.map(({ path }) => path));
  const others = changes.filter(({ path }) => !own.has(path));
  const shown = [
    ...proposal.map((change) => effects.get(change.path) ?? describeDone(change, onTarget.get(change.path))),
    ...others,
  ];
  return { shown, result: digestFiles(left) };
}

/** The digest of the files after a merge (`ChangeSet.result`). Null stands for a path that does not exist. */
export function digestFiles(files: Iterable<readonly [path: string, entry: FileEntry | undefined]>): string {
  const lines = [...files].map(([path, entry]) =>
    JSON.stringify([path, entry ? [isExecutable(entry) ? "100644" : entry.mode, entry.blob] : null]),
  );
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}

// Manifests are never executed, so the executable bit does not make another object.
function isExecutable({ mode }: FileEntry): boolean {
  return mode === "100755";
}
