import { stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "#lib/git/process/process";
import { moveRefs, type RefMove, readRefs } from "#lib/git/repository/refs";

/** Branches and pull requests. */
const ALL_REFS = ["refs/heads/", "refs/pull/"];
/** Git lists pull requests in the first of these folders; packed refs are in the file. */
const PULLS = "refs/pull";
const MARKED = [PULLS, "refs/heads", "packed-refs"];
/** Git lists more refs all together. Some systems do not allow long command lines. */
const MOST_NAMED = 100;
/** Milliseconds. Some file systems count time in steps: a change soon after another one may have the same time. */
const STEP = 50;

export type Refs = ReadonlyMap<string, string>;

/** The commits of branches and pull requests, by the full names of their refs. */
export interface RefTable {
  /**
   * The refs as every portal on this repository left them. A change by plain Git is in it at the latest after the next
   * `check`.
   */
  read(): Promise<Refs>;
  /** Those of the named refs that exist, as Git has them now. */
  find(names: readonly string[]): Promise<Map<string, string>>;
  /** Reads the refs from Git. True where they are not those that were read last. Never rejects. */
  check(): Promise<boolean>;
  /** As `moveRefs`. */
  move(moves: readonly RefMove[]): Promise<boolean>;
}

interface Known {
  refs: Refs;
  /** Undefined: too young to tell from that of a later change. */
  mark: string | undefined;
}

/**
 * Keeps the refs in memory while `isChecked()`: Git lists ten thousand of them in 50 ms, and a request needs them several
 * times. Whoever moves refs through a table gives a folder another time, which all tables look at before each use.
 * @param path of the bare repository
 */
export function createRefTable(git: Git, path: string, isChecked: () => boolean): RefTable {
  let known: Known | undefined;
  let hasFailed = false;

  /** The same map where nothing changed. */
  async function load(): Promise<Refs> {
    const before = known?.refs;
    // Read before the refs: what changes meanwhile changes it.
    const mark = await readMark(path);
    const loaded = await readRefs(git, ALL_REFS);
    const refs = before && isSame(before, loaded) ? before : loaded;
    known = { refs, mark: isYoung(mark) ? undefined : mark.text };
    return refs;
  }

  /** What is known, where no portal moved a ref since. */
  async function recall(): Promise<Refs | undefined> {
    const { refs, mark } = known ?? {};
    return mark !== undefined && (await readMark(path)).text === mark ? refs : undefined;
  }

  const read = async (): Promise<Refs> => (isChecked() ? await recall() : undefined) ?? load();

  return {
    read,
    async find(names) {
      if (names.length === 0) return new Map();
      if (!isChecked()) return new Map(names.length > MOST_NAMED ? await load() : await readRefs(git, names));
      const refs = await read();
      const objects = await git.readObjects(names);
      const found = new Map<string, string>();
      const unsure: string[] = [];
      for (const [index, name] of names.entries()) {
        const commit = objects[index]?.id;
        if (commit !== undefined && refs.has(name)) found.set(name, commit);
        // For a missing ref, Git may have taken another one, such as a branch whose name begins with "refs/".
        else if (commit !== undefined) unsure.push(name);
      }
      if (unsure.length === 0) return found;
      return new Map([...found, ...(await readRefs(git, unsure))]);
    },
    async check() {
      const before = known?.refs;
      const failedBefore = hasFailed;
      const refs = await load().catch(() => undefined);
      hasFailed = refs === undefined;
      if (hasFailed) known = undefined;
      return hasFailed ? !failedBefore : failedBefore || refs !== before;
    },
    async move(moves) {
      const before = await recall();
      known = undefined;
      if (!(await moveRefs(git, moves))) return false;
      const mark = await leaveMark(path);
      // What another process moved at the same time is found by the check that follows each change.
      if (before && mark !== undefined) known = { refs: applyMoves(before, moves), mark };
      return true;
    },
  };
}

interface Mark {
  text: string;
  /** Milliseconds since 1970. */
  changedAt: number;
}

async function readMark(path: string): Promise<Mark> {
  const stats = await Promise.all(
    MARKED.map((name) =>
      stat(join(/* turbopackIgnore: true */ path, name), { bigint: true }).catch(() => undefined),
    ),
  );
  return {
    text: stats.map((found) => found?.mtimeNs ?? 0n).join(),
    changedAt: Math.max(...stats.map((found) => Number(found?.mtimeMs ?? 0n))),
  };
}

function isYoung({ changedAt }: Mark): boolean {
  return Date.now() - changedAt < STEP;
}

/** A time that no file system gives by itself, as it has a random fraction. Undefined before there are pull requests. */
async function leaveMark(path: string): Promise<string | undefined> {
  const now = Date.now() / 1_000 + Math.random() / 1_000;
  try {
    await utimes(join(/* turbopackIgnore: true */ path, PULLS), now, now);
    return (await readMark(path)).text;
  } catch {
    return undefined;
  }
}

function applyMoves(before: Refs, moves: readonly RefMove[]): Refs {
  const refs = new Map(before);
  for (const { ref, to } of moves) {
    if (to === null) refs.delete(ref);
    else refs.set(ref, to);
  }
  return refs;
}

function isSame(one: Refs, other: Refs): boolean {
  if (one.size !== other.size) return false;
  for (const [ref, commit] of one) if (other.get(ref) !== commit) return false;
  return true;
}
