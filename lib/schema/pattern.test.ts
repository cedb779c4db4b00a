import { describe, expect, it } from "vitest";
import { translatePattern } from "#lib/schema/pattern";

describe("translatePattern", () => {
  it.each<[why: string, re2: string, takes: string[], refuses: string[]]>([
    ["matches anywhere, as RE2 does", "b", ["abc"], ["ac"]],
    ["ignores case", "(?i)^k[m-n]$", ["Km", "kN", "\u212Am"], ["ka"]],
    ["knows the end of text", "^ab\\z", ["ab"], ["ab\n", "abc"]],
    ["takes a hyphen after a class", "^[\\w-\\.]+$", ["a-b.c"], ["a b"]],
    ["knows POSIX classes", "^[[:alpha:]_][[:alnum:]]*$", ["_a1"], ["1a"]],
    ["knows POSIX space as Go defines it", "^[[:space:]]$", ["\v"], ["a"]],
    ["takes quoted text literally", "^\\Qa.b\\E$", ["a.b"], ["axb"]],
    ["escapes what JavaScript would read as syntax", "^a{b}/]$", ["a{b}/]"], ["ab"]],
    ["takes escapes that the u flag forbids", "^a\\-b\\_\\@$", ["a-b_@"], ["ab"]],
    ["leaves line separators to the dot", "^.$", ["\r", "\u2028"], ["\n"]],
    ["knows space as RE2 does", "^\\s$", [" ", "\f"], ["\v", "\u00a0"]],
    ["negates inside a class", "^[\\D]$", ["a"], ["1"]],
    ["reads hexadecimal escapes", "^\\x41\\x{42}$", ["AB"], ["ab"]],
    ["drops the names of groups", "^(?P<year>\\d{4})$", ["2026"], ["26"]],
    [
      "runs the pattern of a subdomain",
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
      ["a-b.c"],
      ["a-.c"],
    ],
    ["runs the pattern of a duration", "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$", ["1h30m", "1.5ms"], ["1x"]],
    ["runs the pattern of an address", "^([0-9]{1,3}\\.){3}[0-9]{1,3}$", ["10.0.0.1"], ["10.0.1"]],
  ])("%s", (_why, re2, takes, refuses) => {
    const pattern = translatePattern(re2);
    if (pattern === undefined) throw new Error("The pattern was left to the server.");
    const regex = new RegExp(pattern, "u");
    expect(takes.filter((text) => !regex.test(text))).toEqual([]);
    expect(refuses.filter((text) => regex.test(text))).toEqual([]);
  });

  it.each([
    ["a loop in a loop", "^(a+)+$"],
    ["a counted loop in a loop", "^(a+){20}$"],
    ["a loop whose ends may be missing", "^([0-9]+(m?))+$"],
    ["branches that start alike", "^(a|a)*$"],
    ["a loop two groups deep", "^((a*)b?)*$"],
    ["Unicode classes, whose tables differ", "^\\p{L}+$"],
    ["multi-line mode", "(?m)^a$"],
    ["letters beyond ASCII without case", "(?i)é"],
    ["lookahead, which RE2 has not", "^(?=a)b"],
    ["a broken pattern", "a)"],
    ["a dangling quantifier", "*a"],
  ])("leaves to the server: %s", (_why, re2) => {
    expect(translatePattern(re2)).toBeUndefined();
  });
});
