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

/**
 * The kind without the X with which composite resources start by convention: "XPostgreSQLInstance" is a
 * "PostgreSQLInstance", and an "XMLFile" stays. https://docs.crossplane.io/v1.20/concepts/composite-resource-definitions/
 */
export function dropCompositeMark(kind: string): string {
  const [first = ""] = splitWords(kind);
  const isMarked =
    first === "X" || (/^X[A-Z]{2,}$/.test(first) && !spellWord(first) && spellWord(first.slice(1)));
  return isMarked && kind.length > 1 ? kind.slice(1) : kind;
}

function writePlain(word: string, first: boolean): string {
  if (/^[A-Z][A-Z0-9]+s?$/.test(word)) return word;
  const lower = word.toLowerCase();
  return first ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower;
}
