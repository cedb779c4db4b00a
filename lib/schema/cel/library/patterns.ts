/** `matches`, `find` and `findAll`, in RE2's syntax. https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-regex-library */
import { define, type Library } from "#lib/schema/cel/overload";
import { type CelValue, cannot, makeList } from "#lib/schema/cel/values";
import { translatePattern } from "#lib/schema/pattern";

const compiled = new Map<string, RegExp>();
const MOST = 200;

export const PATTERNS: Library = [
  ...["matches", ".matches"].map((name) =>
    define(name, ["string", "string"], (text, pattern) => compile(pattern).test(text)),
  ),
  define(".find", ["string", "string"], (text, pattern) => greedy(pattern).exec(text)?.[0] ?? ""),
  define(".findAll", ["string", "string"], (text, pattern) => findAll(text, pattern)),
  define(".findAll", ["string", "string", "int"], (text, pattern, limit) =>
    findAll(text, pattern, limit < 0n ? undefined : Number(limit)),
  ),
];

function compile(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const translated = translatePattern(pattern);
  if (translated === undefined) return cannot("its pattern has another meaning in a browser");
  const regex = new RegExp(translated, "u");
  if (compiled.size > MOST) compiled.clear();
  compiled.set(pattern, regex);
  return regex;
}

/** What is found depends on how much a loop takes; only that it takes all it can is the same in both languages. */
function greedy(pattern: string): RegExp {
  return /[*+?}]\?/.test(pattern) ? cannot("its pattern has another meaning in a browser") : compile(pattern);
}

function findAll(text: string, pattern: string, limit?: number): CelValue {
  const regex = new RegExp(greedy(pattern).source, "gu");
  const found = [...text.matchAll(regex)].map(([part]) => part);
  if (found.includes("")) return cannot("its pattern also finds nothing");
  return makeList(found.slice(0, limit));
}
