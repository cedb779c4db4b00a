/** All files of a repository at Gitea: their list, their content, and their last change. */

import { createLimit } from "#lib/git/concurrency-limit";
import { decodeText } from "#lib/git/file-text";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import { createGiteaObjects } from "#lib/git/gitea/objects";
import { giteaHistory } from "#lib/git/gitea/shapes";
import { assertPath } from "#lib/git/path";
import type { FileCommit, ListedFile } from "#lib/git/types";

const CALLS_AT_ONCE = 6;

/** `root` is the repository's path in the API, `target` the target branch. */
export function createGiteaFiles(client: GiteaClient, root: string, target: string) {
  const objects = createGiteaObjects(client, root, createLimit(CALLS_AT_ONCE));

  async function readText(blob: string): Promise<string | undefined> {
    const content = await objects.readBlob(blob).catch((error: unknown) => {
      // Gitea returns 400 for a blob that it does not have.
      if ([400, 404].includes(findRefusal(error)?.status ?? 0)) return undefined;
      throw error;
    });
    return content && decodeText(content);
  }

  return {
    async list(commit: string): Promise<ListedFile[]> {
      const entries = await objects.readTree(commit, { recursive: true });
      return entries
        .filter(({ type, mode }) => type === "blob" && mode.startsWith("100"))
        .map(({ path, sha, size }) => ({ path, blob: sha, size }));
    },

    readTexts: (blobs: readonly string[]): Promise<(string | undefined)[]> =>
      Promise.all(blobs.map(readText)),

    async lastChange(path: string): Promise<FileCommit | undefined> {
      assertPath(path);
      const query = new URLSearchParams({
        ...{ sha: target, path, limit: "1" },
        ...{ stat: "false", verification: "false", files: "false" },
      });
      const [last] = (await client.find(`${root}/commits?${query}`, giteaHistory)) ?? [];
      return last && { id: last.sha, author: last.commit.author.name, at: last.commit.author.date };
    },
  };
}
