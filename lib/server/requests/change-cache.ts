import "server-only";
import { LRUCache } from "lru-cache";
import type { ChangeSet, PullRequest } from "#lib/git/types";

/** What is kept at most, in characters of file content. */
const MAX_CHARACTERS = 64 * 1024 * 1024;
/** What an entry takes besides the content of its files. */
const OVERHEAD = 1_000;

/**
 * Change sets of pull requests, each under the commits that it was read at, so that none can stand for another. The
 * least recently used go first.
 */
export type ChangeCache = LRUCache<string, ChangeSet>;

export function createChangeCache(): ChangeCache {
  return new LRUCache<string, ChangeSet>({ maxSize: MAX_CHARACTERS, sizeCalculation: measure });
}

/** The key of what a pull request changes at `head`; `target` counts while it is open. */
export function changeKey(
  { number, state }: Pick<PullRequest, "number" | "state">,
  { head, target }: Pick<ChangeSet, "head" | "target">,
): string {
  return [number, state, head, state === "open" ? target : ""].join(" ");
}

function measure({ files, overlaps = [] }: ChangeSet): number {
  const lengths = files.map(
    ({ path, before = "", after = "" }) => path.length + before.length + after.length,
  );
  for (const { path, target = "", merged = "" } of overlaps)
    lengths.push(path.length + target.length + merged.length);
  return lengths.reduce((sum, length) => sum + length, OVERHEAD);
}
