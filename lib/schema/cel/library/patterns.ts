/** `matches`, `find` and `findAll`, in RE2's syntax. https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library */
import { define, type Library } from "#lib/schema/cel/overload";
import { failEvaluation, makeList } from "#lib/schema/cel/values";
import { compilePattern, type Pattern } from "#lib/schema/patterns/pattern";

export const PATTERNS: Library = [
  ...["matches", ".matches"].map((name) =>
    define(name, ["string", "string"], (text, pattern) => compile(pattern).test(text)),
  ),
  define(".find", ["string", "string"], (text, pattern) => compile(pattern).find(text) ?? ""),
  define(".findAll", ["string", "string"], (text, pattern) => makeList(compile(pattern).findAll(text))),
  define(".findAll", ["string", "string", "int"], (text, pattern, limit) =>
    makeList(compile(pattern).findAll(text, limit < 0n ? undefined : Number(limit))),
  ),
];

function compile(pattern: string): Pattern {
  return compilePattern(pattern) ?? failEvaluation("only the API server can run the pattern in the rule");
}
