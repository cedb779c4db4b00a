/** One line of a comparison; `before` and `after` are line numbers from 1, as they are in each text. */
export type DiffLine =
  | { type: "same"; text: string; before: number; after: number }
  | { type: "removed"; text: string; before: number }
  | { type: "added"; text: string; after: number };

const MAX_EDITS = 2000;
const CONTEXT = 3;

/** Compares line by line: the fewest lines removed and added (Myers, "An O(ND) Difference Algorithm", 1986). */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [splitLines(before), splitLines(after)];
  const lines: DiffLine[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of findMatches(a, b)) {
    while (x < nextX) lines.push({ type: "removed", text: a[x] ?? "", before: ++x });
    while (y < nextY) lines.push({ type: "added", text: b[y] ?? "", after: ++y });
    if (x < a.length) lines.push({ type: "same", text: a[x] ?? "", before: ++x, after: ++y });
  }
  return lines;
}

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

function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Index pairs of equal lines in order, and last the pair of both ends. */
function findMatches(a: readonly string[], b: readonly string[]): [number, number][] {
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= Math.min(MAX_EDITS, a.length + b.length); edits += 1) {
    trace.push(new Map(reach));
    for (let k = -edits; k <= edits; k += 2) {
      const [down, right] = [reach.get(k + 1) ?? -1, reach.get(k - 1) ?? -1];
      let x = k === -edits || (k !== edits && right < down) ? down : right + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
    reach = new Map(reach);
  }
  // Too different to be worth comparing: all removed, all added.
  return [[a.length, b.length]];
}

function walkBack(trace: readonly Map<number, number>[], endX: number, endY: number): [number, number][] {
  const matches: [number, number][] = [[endX, endY]];
  let [x, y] = [endX, endY];
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits] ?? new Map<number, number>();
    const k = x - y;
    const [down, right] = [reach.get(k + 1) ?? -1, reach.get(k - 1) ?? -1];
    const from = k === -edits || (k !== edits && right < down) ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : (reach.get(from) ?? 0);
    const fromY = edits === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY) matches.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return matches.reverse();
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
