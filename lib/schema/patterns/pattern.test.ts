import { describe, expect, it } from "vitest";
import { compilePattern } from "#lib/schema/patterns/pattern";

function compile(re2: string) {
  const pattern = compilePattern(re2);
  if (!pattern) throw new Error("The pattern was left to the server.");
  return pattern;
}

describe("compilePattern", () => {
  it.each<[why: string, re2: string, takes: string[], refuses: string[]]>([
    ["matches anywhere, as RE2 does", "b", ["abc"], ["ac"]],
    ["ignores case", "(?i)^k[m-n]$", ["Km", "kN", "\u212Am"], ["ka"]],
    ["ignores case beyond ASCII", "(?i)^é$", ["é", "É"], ["e"]],
    ["knows the end of text", "^ab\\z", ["ab"], ["ab\n", "abc"]],
    ["knows multi-line mode", "(?m)^a$", ["b\na"], ["ba"]],
    ["takes a hyphen after a class", "^[\\w-\\.]+$", ["a-b.c"], ["a b"]],
    ["knows POSIX classes", "^[[:alpha:]_][[:alnum:]]*$", ["_a1"], ["1a"]],
    ["knows POSIX space as Go defines it", "^[[:space:]]$", ["\v"], ["a"]],
    ["takes quoted text literally", "^\\Qa.b\\E$", ["a.b"], ["axb"]],
    ["reads as text what JavaScript would read as syntax", "^a{b}/]$", ["a{b}/]"], ["ab"]],
    ["takes escapes that JavaScript's u flag forbids", "^a\\-b\\_\\@$", ["a-b_@"], ["ab"]],
    ["leaves line separators to the dot", "^.$", ["\r", "\u2028"], ["\n"]],
    ["counts a character beyond the basic plane as one", "^.$", ["😀"], ["😀😀"]],
    ["knows space as RE2 does", "^\\s$", [" ", "\f"], ["\v", "\u00a0"]],
    ["negates inside a class", "^[\\D]$", ["a"], ["1"]],
    ["reads hexadecimal escapes", "^\\x41\\x{42}$", ["AB"], ["ab"]],
    ["knows named groups", "^(?P<year>\\d{4})$", ["2026"], ["26"]],
    [
      "runs the pattern of a subdomain",
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
      ["a-b.c"],
      ["a-.c"],
    ],
    ["runs the pattern of a duration", "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$", ["1h30m", "1.5ms"], ["1x"]],
    ["runs the pattern of an address", "^([0-9]{1,3}\\.){3}[0-9]{1,3}$", ["10.0.0.1"], ["10.0.1"]],
  ])("%s", (_why, re2, takes, refuses) => {
    const pattern = compile(re2);
    expect(takes.filter((text) => !pattern.test(text))).toEqual([]);
    expect(refuses.filter((text) => pattern.test(text))).toEqual([]);
  });

  it.each([
    ["a loop in a loop", "^(a+)+$"],
    ["a counted loop in a loop", "^(a+){20}$"],
    ["a loop whose ends may be missing", "^([0-9a]+(m?))+$"],
    ["branches that start alike", "^(a|a)*$"],
    ["a loop two groups deep", "^((a*)b?)*$"],
    ["loops side by side", "^a*a*a*a*a*$"],
  ])("runs in linear time: %s", (_why, re2) => {
    // A backtracking engine would not end within the test's time.
    expect(compile(re2).test(`${"a".repeat(100_000)}!`)).toBe(false);
  });

  it.each<[why: string, re2: string, text: string, found: string[]]>([
    ["from the left, as much as a loop takes", "a+b?", "aab-a", ["aab", "a"]],
    ["as little as a lazy loop takes", "a+?", "aa", ["a", "a"]],
    ["an empty match between others", "x*", "axb", ["", "x", ""]],
    ["nothing", "z", "abc", []],
  ])("finds %s", (_why, re2, text, found) => {
    expect(compile(re2).findAll(text)).toEqual(found);
    expect(compile(re2).findAll(text, 1)).toEqual(found.slice(0, 1));
    expect(compile(re2).find(text)).toBe(found[0]);
  });

  it.each([
    ["Unicode classes, whose tables differ", "^\\p{L}+$"],
    ["lookahead, which RE2 has not", "^(?=a)b"],
    ["a broken pattern", "a)"],
    ["a dangling quantifier", "*a"],
  ])("leaves to the server: %s", (_why, re2) => {
    expect(compilePattern(re2)).toBeUndefined();
  });
});
