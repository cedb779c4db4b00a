import { type DiffLine, diffLines } from "#lib/manifest/diff/line-diff";

const CONTEXT = 3;

/** Unified diff as `git diff` prints it; empty for equal texts. `undefined` stands for an absent file. */
export function formatUnifiedDiff(
  path: string,
  before: string | undefined,
  after: string | undefined,
): string {
  const sides = { before: before !== undefined, after: after !== undefined };
  return formatDiffLines(path, sides, diffLines(before ?? "", after ?? ""));
}

/**
 * Lines as a unified diff, without hidden lines.
 * @param sides whether the file exists before and after
 */
export function formatDiffLines(
  path: string,
  sides: { before: boolean; after: boolean },
  lines: readonly DiffLine[],
): string {
  const hunks = listHunks(lines);
  if (hunks.length === 0) return "";
  const counts = countLines(lines);
  const from = sides.before ? `a/${path}` : "/dev/null";
  const to = sides.after ? `b/${path}` : "/dev/null";
  return `--- ${from}\n+++ ${to}\n${hunks.map((hunk) => formatHunk(lines, counts, hunk)).join("")}`;
}

/** The diffs of single files in a unified diff of several, with the path of each. */
export function splitUnifiedDiff(diff: string): { path: string; diff: string }[] {
  const files: { path: string; lines: string[] }[] = [];
  // Only between hunks, a line that begins with --- is a header.
  let left = { before: 0, after: 0 };
  for (const line of diff.split(/(?<=\n)/)) {
    const isBetween = left.before <= 0 && left.after <= 0;
    const hunk = isBetween ? /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) : null;
    if (hunk) left = { before: Number(hunk[1] ?? 1), after: Number(hunk[2] ?? 1) };
    else if (!isBetween) {
      left = {
        before: left.before - (line.startsWith("+") ? 0 : 1),
        after: left.after - (line.startsWith("-") ? 0 : 1),
      };
    }
    const [, path] = (isBetween && /^(?:---|\+\+\+) (?:\/dev\/null|[ab]\/(.*))\n$/.exec(line)) || [];
    if (isBetween && line.startsWith("--- ")) files.push({ path: path ?? "", lines: [] });
    const file = files.at(-1);
    if (!file) continue;
    file.lines.push(line);
    if (file.path === "" && path !== undefined) file.path = path;
  }
  return files.map(({ path, lines }) => ({ path, diff: lines.join("") }));
}

/** Ranges of changed lines with up to three visible lines around them. Adjacent ranges are joined. */
function listHunks(lines: readonly DiffLine[]): [start: number, end: number][] {
  const hunks: [number, number][] = [];
  for (const [index, { type }] of lines.entries()) {
    if (type === "same") continue;
    const last = hunks.at(-1);
    const start = reach(lines, index, -1);
    const end = reach(lines, index, 1) + 1;
    if (last && start <= last[1]) last[1] = end;
    else hunks.push([start, end]);
  }
  return hunks;
}

/** The index of the last line of the context in one direction. */
function reach(lines: readonly DiffLine[], index: number, step: 1 | -1): number {
  let at = index;
  for (let count = 0; count < CONTEXT; count += 1) {
    const next = lines[at + step];
    if (!next || (next.type === "same" && next.isHidden)) break;
    at += step;
  }
  return at;
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
