import { spellWord, splitWords } from "#lib/schema/spelling";

/**
 * Splits a kind, or a name with hyphens, into words: "NamespaceClaim" becomes "Namespace claim", "HTTPRoute"
 * "HTTP route", "ai" "AI"; "PostgreSQL" stays. A word in capitals stays in capitals.
 */
export function humaniseKind(name: string): string {
  return splitWords(name)
    .map((word, index) => spellWord(word) ?? writePlain(word, index === 0))
    .join(" ");
}

function writePlain(word: string, first: boolean): string {
  if (/^[A-Z][A-Z0-9]+s?$/.test(word)) return word;
  const lower = word.toLowerCase();
  return first ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower;
}
