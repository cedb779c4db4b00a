/** Literals under names that say "secret": which names say so, and which values are names and settings after all. */
import { isPlaceholder } from "#lib/schema/secret-tokens";
import { lowerWords, splitWords } from "#lib/schema/spelling";

const THING =
  /(^| )(password|passwd|pwd|passphrase|pass|secret|token|api ?key|access key|private key|signing key|encryption key|secret key|auth key|account key|credentials?|pat|dsn)s?( value| literal)?$/;
// Longer than any name of a secret thing; what follows is prose.
const MOST_LETTERS = 80;

/** `DB_PASSWORD`, `clientSecret`, `api-key` → true; `passwordPolicy`, `tokenTTL`, `secretName` → false. */
export function saysSecret(name: string): boolean {
  if (name.length > MOST_LETTERS) return false;
  return THING.test(lowerWords(name));
}

/** A name of Kubernetes, a domain, a version: lower-case words between hyphens and dots. */
const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEX = /^[0-9a-f]{32,}$/i;
const SETTING = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|[KMGT]i?B?)?|v\d[\w.-]*|[\w.-]+@[\w.-]+\.[a-z]{2,})$/i;
const SHORTEST = 8;
const LONG = 20;
/** Bits a character; English words in one case have less. */
const RANDOM = 3.4;

/** True for a value that looks made up by chance, or by somebody who was asked for a good password. */
export function looksRandom(value: string): boolean {
  const text = value.trim();
  if (text.length < SHORTEST || /\s/.test(text)) return false;
  if (isPlaceholder(text) || SETTING.test(text)) return false;
  if (UUID.test(text) || HEX.test(text)) return true;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(text)).length;
  if (NAME.test(text)) return text.split(/[-.]/).some(isScrambled);
  // Words with capitals or underscores between them: an enum, a variable's name.
  if (splitWords(text).every(isWord)) return false;
  return classes >= 3 || (text.length >= LONG && entropy(text) >= RANDOM);
}

function isWord(word: string): boolean {
  return /^(?:[A-Za-z]{2,}|[A-Za-z]|\d{1,4}|[A-Za-z]+\d{1,2})$/.test(word) && word.length <= 14;
}

/** `k3j9x0q2m7v4` inside a name; `postgres16` is none. */
function isScrambled(part: string): boolean {
  const changes = part.match(/[a-z](?=\d)|\d(?=[a-z])/g)?.length ?? 0;
  return part.length >= 12 && changes >= 4 && entropy(part) >= 3;
}

/** Shannon's, in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}
