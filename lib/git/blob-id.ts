import { createHash } from "node:crypto";

/**
 * The id that Git gives a blob with this content
 * (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage).
 * @param like another id of the repository, whose length shows which hash the repository uses; null for SHA-1
 */
export function hashBlob(content: string | Buffer, like: string | null): string {
  const bytes = Buffer.from(content);
  const hash = createHash(like?.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
