import { findPathProblem } from "#lib/git/path";
import type { Difference, FileEntry } from "#lib/git/result-digest";
import type { ChangedFile } from "#lib/git/types";

/** The largest file for a review, in bytes. */
export const MAX_FILE_BYTES = 1024 * 1024;
/**
 * A request is about one object, so the files of a pull request with more files than this are listed and not
 * read.
 */
export const MAX_FILES = 100;

/** The content of a blob; not read where the blob has more than `MAX_FILE_BYTES`. */
export type FileContent = Buffer | "too-large";

/**
 * A changed file for a review. `read` returns the content of one side; undefined where the host has lost it.
 * A side that is not a regular file of UTF-8 text makes the file irregular, because an agent would not apply
 * that text.
 */
export function describeFile(
  { path, before, after }: Difference,
  read: (entry: FileEntry) => FileContent | undefined,
): ChangedFile {
  const problem = findPathProblem(path);
  const sides = [before, after].map((entry) => entry && decodeSide(entry, read));
  const irregular = problem
    ? `its path cannot be used: ${problem}`
    : sides.find((side) => side?.irregular)?.irregular;
  return {
    path,
    ...(sides[0]?.text !== undefined && { before: sides[0].text }),
    ...(sides[1]?.text !== undefined && { after: sides[1].text }),
    ...(irregular !== undefined && { irregular }),
  };
}

/** A file of a pull request that changes more than `MAX_FILES`. */
export function describeUnreadFile({ path }: Difference, count: number): ChangedFile {
  return { path, irregular: `it is one of ${count} files, and the portal reads at most ${MAX_FILES}` };
}

function decodeSide(
  entry: FileEntry,
  read: (entry: FileEntry) => FileContent | undefined,
): { text?: string; irregular?: string } {
  // https://git-scm.com/docs/git-fast-import#_filemodify lists the modes.
  if (entry.mode === "120000") return { irregular: "it is a symbolic link" };
  if (entry.mode === "160000") return { irregular: "it is a submodule" };
  const content = read(entry);
  if (content === undefined) return { irregular: "its content is missing from the repository" };
  if (content === "too-large") return { irregular: `it is larger than ${MAX_FILE_BYTES / 1024} KiB` };
  const text = decodeText(content);
  return text === undefined ? { irregular: "it is not UTF-8 text" } : { text };
}

/** Decodes bytes as text; undefined where they are not UTF-8. */
export function decodeText(content: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}
