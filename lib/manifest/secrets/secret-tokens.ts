/** Formats of secrets of known services, and their ranges in a text. The time is linear in the text. */
import { looksRandom } from "#lib/manifest/secrets/secret-names";
import { isPlaceholder } from "#lib/manifest/secrets/secret-placeholders";

export type SecretKind =
  | "private-key"
  | "github-token"
  | "gitlab-token"
  | "gitea-token"
  | "slack-token"
  | "stripe-key"
  | "google-key"
  | "npm-token"
  | "service-token"
  | "jwt"
  | "basic-auth-url"
  | "connection-string"
  | "authorization"
  | "secret-manifest"
  | "named-literal";

/** The kind of a secret, without its value. */
export interface SecretSort {
  kind: SecretKind;
  /** "a GitHub token", as part of the message. */
  what: string;
  /** True for a format that only secrets have. */
  sure: boolean;
}

/** A secret in a text, from and to. */
export interface SecretSpan extends SecretSort {
  start: number;
  end: number;
}

interface Shape extends SecretSort {
  pattern: RegExp;
}

// Nothing before or behind that would make the match part of another word.
const START = "(?<![A-Za-z0-9_-])";
const END = "(?![A-Za-z0-9_])";
// The lookbehind lets a match start only once in a run of such letters, and each length is bounded, so the
// time is linear.
const token = (body: string) => new RegExp(`${START}(?:${body})${END}`, "g");

/** The first matching shape is reported. */
const SHAPES: readonly Shape[] = [
  {
    kind: "private-key",
    what: "a private key",
    sure: true,
    pattern: /AGE-SECRET-KEY-1[A-Z0-9]{50}|PuTTY-User-Key-File-\d:[\s\S]*/g,
  },
  {
    kind: "github-token",
    what: "a GitHub token",
    sure: true,
    pattern: token("gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{22,251}"),
  },
  {
    kind: "gitlab-token",
    what: "a GitLab token",
    sure: true,
    pattern: token("gl(?:pat|dt|rt|cbt|ptt|soat|ft|imt|agent|oas)-[A-Za-z0-9_-]{20,100}"),
  },
  {
    kind: "slack-token",
    what: "a Slack token",
    sure: true,
    pattern: token(
      "xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-\\d-[A-Za-z0-9-]{10,250}|https://hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/]{20,120}",
    ),
  },
  {
    kind: "stripe-key",
    what: "a Stripe key",
    sure: true,
    pattern: token("[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9+/=]{24,100}"),
  },
  {
    kind: "google-key",
    what: "a Google key",
    sure: true,
    pattern: token("AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\\.[A-Za-z0-9_-]{20,250}"),
  },
  { kind: "npm-token", what: "an npm token", sure: true, pattern: token("npm_[A-Za-z0-9]{36}") },
  {
    kind: "service-token",
    what: "a token of a service",
    sure: true,
    pattern: token(
      [
        "dckr_pat_[A-Za-z0-9_-]{27}",
        "pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,250}",
        "hf_[A-Za-z0-9]{34}",
        "sk-ant-[A-Za-z0-9]{3,8}-[A-Za-z0-9_-]{20,250}",
        "sk-(?:proj|svcacct)-[A-Za-z0-9_-]{40,250}",
        "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}",
        "do[oprt]_v1_[0-9a-f]{64}",
        "hv[sbr]\\.[A-Za-z0-9_-]{24,250}",
        "dapi[0-9a-f]{32}",
        "glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",
      ].join("|"),
    ),
  },
  {
    kind: "jwt",
    what: "a signed token (JWT)",
    sure: false,
    pattern: token("eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,8000}\\.[A-Za-z0-9_-]{16,2000}"),
  },
];
/** A text without any of these matches no shape. One test instead of ten for thousands of values. */
const ANY =
  /PuTTY|AGE-SECRET|gh[pousr]_|github_pat|gl[a-z]{2,5}-|xox|xapp-|hooks\.slack|[sr]k_|whsec_|AIza|GOCSPX|ya29|npm_|dckr_|pypi-|hf_|sk-|SG\.|do[oprt]_v1|hv[sbr]\.|dapi|glsa_|eyJ/;

/** The secrets in a text that match a shape, those of one shape in their order. */
export function findTokens(text: string): SecretSpan[] {
  const shaped = ANY.test(text)
    ? SHAPES.flatMap(({ pattern, ...sort }) =>
        [...text.matchAll(pattern)].map(({ 0: { length }, index }) => ({
          ...sort,
          start: index,
          end: index + length,
        })),
      )
    : [];
  return [...findPrivateKeys(text), ...shaped];
}

const PRIVATE_KEY = { kind: "private-key", what: "a private key", sure: true } as const;
const PEM_BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const PEM_END = /-----END [A-Z0-9 ]{0,80}-----/y;
/** A PEM header alone is an example or a pattern. With base64 close behind it, it is a key. */
const NEAR = 400;
const PEM_BODY = /[A-Za-z0-9+/=]{24}/;
/** The start of base64 of a PEM block: "-----BEGIN ". */
const BASE64_PEM = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,}={0,2}/g;

function findPrivateKeys(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  if (text.includes("PRIVATE KEY")) {
    const findEnd = findForward(text, "-----END");
    let from = 0;
    for (const { 0: header, index } of text.matchAll(PEM_BEGIN)) {
      const body = index + header.length;
      if (index < from || !PEM_BODY.test(text.slice(body, body + NEAR))) continue;
      from = endOfKey(text, findEnd(body));
      found.push({ ...PRIVATE_KEY, start: index, end: from });
    }
  }
  for (const { 0: base64, index } of text.matchAll(BASE64_PEM)) {
    if (decode(base64.slice(0, 200)).includes("PRIVATE KEY-----")) {
      found.push({ ...PRIVATE_KEY, start: index, end: index + base64.length });
    }
  }
  return found;
}

/** A key without an end extends to the end of the text. */
function endOfKey(text: string, at: number): number {
  if (at < 0) return text.length;
  PEM_END.lastIndex = at;
  return PEM_END.test(text) ? PEM_END.lastIndex : at + "-----END".length;
}

/** `indexOf` for increasing positions: reads the text once, however often it is called. */
export function findForward(text: string, needle: string): (from: number) => number {
  let next = text.indexOf(needle);
  return (from) => {
    if (next >= 0 && next < from) next = text.indexOf(needle, from);
    return next;
  };
}

const URL_PASSWORD =
  /(?<![A-Za-z0-9+.-])([a-z][a-z0-9+.-]{1,30}):\/\/[^\s:/@?#]{0,200}:([^\s/"'<>]{1,200})@/dgi;
/** A port and what stands behind it, with an at sign further on. */
const PORT = /^\d{1,5}[?#,;|)&]/;
/** `https://<token>@git.example.com`: a token in place of a name. */
const URL_TOKEN = /:\/\/([^\s:/@?#"'<>]{20,200})@/dg;
/** The DSN of Go's MySQL driver: `app:hunter2@tcp(db:3306)/orders`. */
const GO_DSN = /(?<![^\s"'=])[\w.-]{1,64}:([^\s:@/]{1,200})@(?:tcp|unix)\(/dg;
/**
 * `Password=…` of ADO.NET and libpq, `AccountKey=…` of Azure. A `;` or space beside it distinguishes it from
 * prose.
 */
const PAIR_PASSWORD =
  /(?:^|[;?& ])(?:password|pwd|accountkey|sharedaccesskey) ?= ?("[^"]{1,200}"|'[^']{1,200}'|[^\s;&"']{1,200})/dgi;
const CONNECTION =
  /(?:^|[;?& ])(?:server|host|data source|user id|uid|user|username|accountname|endpoint) ?=|^jdbc:/i;
const CONNECTION_STRING = {
  kind: "connection-string",
  what: "a connection string with a password in it",
  sure: false,
} as const;
const URL_WITH_PASSWORD = {
  kind: "basic-auth-url",
  what: "an address with a password in it",
  sure: false,
} as const;

/** The passwords in the addresses and connection strings of a text. */
export function findAddressPasswords(text: string): SecretSpan[] {
  const addresses = text.includes("://")
    ? [...text.matchAll(URL_PASSWORD)].filter(([, , password = ""]) => !PORT.test(password))
    : [];
  const tokens = text.includes("://")
    ? [...text.matchAll(URL_TOKEN)].filter(([, name = ""]) => looksRandom(name))
    : [];
  const drivers = text.includes("@") ? [...text.matchAll(GO_DSN)] : [];
  const pairs = text.includes("=") && CONNECTION.test(text) ? [...text.matchAll(PAIR_PASSWORD)] : [];
  return [
    ...addresses.flatMap((match) =>
      readGroup(match, 2, /^https?$/i.test(match[1] ?? "") ? URL_WITH_PASSWORD : CONNECTION_STRING),
    ),
    ...tokens.flatMap((match) => readGroup(match, 1, URL_WITH_PASSWORD)),
    ...[...drivers, ...pairs].flatMap((match) => readGroup(match, 1, CONNECTION_STRING)),
  ];
}

function readGroup(match: RegExpExecArray, group: number, sort: SecretSort): SecretSpan[] {
  const [start, end] = match.indices?.[group] ?? [];
  const value = (match[group] ?? "").replace(/^["']|["']$/g, "");
  if (start === undefined || end === undefined || isPlaceholder(value)) return [];
  return [{ ...sort, start, end }];
}

function decode(base64: string): string {
  try {
    // The first line of the key decides its kind.
    return atob(base64.slice(0, base64.length - (base64.length % 4)));
  } catch {
    return "";
  }
}

const AUTHORIZATION = /(?<![\w-])(Bearer|Basic|Token)[ \t]{1,4}([A-Za-z0-9._~+/=-]{8,})/dgi;

/** Credentials in a header `Authorization`: `Basic` with a base64 name and password, or a bearer token. */
export function findAuthorizations(text: string): SecretSpan[] {
  return [...text.matchAll(AUTHORIZATION)].flatMap((match) => {
    const [, scheme = "", value = ""] = match;
    const isOne = /basic/i.test(scheme)
      ? /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(decode(value))
      : looksRandom(value);
    return isOne
      ? readGroup(match, 2, { kind: "authorization", what: "a password or token", sure: false })
      : [];
  });
}
