import type { GitObject } from "#lib/git/process/object-reader";
import type { Git } from "#lib/git/process/process";
import type { WrittenType } from "#lib/git/repository/object-batch";

/** True for the full id of a Git object. */
export function isObjectId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** The sizes of objects in bytes, by id, with one process. A lost object is absent. */
export async function readSizes(git: Git, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const { stdout } = await git.run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], {
    input: ids.map((id) => `${id}\n`).join(""),
  });
  const lines = stdout.toString().split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [id = "", size = ""] = line.split(" ");
      return /^\d+$/.test(size) ? [[id, Number(size)] as const] : [];
    }),
  );
}

export async function readObject(git: Git, name: string): Promise<GitObject | undefined> {
  const [object] = await git.readObjects([name]);
  return object;
}

/**
 * Stores one object and returns its id. Content is stored unchanged, without filters. For several objects,
 * use an `ObjectBatch`.
 */
export async function writeObject(git: Git, type: WrittenType, content: string | Buffer): Promise<string> {
  const { stdout } = await git.run(["hash-object", "-w", "-t", type, "--stdin"], { input: content });
  return stdout.toString().trim();
}
