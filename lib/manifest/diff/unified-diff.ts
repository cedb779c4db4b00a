import { type DiffLine, diffLines } from "#lib/manifest/diff/line-diff";

const CONTEXT = 3;

/** Unified diff as `git diff` prints it; empty for equal texts. `undefined` stands for an absent file. */
export function formatUnifiedDiff(
  path: string,
  before: string | undefined,
  after: string | undefined,
): string {
  const lines = diffLines(before ?? "", after ?? "");
  const hunks = listHunks(lines);
  if (hunks.length === 0) return "";
  const counts = countLines(lines);
  const from = before === undefined ? "/dev/null" : `a/${path}`;
  const to = after === undefined ? "/dev/null" : `b/${path}`;
  return `--- ${from}\n+++ ${to}\n${hunks.map((hunk) => formatHunk(lines, counts, hunk)).join("")}`;
}

/** Ranges of changed lines with three lines around them. Adjacent ranges are joined. */
function listHunks(lines: readonly DiffLine[]): [start: number, end: number][] {
  const hunks: [number, number][] = [];
  for (const [index, { type }] of lines.entries()) {
    if (type === "same") continue;
    const last = hunks.at(-1);
    const end = Math.min(lines.length, index + CONTEXT + 1);
    if (last && index - CONTEXT <= last[1]) last[1] = end;
    else hunks.push([Math.max(0, index - CONTEXT), end]);
  }
  return hunks;
}

/** Numbers of lines in either text before each line of the comparison, and in total. */
function countLines(lines: readonly DiffLine[]): { before: number; after: number }[] {
  const counts = [{ before: 0, after: 0 }];
  let [before, after] = [0, 0];
  for (const { type } of lines) {
    if (type !== "added") before += 1;
    if (type !== "removed") after += 1;
    counts.push({ before, after });
  }
  return counts;
}

const SIGNS = { same: " ", removed: "-", added: "+" };

function formatHunk(
  lines: readonly DiffLine[],
  counts: ReturnType<typeof countLines>,
  [start, end]: [number, number],
): string {
  const range = (side: "before" | "after") => {
    const preceding = counts[start]?.[side] ?? 0;
    const length = (counts[end]?.[side] ?? 0) - preceding;
    const first = preceding + (length === 0 ? 0 : 1);
    return length === 1 ? `${first}` : `${first},${length}`;
  };
  const body = lines.slice(start, end).map(({ type, text }) => `${SIGNS[type]}${text}\n`);
  return `@@ -${range("before")} +${range("after")} @@\n${body.join("")}`;
}
