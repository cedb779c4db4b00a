/** Reads the files for a check, with plain Git. */
import { execFileSync } from "node:child_process";

/** A file before and after a change; undefined for an absent side. */
export interface CheckedFile {
  path: string;
  before?: string;
  after?: string;
  /** After the change it is a link or a submodule, whose target the check cannot read. */
  isLink?: boolean;
}

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * The files that differ between two commits. `base` is compared at the merge base, so that changes of others
 * are not included.
 * @throws Error with Git's message for an unknown commit
 */
export function readChangedFiles(folder: string, base: string, head: string): CheckedFile[] {
  const [baseCommit, headCommit] = [base, head].map((revision) =>
    git(folder, ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`]).trim(),
  );
  if (!baseCommit || !headCommit) throw new Error("A commit is missing.");
  const from = git(folder, ["merge-base", baseCommit, headCommit]).trim();
  const names = git(folder, ["diff", "--name-only", "--no-renames", "-z", from, headCommit]);
  return names
    .split("\0")
    .filter((path) => path !== "")
    .map((path) => ({
      ...readFileAt(folder, headCommit, path),
      before: readFileAt(folder, from, path).after,
    }));
}

/** Files at a commit, by name. */
export function readFilesAt(folder: string, revision: string, paths: readonly string[]): CheckedFile[] {
  const commit = git(folder, ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`]).trim();
  return paths.map((path) => readFileAt(folder, commit, path));
}

/** The message of a commit. */
export function readMessage(folder: string, revision: string): string {
  return git(folder, ["log", "-1", "--format=%B", "--end-of-options", revision]);
}

function readFileAt(folder: string, commit: string, path: string): CheckedFile {
  const [entry = ""] = git(folder, [
    "--literal-pathspecs",
    "ls-tree",
    "-z",
    "--full-tree",
    commit,
    "--",
    path,
  ]).split("\0");
  const [, mode, type, id] = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(entry) ?? [];
  if (id === undefined) return { path };
  if (type !== "blob" || mode === "120000") return { path, after: "", isLink: true };
  return { path, after: git(folder, ["cat-file", "blob", id]) };
}

function git(folder: string, args: readonly string[]): string {
  return execFileSync("git", ["-C", folder, "--no-replace-objects", ...args], {
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
