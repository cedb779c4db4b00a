/** Sets of characters in a pattern, and the named ones of RE2. https://github.com/google/re2/wiki/Syntax */

/** A set of characters, as the inside of a JavaScript class; `negated` turns it round. */
export interface CharSet {
  type: "set";
  ranges: Range[];
  negated: boolean;
}

export type Range = readonly [low: number, high: number];
/** A parsed pattern: branches of sequences of these. */
export type PatternNode =
  | CharSet
  | { type: "anchor"; text: string }
  | { type: "group"; branches: PatternNode[][] }
  | { type: "repeat"; node: PatternNode; text: string; unbounded: boolean; optional: boolean };

const MAX_CODE = 0x10ffff;

const ALPHA: Range[] = [
  [65, 90],
  [97, 122],
];
const DIGIT: Range[] = [[48, 57]];
const SPACE: Range[] = [
  [9, 10],
  [12, 13],
  [32, 32],
];
const WORD: Range[] = [...DIGIT, ...ALPHA, [95, 95]];
/** `\\d`, `\\s`, `\\w`: ASCII only, and without the vertical tab, as in RE2. */
export const PERL: Record<string, Range[]> = { d: DIGIT, s: SPACE, w: WORD };
/** `[[:alpha:]]` and its kin. */
export const POSIX: Record<string, Range[]> = {
  alnum: [...DIGIT, ...ALPHA],
  alpha: ALPHA,
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: DIGIT,
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  word: WORD,
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
};
/** Thrown while translating: the pattern is the server's to check. */
export class Untranslatable extends Error {}

/** The range with its other case. RE2 folds k with the Kelvin sign and s with the long s; beyond ASCII is the server's. */
export function foldRange(range: Range): Range[] {
  const [low, high] = range;
  if (high > 127 && !(low === 128 && high === MAX_CODE)) throw new Untranslatable();
  const folded: Range[] = [range];
  for (let code = Math.max(low, 65); code <= Math.min(high, 122); code++) {
    if (!/[A-Za-z]/.test(String.fromCodePoint(code))) continue;
    folded.push([code ^ 32, code ^ 32]);
    if ((code | 32) === 107) folded.push([0x212a, 0x212a]);
    if ((code | 32) === 115) folded.push([0x17f, 0x17f]);
  }
  return folded;
}

/** True when no character is in both. */
export function isDisjoint(a: CharSet, b: CharSet): boolean {
  const [left, right] = [positive(a), positive(b)];
  return left.every(([low, high]) => right.every(([start, end]) => high < start || end < low));
}

/** The set as plain ranges. */
export function positive(set: CharSet): Range[] {
  if (!set.negated) return set.ranges;
  const sorted = [...set.ranges].sort((a, b) => a[0] - b[0]);
  const gaps: Range[] = [];
  let from = 0;
  for (const [low, high] of sorted) {
    if (low > from) gaps.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  return from <= MAX_CODE ? [...gaps, [from, MAX_CODE]] : gaps;
}
