import type { Git } from "#lib/git/process/process";

/**
 * One ref of a transaction. `from: null` creates, `to: null` deletes; otherwise the ref moves from one commit
 * to another.
 */
export interface RefMove {
  ref: string;
  from: string | null;
  to: string | null;
}

/** Commit ids by full name of the refs that match the patterns (a prefix ending in "/", or a glob). */
export async function readRefs(git: Git, patterns: readonly string[], extra: readonly string[] = []) {
  const { stdout } = await git.run([
    "for-each-ref",
    "--format=%(objectname) %(refname)",
    ...extra,
    ...patterns,
  ]);
  const refs = new Map<string, string>();
  for (let start = 0, end = 0; end >= 0; start = end + 1) {
    end = stdout.indexOf(0x0a, start);
    const space = stdout.indexOf(0x20, start);
    // Read from the bytes: a part of a string would keep the whole string in memory, for as long as one request has it.
    if (end > space && space > start)
      refs.set(stdout.toString("utf8", space + 1, end), stdout.toString("latin1", start, space));
  }
  return refs;
}

/**
 * Moves all refs or none, each only if it still has its old value (compare-and-swap). False means that
 * another process moved one of them first, or holds its lock: read again and decide again.
 */
export async function moveRefs(git: Git, moves: readonly RefMove[]): Promise<boolean> {
  const commands = moves.map(({ ref, from, to }) => {
    if (from === null) return `create ${ref}\0${to}\0`;
    if (to === null) return `delete ${ref}\0${from}\0`;
    return `update ${ref}\0${to}\0${from}\0`;
  });
  const { code } = await git.run(["update-ref", "-z", "--stdin"], {
    input: commands.join(""),
    accept: [0, 1, 128],
  });
  return code === 0;
}
