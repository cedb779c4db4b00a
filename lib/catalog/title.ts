import { spellWord, splitWords } from "#lib/schema/spelling";

/**
 * A kind, or a name with hyphens, in words: "NamespaceClaim" is "Namespace claim", "HTTPRoute" is "HTTP route",
 * "ai" is "AI", and "PostgreSQL" stays. A word that is all capitals stays so.
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
