/** All files of a bare repository: their list, their content, and their last change. */

import { branchRef } from "#lib/git/embedded/reader";
import { decodeText } from "#lib/git/file-text";
import { assertPath } from "#lib/git/path";
import type { Git } from "#lib/git/process/process";
import type { FileCommit, ListedFile } from "#lib/git/types";

/** `<mode> <type> <object id> <size>\t<path>`, the size padded: https://git-scm.com/docs/git-ls-tree#_output_format */
const ENTRY = /^(\d{6}) blob ([0-9a-f]{40,64}) +(\d+)\t([\s\S]+)$/;

/** All regular files at a commit of the repository. */
export async function listFiles(git: Git, commit: string): Promise<ListedFile[]> {
  const { stdout } = await git.run(["ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
  return stdout
    .toString()
    .split("\0")
    .flatMap((line) => {
      const [, mode = "", blob = "", size = "", path = ""] = ENTRY.exec(line) ?? [];
      return mode.startsWith("100") ? [{ path, blob, size: Number(size) }] : [];
    });
}

/** The contents of blobs, in the order asked; undefined where a blob is missing or is not UTF-8 text. */
export async function readTexts(git: Git, blobs: readonly string[]): Promise<(string | undefined)[]> {
  const objects = await git.readObjects(blobs);
  return objects.map((object) => (object?.type === "blob" ? decodeText(object.content) : undefined));
}

/** The newest commit of a branch that changed a file; undefined for none. */
export async function readLastChange(
  git: Git,
  branch: string,
  path: string,
): Promise<FileCommit | undefined> {
  assertPath(path);
  const { stdout } = await git.run([
    "--literal-pathspecs",
    "log",
    "-1",
    "--format=%H%x00%an%x00%aI",
    branchRef(branch),
    "--",
    path,
  ]);
  const [id, author = "", at = ""] = stdout.toString().trim().split("\0");
  return id ? { id, author, at: new Date(at).toISOString() } : undefined;
}
