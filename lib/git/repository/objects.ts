import { PortalError } from "#lib/errors";
import type { Git } from "#lib/git/process/process";
import type { WrittenType } from "#lib/git/repository/object-batch";

export interface GitObject {
  id: string;
  type: string;
  content: Buffer;
}

/** True for the full id of a Git object. */
export function isObjectId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/**
 * Objects by name (an id, `<commit>:<path>`, a full ref), in the given order, with one process. Undefined for
 * an unknown name.
 */
export async function readObjects(git: Git, names: readonly string[]): Promise<(GitObject | undefined)[]> {
  if (names.length === 0) return [];
  const { stdout } = await git.run(["cat-file", "--batch", "-z"], {
    input: names.map((n) => `${n}\0`).join(""),
  });
  let offset = 0;
  return names.map((name) => {
    const end = stdout.indexOf(0x0a, offset);
    if (end < 0) throw unreadable(name);
    const header = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(stdout.toString("utf8", offset, end));
    offset = end + 1;
    if (header === null) return undefined;
    const [, id = "", type = "", size = "0"] = header;
    const content = stdout.subarray(offset, offset + Number(size));
    offset += Number(size) + 1;
    return { id, type, content };
  });
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
  const [object] = await readObjects(git, [name]);
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

/** The `git-unavailable` error for an object that Git did not return. */
export function unreadable(name: string): PortalError {
  return new PortalError("git-unavailable", {
    detail: "The Git repository could not be read.",
    suggestion:
      "Try again. If the problem persists, ask the platform team to check the repository and its disk.",
    cause: new Error(`Git did not return ${name}`),
  });
}
