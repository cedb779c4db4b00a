/** Files of a repository at GitHub: their content, their list and their last change. */
import { z } from "zod";
import { assertBranchName } from "#lib/git/branch-name";
import { decodeText } from "#lib/git/file-text";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import { BLOB, gitHubContent, gitHubHistory, gitHubRef, gitHubTree } from "#lib/git/github/api/shapes";
import type { GitHubObjects } from "#lib/git/github/objects";
import { assertPath } from "#lib/git/path";
import { isRefusedWith } from "#lib/git/remote/refusal";
import { isObjectId } from "#lib/git/repository/objects";
import type { FileCommit, GitFile, ListedFile } from "#lib/git/types";

const REGULAR_FILE = 0o100000;
const TYPE_BITS = 0o170000;

const fileAtCommit = z.object({
  object: z.object({ file: z.object({ mode: z.number(), object: gitHubContent }).nullish() }).nullable(),
});

export function createGitHubFiles(repository: GitHubRepository, objects: GitHubObjects) {
  const { client, place, target } = repository;

  /** @param prefix the path of the folder, with a slash at its end; empty for the root */
  async function listTree(id: string, prefix: string, recursive: boolean): Promise<ListedFile[]> {
    const parameters = { ...place, tree_sha: id, ...(recursive && { recursive: "1" }) };
    const path = "/repos/{owner}/{repo}/git/trees/{tree_sha}";
    const { tree, truncated } = await client.get({ method: "GET", path, parameters, schema: gitHubTree });
    // GitHub lists at most 100,000 entries or 7 MB with sub-folders; then each folder is listed alone.
    if (truncated && recursive) return listTree(id, prefix, false);
    const files = tree
      .filter(({ type, mode }) => type === "blob" && mode.startsWith("100"))
      .map((entry) => ({ path: `${prefix}${entry.path}`, blob: entry.sha, size: entry.size }));
    if (recursive) return files;
    const folders = tree.filter(({ type }) => type === "tree");
    const below = await Promise.all(
      folders.map((folder) => listTree(folder.sha, `${prefix}${folder.path}/`, true)),
    );
    return [...files, ...below.flat()];
  }

  return {
    async readFile(path: string, ref = target): Promise<GitFile | undefined> {
      assertPath(path);
      if (!isObjectId(ref)) assertBranchName(ref);
      const { object } = await repository.query({
        name: "ReadFile",
        fields: `object(expression: $revision) {
          ... on Commit { file(path: $path) { mode object { ...blob } } }
        }`,
        fragments: [BLOB],
        variables: {
          revision: ["String!", isObjectId(ref) ? ref : `refs/heads/${ref}`],
          path: ["String!", path],
        },
        schema: fileAtCommit,
        accepts: ({ type }) => type === "NOT_FOUND",
      });
      const file = object?.file;
      if (!file?.object || (file.mode & TYPE_BITS) !== REGULAR_FILE) return undefined;
      const content = await objects.readBytes(file.object);
      return { path, content: content.toString(), blob: file.object.oid };
    },

    /** The tip of a branch; undefined where it is missing. */
    async headCommit(branch = target): Promise<string | undefined> {
      assertBranchName(branch);
      const parameters = { ...place, ref: `heads/${branch}` };
      const path = "/repos/{owner}/{repo}/git/ref/{ref}";
      try {
        const found = await client.getIfChanged({ method: "GET", path, parameters, schema: gitHubRef });
        return found.object.sha;
      } catch (error) {
        // GitHub answers 409 for a repository without a commit.
        if (!isRefusedWith(error, 404, 409)) throw error;
        // It also answers 404 for a repository that the portal may not see. Then this read fails.
        await repository.readId();
        return undefined;
      }
    },

    listFiles: (commit: string): Promise<ListedFile[]> => listTree(commit, "", true),

    readTexts: (blobs: readonly string[]): Promise<(string | undefined)[]> =>
      Promise.all(
        blobs.map(async (blob) => {
          const content = await objects.readBlob(blob, Number.POSITIVE_INFINITY);
          return content && decodeText(content);
        }),
      ),

    async lastChange(path: string): Promise<FileCommit | undefined> {
      assertPath(path);
      const parameters = { ...place, sha: target, path, per_page: 1 };
      const address = "/repos/{owner}/{repo}/commits";
      const found = await client
        .get({ method: "GET", path: address, parameters, schema: gitHubHistory })
        .catch((error: unknown) => {
          // 409: a repository without a commit.
          if (isRefusedWith(error, 404, 409)) return [];
          throw error;
        });
      const [last] = found;
      return last?.commit.author
        ? { id: last.sha, author: last.commit.author.name, at: last.commit.author.date }
        : undefined;
    },
  };
}
