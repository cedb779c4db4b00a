import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { Git } from "#lib/git/process/process";

/** The numbers of the types in a pack (https://git-scm.com/docs/gitformat-pack, "Object types"). */
const TYPES = { commit: 1, tree: 2, blob: 3 } as const;

export type WrittenType = keyof typeof TYPES;

/** Objects that Git stores together, in one process. */
export interface ObjectBatch {
  /** Returns the id of the future object. Content is stored unchanged, without filters. */
  add(type: WrittenType, content: string | Buffer): string;
  /** Stores the added objects. Before that, Git has none of them. */
  store(): Promise<void>;
}

/**
 * A commit needs a blob, a tree for each folder in the path, and itself. One process for each would cost more
 * than the rest of a request.
 * @param sibling the id of an object of the repository, which shows its object format: SHA-1 or SHA-256
 */
export function createObjectBatch(git: Git, sibling: string): ObjectBatch {
  const algorithm = sibling.length === 64 ? "sha256" : "sha1";
  const hash = (...parts: Uint8Array[]) => {
    const sum = createHash(algorithm);
    for (const part of parts) sum.update(part);
    return sum.digest();
  };
  const added = new Map<string, Buffer[]>();

  return {
    add(type, text) {
      const content = Buffer.from(text);
      const id = hash(Buffer.from(`${type} ${content.length}\0`), content).toString("hex");
      if (!added.has(id)) added.set(id, [formatHeader(type, content.length), deflateSync(content)]);
      return id;
    },
    async store() {
      if (added.size === 0) return;
      const start = Buffer.from("PACK\0\0\0\x02\0\0\0\0");
      start.writeUInt32BE(added.size, 8);
      const pack = Buffer.concat([start, ...[...added.values()].flat()]);
      await git.run(["unpack-objects", "-q"], { input: Buffer.concat([pack, hash(pack)]) });
      added.clear();
    },
  };
}

/** Type and size of an object in a pack: four bits of the size, then seven a byte while more follow. */
function formatHeader(type: WrittenType, size: number): Buffer {
  const bytes = [(TYPES[type] << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((bytes.pop() ?? 0) | 128, rest & 127);
  }
  return Buffer.from(bytes);
}
