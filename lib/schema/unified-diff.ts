import { type DiffLine, diffLines } from "#lib/schema/line-diff";

const CONTEXT = 3;

/** Unified diff as `git diff` prints it; empty where the texts are equal. `undefined` is a file that is not there. */
export function formatUnifiedDiff(
  path: string,
  before: string | undefined,
  after: string | undefined,
): string {
  const lines = diffLines(before ?? "", after ?? "");
  const hunks = listHunks(lines);
  if (hunks.length === 0) return "";
  const from = before === undefined ? "/dev/null" : `a/${path}`;
  const to = after === undefined ? "/dev/null" : `b/${path}`;
  return `--- ${from}\n+++ ${to}\n${hunks.map((hunk) => formatHunk(lines, hunk)).join("")}`;
}

/** Ranges of lines that hold changes and three lines around them; those that touch are one. */
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

function formatHunk(lines: readonly DiffLine[], [start, end]: [number, number]): string {
  const count = (types: DiffLine["type"][], from: number, to: number) =>
    lines.slice(from, to).filter(({ type }) => types.includes(type)).length;
  const range = (types: DiffLine["type"][]) => {
    const length = count(types, start, end);
    const first = count(types, 0, start) + (length === 0 ? 0 : 1);
    return length === 1 ? `${first}` : `${first},${length}`;
  };
  const sign = { same: " ", removed: "-", added: "+" };
  const body = lines.slice(start, end).map(({ type, text }) => `${sign[type]}${text}\n`);
  return `@@ -${range(["same", "removed"])} +${range(["same", "added"])} @@\n${body.join("")}`;
}
