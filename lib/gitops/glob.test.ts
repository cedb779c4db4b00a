import { expect, it } from "vitest";
import { matchesGlob } from "#lib/gitops/glob";

it.each<[pattern: string, path: string, matches: boolean, reason: string]>([
  ["*.yaml", "one.yaml", true, "a star matches a name"],
  ["*.yaml", "team/one.yaml", true, "a star crosses slashes, because Argo CD names no separator"],
  ["*.yaml", "one.yml", false, "the ending differs"],
  ["team/**", "team/a/b.yaml", true, "two stars match like one"],
  ["team/?.yaml", "team/a.yaml", true, "a question mark is one character"],
  ["team/?.yaml", "team/ab.yaml", false, "a question mark is not two characters"],
  ["{one,two}.yaml", "two.yaml", true, "braces list alternatives"],
  ["{one,t{w,e}*}.yaml", "ten.yaml", true, "braces can be nested"],
  ["{config/*,*.yml}", "config/x.json", true, "alternatives can contain slashes and stars"],
  ["[a-c].yaml", "b.yaml", true, "a range matches a character"],
  ["[!a-c].yaml", "b.yaml", false, "a negated range excludes a character"],
  ["[abc].yaml", "c.yaml", true, "a list matches a character"],
  ["\\*.yaml", "*.yaml", true, "a backslash makes the next character literal"],
  ["\\*.yaml", "a.yaml", false, "an escaped star is not a wildcard"],
  ["a.yaml,b.yaml", "a.yaml,b.yaml", true, "a comma outside braces is literal"],
  ["", "", true, "an empty pattern matches nothing but the empty text"],
  ["", "a", false, "an empty pattern matches no path"],
  ["[a", "a", false, "an unclosed bracket matches nothing"],
  ["{a", "a", false, "an unclosed brace matches nothing"],
  [`${"*a".repeat(40)}b`, "a".repeat(2_000), false, "many stars do not cause exponential time"],
])("%s against %s: %s (%s)", (pattern, path, matches) => {
  expect(matchesGlob(pattern, path)).toBe(matches);
});
