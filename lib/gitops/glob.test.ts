import { expect, it } from "vitest";
import { matchesGlob } from "#lib/gitops/glob";

it.each<[pattern: string, path: string, matches: boolean, reason: string]>([
  ["*.yaml", "one.yaml", true, "a star matches a name"],
  ["*.yaml", "team/one.yaml", true, "a star crosses slashes, because Argo CD names no separator"],
  ["*.yaml", "one.yml", false, "the ending differs"],
  ["team/**", "team/a/b.yaml", true, "two stars do what one does"],
  ["team/?.yaml", "team/a.yaml", true, "a question mark is one character"],
  ["team/?.yaml", "team/ab.yaml", false, "a question mark is not two characters"],
  ["{one,two}.yaml", "two.yaml", true, "braces list alternatives"],
  ["{one,t{w,e}*}.yaml", "ten.yaml", true, "braces nest"],
  ["{config/*,*.yml}", "config/x.json", true, "alternatives hold slashes and stars"],
  ["[a-c].yaml", "b.yaml", true, "a range"],
  ["[!a-c].yaml", "b.yaml", false, "a range that is excluded"],
  ["[abc].yaml", "c.yaml", true, "a list of characters"],
  ["\\*.yaml", "*.yaml", true, "a backslash takes the next character literally"],
  ["\\*.yaml", "a.yaml", false, "an escaped star is no wildcard"],
  ["a.yaml,b.yaml", "a.yaml,b.yaml", true, "a comma outside braces is a comma"],
  ["", "", true, "an empty pattern matches nothing but the empty text"],
  ["", "a", false, "an empty pattern matches no path"],
  ["[a", "a", false, "an open bracket is no pattern"],
  ["{a", "a", false, "an open brace is no pattern"],
  [`${"*a".repeat(40)}b`, "a".repeat(2_000), false, "many stars take no longer than pattern times path"],
])("%s against %s: %s (%s)", (pattern, path, matches) => {
  expect(matchesGlob(pattern, path)).toBe(matches);
});
