import { diffArrays } from "diff";

/** One line of a comparison; `before` and `after` are line numbers from 1, as they are in each text. */
export type DiffLine =
  /** `isHidden`: nobody may see the line as the context of a change. */
  | { type: "same"; text: string; before: number; after: number; isHidden?: true }
  | { type: "removed"; text: string; before: number }
  | { type: "added"; text: string; after: number };

/**
 * Limit of removed and added lines. Above it the portal shows two texts, because nobody reads such a
 * comparison.
 */
const MAX_EDITS = 1_000;
/** Milliseconds, for texts within `MAX_EDITS` that still take long to compare. */
const TIMEOUT = 5_000;

/**
 * Compares line by line: the fewest removed and added lines, removed lines first. Texts with too many
 * differences are shown as removed and added as a whole.
 */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [splitLines(before), splitLines(after)];
  const parts = diffArrays(a, b, { maxEditLength: MAX_EDITS, timeout: TIMEOUT }) ?? [
    { value: a, removed: true, added: false },
    { value: b, removed: false, added: true },
  ];
  let [x, y] = [0, 0];
  return parts.flatMap(({ value, removed, added }) =>
    value.map((text): DiffLine => {
      if (removed) return { type: "removed", text, before: ++x };
      if (added) return { type: "added", text, after: ++y };
      return { type: "same", text, before: ++x, after: ++y };
    }),
  );
}

function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
