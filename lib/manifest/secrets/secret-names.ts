/** Names that suggest a secret, and values under such names that are names or settings instead. */
import { isMode, isPlaceholder, isPublicIdentifier } from "#lib/manifest/secrets/secret-placeholders";
import { lowerWords, splitWords } from "#lib/schema/spelling";

/**
 * How strongly a name suggests a secret. `password`: every value is one. `key`: a credential, unless the
 * value is a key's name. `token`: a credential or a word. `secret`: usually the name of a Secret.
 */
type NameRank = "password" | "key" | "token" | "secret";

const RANKS: readonly [NameRank, RegExp][] = [
  [
    "password",
    /pass ?words?\d*$|passwd\d*$|pass ?phrases?\d*$|passcodes?$|passwort$|kennwort$|contrasena$|pwd\d*$|(?:^| )(?:pw|pass)\d*$|(?:store|key|db|user|root|admin|smtp|redis|mysql|my|pg)(?:pass|pw)$/,
  ],
  [
    "key",
    /(?:api|app|auth|account|private|signing|shared access|subscription) ?keys?\d*$|secret access key$|(?:access|auth|authentication|authorization|bearer|refresh|session|api|bot|personal access|secret|service account|registration|webhook|join|root|admin|deploy) ?tokens?\d*$|(?:client|consumer) ?secrets?\d*$/,
  ],
  ["token", /(?:^| )(?:tokens?|credentials?|creds)\d*$|[a-z]{2}(?:token|credentials?)$/],
  [
    "secret",
    /(?:^| )(?:secrets?|access ?keys?|secret ?keys?|encryption ?keys?|pat|dsn|auth|hmac)\d*$|[a-z]{2}secret$/,
  ],
];
/** A suffix with a type or time, such as a unit; the word before it decides. */
const TAIL =
  / (?:\d+|value|literal|plain(?: ?text)?|clear(?: ?text)?|text|string|str|raw|b ?64|base ?64|data|content|old|new|current|previous|prod|production|staging|stage|dev|development|test|qa|primary|secondary|backup|main|default|initial)$/;
/**
 * Names of Secrets, tokens of a language model or a parser, page tokens of a list, and nginx's way to pass a
 * request on.
 */
const OTHER =
  /existing ?secret$|(?:page|next|continue|continuation|stop|pad|eos|bos|max|min|special|design|cancel\w*) ?tokens?$|(?:proxy|fastcgi|uwsgi|first|second|single|two|multi|low|high|band|by) ?pass$|public keys?$/;
/** Only this many characters at the end of a name are checked: the last word decides. */
const MOST_LETTERS = 80;

/**
 * `DB_PASSWORD`, `clientSecret`, `api-key` → the rank; `passwordPolicy`, `tokenTTL`, `secretName` →
 * undefined.
 */
export function rankName(name: string): NameRank | undefined {
  let words = lowerWords(name.slice(-MOST_LETTERS).replace(/^[_.$@-]+|[_.-]+$/g, ""));
  for (let tails = 0; tails < 3 && TAIL.test(words); tails += 1) words = words.replace(TAIL, "");
  if (OTHER.test(words)) return undefined;
  return RANKS.find(([, pattern]) => pattern.test(words))?.[0];
}

/** A Kubernetes name, a domain or a version: lower-case words between hyphens and dots. */
const NAME = /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEX = /^[0-9a-f]{32,}$/i;
const SETTING = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|[KMGT]i?B?)?|v\d[\w.-]*|[\w.-]+@[\w.-]+\.[a-z]{2,})$/i;
const SHORTEST = 8;
const LONG = 20;
/** Bits for each character. English words in one case have less. */
const RANDOM = 3.4;
/** Only the first characters of a value are judged, because longer names are not typed by people. */
const MOST_JUDGED = 4_096;

/** True for a value that is probably a credential under a name of that rank. */
export function isCredential(rank: NameRank, value: string): boolean {
  const text = value.slice(0, MOST_JUDGED).trim();
  if (isPlaceholder(text) || isPublicIdentifier(text) || isMode(text)) return false;
  switch (rank) {
    case "password":
      return !isProse(text) && !namesCredential(text, true);
    case "key":
      return text.length >= 4 && !/\s/.test(text) && !namesCredential(text, false) && !SETTING.test(text);
    case "token":
      return looksRandom(text) || (text.length >= 6 && !/\s/.test(text) && hasDigitInWord(text));
    case "secret":
      return looksRandom(text);
  }
}

/** More words than a passphrase has: a sentence. */
function isProse(text: string): boolean {
  const words = text.split(/\s+/);
  return words.length > 8 || (words.length >= 4 && /[.!?:]$/.test(text));
}

const SAYS_CREDENTIAL = /^(?:secrets?|credentials?|creds|passwords?|tokens?|keys?|passwd|pwd|crt|pem)$/;

/**
 * True for the name of a Secret or variable: words, one of which suggests a secret. A password can have the
 * same form. So under a password name, only unambiguous names count: a variable in capitals, and
 * `…-credentials`.
 */
function namesCredential(text: string, strict: boolean): boolean {
  const words = splitWords(text.slice(0, 200)).map((word) => word.toLowerCase());
  if (words.length < 2 || text.length > 200 || !words.every(isWord)) return false;
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text)) return words.some((word) => SAYS_CREDENTIAL.test(word));
  if (strict) return words.length >= 3 && /^(?:credentials?|creds)$/.test(words.at(-1) ?? "");
  return words.some((word) => SAYS_CREDENTIAL.test(word));
}

/** `hunter2`, `abc123def`; not `orders-db-2`, which has separators. */
function hasDigitInWord(text: string): boolean {
  return !SETTING.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text) && !/[-_. /]/.test(text);
}

/** True for a value that looks random, or like a strong password. */
export function looksRandom(value: string): boolean {
  const text = value.trim();
  if (text.length < SHORTEST || text.length > MOST_JUDGED || /\s/.test(text)) return false;
  if (isPlaceholder(text) || isPublicIdentifier(text) || SETTING.test(text)) return false;
  if (UUID.test(text) || HEX.test(text)) return true;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(text)).length;
  if (NAME.test(text)) return text.split(/[-.]/).some(isScrambled);
  // Words with capitals or underscores between them: an enum value or a variable's name.
  if (text.length <= 200 && splitWords(text).every(isWord)) return false;
  return classes >= 3 || (text.length >= LONG && entropy(text) >= RANDOM);
}

function isWord(word: string): boolean {
  return /^(?:[A-Za-z]{2,}|[A-Za-z]|\d{1,4}|[A-Za-z]+\d{1,2})$/.test(word) && word.length <= 14;
}

/** `k3j9x0q2m7v4` inside a name; not `postgres16`. */
function isScrambled(part: string): boolean {
  const changes = part.match(/[a-z](?=\d)|\d(?=[a-z])/g)?.length ?? 0;
  return part.length >= 12 && changes >= 4 && entropy(part) >= 3;
}

/** Shannon entropy in bits for each character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}
