/**
 * Patterns of Kubernetes schemas are RE2 (https://github.com/google/re2/wiki/Syntax); a browser has JavaScript's.
 * A pattern is parsed and written anew for the `u` flag, or left to the server where the two could disagree or
 * where JavaScript's backtracking could take for ever.
 */

import { parsePattern } from "#lib/schema/pattern-parser";
import { mayExplode } from "#lib/schema/pattern-safety";
import type { CharSet, PatternNode } from "#lib/schema/pattern-set";

/** The same pattern for `new RegExp(…, "u")`, matching unanchored as RE2 does; undefined: leave it to the server. */
export function translatePattern(re2: string): string | undefined {
  try {
    const branches = parsePattern(re2);
    if (branches.some(mayExplode)) return undefined;
    const pattern = writeBranches(branches);
    new RegExp(pattern, "u");
    return pattern;
  } catch {
    return undefined;
  }
}

function writeBranches(branches: PatternNode[][]): string {
  return branches.map((branch) => branch.map(writeNode).join("")).join("|");
}

function writeNode(node: PatternNode): string {
  if (node.type === "anchor") return node.text;
  if (node.type === "group") return `(?:${writeBranches(node.branches)})`;
  if (node.type === "repeat") return writeNode(node.node) + node.text;
  return writeSet(node);
}

function writeSet({ ranges, negated }: CharSet): string {
  const [only] = ranges;
  if (only && ranges.length === 1 && only[0] === only[1] && !negated)
    return writeCode(only[0], /[\\^$.*+?()[\]{}|/]/);
  const inside = ranges.map(([low, high]) => {
    const start = writeCode(low, /[\\\]^[-]/);
    return low === high ? start : `${start}-${writeCode(high, /[\\\]^[-]/)}`;
  });
  return `[${negated ? "^" : ""}${inside.join("")}]`;
}

function writeCode(code: number, special: RegExp): string {
  const char = String.fromCodePoint(code);
  if (code < 32 || code > 126) return `\\u{${code.toString(16)}}`;
  return special.test(char) ? `\\${char}` : char;
}
