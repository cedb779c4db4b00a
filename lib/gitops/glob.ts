/**
 * Matches like Argo CD's `directory.include` and `directory.exclude` (github.com/gobwas/glob without
 * separators, so `*` matches slashes): `*`, `**`, `?`, `[abc]`, `[!a-z]`, `{one,two}` and `\` before a
 * literal character. https://argo-cd.readthedocs.io/en/stable/user-guide/directory/#includingexcluding-files
 * @returns false for an invalid pattern, as in Argo CD
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const tokens = parseGlob([...pattern]);
  return tokens !== undefined && matches(tokens, [...text]);
}

type Token =
  | { type: "any" }
  | { type: "one"; accepts: (character: string) => boolean }
  | { type: "choice"; branches: Token[][] };

/** Undefined for an unclosed bracket or brace. */
function parseGlob(rest: string[]): Token[] | undefined {
  const branches = parseBranches(rest, false);
  return branches?.[0];
}

/** Parses to the closing brace (`inBraces`) or the end. A comma starts another branch only inside braces. */
function parseBranches(rest: string[], inBraces: boolean): Token[][] | undefined {
  const branches: Token[][] = [];
  let branch: Token[] = [];
  while (rest.length > 0) {
    const character = rest.shift() ?? "";
    if (inBraces && (character === "," || character === "}")) {
      branches.push(branch);
      branch = [];
      if (character === "}") return branches;
      continue;
    }
    const token = parseToken(character, rest);
    if (!token) return undefined;
    branch.push(token);
  }
  return inBraces ? undefined : [branch];
}

function parseToken(character: string, rest: string[]): Token | undefined {
  if (character === "*") return { type: "any" };
  if (character === "?") return { type: "one", accepts: () => true };
  if (character === "[") return parseClass(rest);
  if (character === "{") {
    const branches = parseBranches(rest, true);
    return branches && { type: "choice", branches };
  }
  const literal = character === "\\" ? rest.shift() : character;
  return literal === undefined ? undefined : { type: "one", accepts: (other) => other === literal };
}

function parseClass(rest: string[]): Token | undefined {
  const end = rest.indexOf("]", 1);
  if (end < 0) return undefined;
  const inside = rest.splice(0, end + 1).slice(0, -1);
  const negated = inside[0] === "!";
  const set = negated ? inside.slice(1) : inside;
  const [low, dash, high, more] = set;
  const accepts =
    low !== undefined && dash === "-" && high !== undefined && more === undefined
      ? (other: string) => low <= other && other <= high
      : (other: string) => set.includes(other);
  return { type: "one", accepts: (other) => accepts(other) !== negated };
}

/** Tracks all possible positions at once, so the time is at most the pattern's length times the text's. */
function matches(tokens: readonly Token[], text: readonly string[]): boolean {
  return advance(tokens, text, new Set([0])).has(text.length);
}

function advance(tokens: readonly Token[], text: readonly string[], from: ReadonlySet<number>): Set<number> {
  let places = new Set(from);
  for (const token of tokens) {
    if (places.size === 0) return places;
    places = step(token, text, places);
  }
  return places;
}

function step(token: Token, text: readonly string[], places: ReadonlySet<number>): Set<number> {
  if (token.type === "any") {
    const first = Math.min(...places);
    return new Set(Array.from({ length: text.length - first + 1 }, (_, index) => first + index));
  }
  if (token.type === "choice") {
    return new Set(token.branches.flatMap((branch) => [...advance(branch, text, places)]));
  }
  const next = new Set<number>();
  for (const place of places) {
    const character = text[place];
    if (character !== undefined && token.accepts(character)) next.add(place + 1);
  }
  return next;
}
