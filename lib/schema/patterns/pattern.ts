/**
 * Patterns of Kubernetes schemas and rules are RE2 (https://github.com/google/re2/wiki/Syntax). They run here
 * with RE2's semantics, in time linear in the text. JavaScript's engine interprets some of them differently,
 * and backtracks.
 */
import type { RE2JS } from "re2js";
import { memoize } from "#lib/schema/memoize";
import { getRe2 } from "#lib/schema/patterns/re2";

/** A pattern that matches anywhere in a text, as RE2 does. */
export interface Pattern {
  test(text: string): boolean;
  /** The first match; undefined where there is none. */
  find(text: string): string | undefined;
  /**
   * The matches from the left, at most `limit`. An empty match right after another match is skipped, as in
   * Go.
   */
  findAll(text: string, limit?: number): string[];
}

const MOST_COMPILED = 500;

/**
 * Undefined where only the API server can run the pattern: it is not RE2, or it uses Unicode classes, whose
 * tables differ. In a browser also undefined until `loadRe2` has resolved.
 */
export function compilePattern(re2: string): Pattern | undefined {
  return getRe2() ? compileOnce(re2) : undefined;
}

const compileOnce = memoize(compile, MOST_COMPILED);

function compile(re2: string): Pattern | undefined {
  const engine = getRe2();
  if (!engine || /\\[pP]/.test(re2)) return undefined;
  try {
    const regex = engine.compile(re2);
    return {
      test: (text) => regex.test(text),
      find(text) {
        const matcher = regex.matcher(text);
        return matcher.find() ? (matcher.group() ?? undefined) : undefined;
      },
      findAll: (text, limit = Number.POSITIVE_INFINITY) => findAll(regex, text, limit),
    };
  } catch {
    return undefined;
  }
}

function findAll(regex: RE2JS, text: string, limit: number): string[] {
  const matcher = regex.matcher(text);
  const found: string[] = [];
  let end = -1;
  while (found.length < limit && matcher.find()) {
    const match = matcher.group() ?? "";
    const isRepeat = match === "" && matcher.start() === end;
    end = matcher.end();
    if (!isRepeat) found.push(match);
  }
  return found;
}
