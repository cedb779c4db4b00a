/** Folders and contents of files in Gitea, by their ids. */
import type { z } from "zod";
import type { GiteaClient } from "#lib/git/gitea/client";
import { giteaBlob, giteaTree } from "#lib/git/gitea/shapes";

const ENTRIES_PER_PAGE = 1_000;

export type GiteaEntry = z.infer<typeof giteaTree>["tree"][number];

/** Runs a call when fewer than a maximum are running. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** `root` is the repository's path in the API; `limit` bounds concurrent calls. */
export function createGiteaObjects(client: GiteaClient, root: string, limit: Limit) {
  return {
    /** The entries of a folder, or of the whole tree of a commit; with `recursive` those of its folders too. */
    async readTree(id: string, { recursive = false } = {}): Promise<GiteaEntry[]> {
      const entries: GiteaEntry[] = [];
      for (let page = 1; ; page += 1) {
        const query = `recursive=${recursive}&page=${page}&per_page=${ENTRIES_PER_PAGE}`;
        const { tree, truncated } = await limit(() =>
          client.get(`${root}/git/trees/${id}?${query}`, giteaTree),
        );
        entries.push(...tree);
        if (!truncated || tree.length === 0) return entries;
      }
    },

    /** Undefined for a blob that is larger than Gitea returns (`DEFAULT_MAX_BLOB_SIZE`, 10 MiB by default). */
    async readBlob(id: string): Promise<Buffer | undefined> {
      const { content } = await limit(() => client.get(`${root}/git/blobs/${id}`, giteaBlob));
      return typeof content === "string" ? Buffer.from(content, "base64") : undefined;
    },
  };
}
