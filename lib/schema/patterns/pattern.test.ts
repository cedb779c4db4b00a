import { describe, expect, it } from "vitest";
import { compilePattern } from "#lib/schema/patterns/pattern";

function compile(re2: string) {
  const pattern = compilePattern(re2);
  if (!pattern) throw new Error("The pattern was left to the server.");
  return pattern;
}

describe("compilePattern", () => {
  it.each<[why: string, re2: string, takes: string[], refuses: string[]]>([
    ["matches anywhere in the text", "b", ["abc"], ["ac"]],
    ["ignores case", "(?i)^k[m-n]$", ["Km", "kN", "\u212Am"], ["ka"]],
    ["ignores case beyond ASCII", "(?i)^é$", ["é", "É"], ["e"]],
    ["supports the end of text", "^ab\\z", ["ab"], ["ab\n", "abc"]],
    ["supports multi-line mode", "(?m)^a$", ["b\na"], ["ba"]],
    ["accepts a hyphen after a class", "^[\\w-\\.]+$", ["a-b.c"], ["a b"]],
    ["supports POSIX classes", "^[[:alpha:]_][[:alnum:]]*$", ["_a1"], ["1a"]],
    ["supports POSIX space as Go defines it", "^[[:space:]]$", ["\v"], ["a"]],
    ["matches quoted text literally", "^\\Qa.b\\E$", ["a.b"], ["axb"]],
    ["matches braces literally that JavaScript reads as syntax", "^a{b}/]$", ["a{b}/]"], ["ab"]],
    ["accepts escapes that JavaScript's u flag forbids", "^a\\-b\\_\\@$", ["a-b_@"], ["ab"]],
    ["matches line separators with the dot", "^.$", ["\r", "\u2028"], ["\n"]],
    ["counts a character beyond the basic plane as one", "^.$", ["😀"], ["😀😀"]],
    ["matches space as RE2 defines it", "^\\s$", [" ", "\f"], ["\v", "\u00a0"]],
    ["supports a negated class inside a class", "^[\\D]$", ["a"], ["1"]],
    ["reads hexadecimal escapes", "^\\x41\\x{42}$", ["AB"], ["ab"]],
    ["supports named groups", "^(?P<year>\\d{4})$", ["2026"], ["26"]],
    [
      "supports the pattern of a subdomain",
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
      ["a-b.c"],
      ["a-.c"],
    ],
    ["supports the pattern of a duration", "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$", ["1h30m", "1.5ms"], ["1x"]],
    ["supports the pattern of an IPv4 address", "^([0-9]{1,3}\\.){3}[0-9]{1,3}$", ["10.0.0.1"], ["10.0.1"]],
  ])("%s", (_why, re2, takes, refuses) => {
    const pattern = compile(re2);
    expect(takes.filter((text) => !pattern.test(text))).toEqual([]);
    expect(refuses.filter((text) => pattern.test(text))).toEqual([]);
  });

  it.each([
    ["a loop in a loop", "^(a+)+$"],
    ["a counted loop in a loop", "^(a+){20}$"],
    ["a loop with an optional end", "^([0-9a]+(m?))+$"],
    ["alternatives with the same start", "^(a|a)*$"],
    ["a loop two groups deep", "^((a*)b?)*$"],
    ["consecutive loops", "^a*a*a*a*a*$"],
  ])("runs in linear time: %s", (_why, re2) => {
    // A backtracking engine would not end within the test's time.
    expect(compile(re2).test(`${"a".repeat(100_000)}!`)).toBe(false);
  });

  it.each<[why: string, re2: string, text: string, found: string[]]>([
    ["the longest match of a greedy loop from the left", "a+b?", "aab-a", ["aab", "a"]],
    ["the shortest match of a lazy loop", "a+?", "aa", ["a", "a"]],
    ["empty matches between characters", "x*", "axb", ["", "x", ""]],
    ["nothing", "z", "abc", []],
  ])("finds %s", (_why, re2, text, found) => {
    expect(compile(re2).findAll(text)).toEqual(found);
    expect(compile(re2).findAll(text, 1)).toEqual(found.slice(0, 1));
    expect(compile(re2).find(text)).toBe(found[0]);
  });

  it.each([
    ["Unicode classes, whose tables differ between engines", "^\\p{L}+$"],
    ["lookahead, which RE2 does not support", "^(?=a)b"],
    ["a broken pattern", "a)"],
    ["a dangling quantifier", "*a"],
  ])("does not compile %s", (_why, re2) => {
    expect(compilePattern(re2)).toBeUndefined();
  });
});
