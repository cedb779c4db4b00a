/** The files that two commits or trees differ in. */
import type { Git } from "#lib/git/process/process";

export interface FileDifference {
  path: string;
  /** Set for a renamed file. */
  previousPath?: string;
  status: "added" | "removed" | "modified" | "renamed" | "changed";
  /** Blob after the change; for a removed file the blob before. */
  blob: string;
  additions: number;
  deletions: number;
}

const STATUS: Readonly<Record<string, FileDifference["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  T: "changed",
};

/** Sorted by path. Renames are found as Git finds them by default. */
export async function listDifferences(git: Git, from: string, to: string): Promise<FileDifference[]> {
  const args = ["diff", "-z", "-M", "--no-abbrev", "--no-ext-diff", "--raw", "--numstat", from, to];
  const { stdout } = await git.run(args);
  // The raw lines come first, then the counts.
  const fields = stdout.toString().split("\0");
  const files = parseRaw(fields);
  const lines = parseCounts(fields);
  return files.map((file) => ({ ...file, ...(lines.get(file.path) ?? { additions: 0, deletions: 0 }) }));
}

/** Removes the raw lines: `:<mode> <mode> <blob> <blob> <status>`, then one path, or two for a rename. */
function parseRaw(fields: string[]): Omit<FileDifference, "additions" | "deletions">[] {
  const files: Omit<FileDifference, "additions" | "deletions">[] = [];
  while (fields[0]?.startsWith(":")) {
    const [, , before = "", after = "", letter = ""] = (fields.shift() ?? "").split(" ");
    const status = STATUS[letter.charAt(0)] ?? "changed";
    const first = fields.shift() ?? "";
    const blob = status === "removed" ? before : after;
    if (status === "renamed") files.push({ path: fields.shift() ?? "", previousPath: first, status, blob });
    else files.push({ path: first, status, blob });
  }
  return files;
}

/** `<added>\t<removed>\t<path>`; a renamed file has an empty path, then two paths. Binary files have dashes. */
function parseCounts(fields: string[]): Map<string, Pick<FileDifference, "additions" | "deletions">> {
  const counts = new Map<string, Pick<FileDifference, "additions" | "deletions">>();
  while (fields.length > 1) {
    const [additions = "", deletions = "", path = ""] = (fields.shift() ?? "").split("\t");
    const count = { additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
    if (path !== "") counts.set(path, count);
    else counts.set(fields.splice(0, 2)[1] ?? "", count);
  }
  return counts;
}

/** The hunks of each changed file as text, by path; binary files have none. */
export async function readPatches(git: Git, from: string, to: string): Promise<Map<string, string>> {
  const files = await listDifferences(git, from, to);
  const { stdout } = await git.run(["diff", "-M", "--no-ext-diff", "--no-color", from, to]);
  // Git writes the files in the order of the list, and a line of a hunk never starts with "diff".
  const parts = stdout
    .toString()
    .split(/^diff --git .*\n/m)
    .slice(1);
  const patches = new Map<string, string>();
  for (const [index, { path }] of files.entries()) {
    const part = parts[index] ?? "";
    const start = part.search(/^@@ /m);
    if (start >= 0) patches.set(path, part.slice(start).trimEnd());
  }
  return patches;
}
