/** What secrets of known services and formats look like. Each pattern takes time linear in the text. */

export type SecretKind =
  | "private-key"
  | "aws-access-key"
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
  | "secret-manifest"
  | "named-literal";

interface Shape {
  kind: SecretKind;
  /** "a GitHub token", for the sentence that tells it. */
  what: string;
  /** Nothing else looks like it: the person cannot say that it is none. */
  sure: boolean;
  pattern: RegExp;
}

// Nothing before or after that would make it part of another word.
const START = "(?<![A-Za-z0-9_-])";
const END = "(?![A-Za-z0-9_])";
const token = (body: string) => new RegExp(`${START}(?:${body})${END}`);

/** The first that fits is told. */
const SHAPES: readonly Shape[] = [
  {
    kind: "private-key",
    what: "a private key",
    sure: true,
    // The header alone is an example or a pattern; with a line of base64 near it, a key.
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,400}?[A-Za-z0-9+/=]{24}|PuTTY-User-Key-File-\d:|AGE-SECRET-KEY-1[A-Z0-9]{50}/,
  },
  {
    kind: "aws-access-key",
    what: "an AWS access key",
    sure: true,
    // Amazon's documentation has keys that end in EXAMPLE.
    pattern: token("(?:AKIA|ASIA|ABIA|ACCA)(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}"),
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

// What a base64 of a PEM block starts with: "-----BEGIN ".
const BASE64_PEM = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,100000}={0,2}/;
const URL_PASSWORD =
  /(?<![A-Za-z0-9+.-])([a-z][a-z0-9+.-]{1,30}):\/\/[^\s:/@?#]{0,200}:([^\s:/@?#]{1,200})@/i;
/** `Password=…` of ADO.NET and libpq, `AccountKey=…` of Azure; a `;` or space beside it tells it from prose. */
const PAIR_PASSWORD =
  /(?:^|[;?& ])(?:password|pwd|accountkey|sharedaccesskey) ?= ?("[^"]{1,200}"|'[^']{1,200}'|[^\s;&"']{1,200})/i;
const CONNECTION =
  /(?:^|[;?& ])(?:server|host|data source|user id|uid|user|username|accountname|endpoint) ?=/i;
const JDBC = /^jdbc:/i;

export interface FoundShape {
  kind: SecretKind;
  what: string;
  sure: boolean;
}

/** The secret that a text holds, by its shape alone; undefined where it holds none. */
export function findShape(text: string): FoundShape | undefined {
  const found = SHAPES.find(({ pattern }) => pattern.test(text));
  if (found) return { kind: found.kind, what: found.what, sure: found.sure };
  const [pem] = BASE64_PEM.exec(text) ?? [];
  if (pem !== undefined && decode(pem).includes("PRIVATE KEY-----")) {
    return { kind: "private-key", what: "a private key", sure: true };
  }
  return findPassword(text);
}

function findPassword(text: string): FoundShape | undefined {
  const [, scheme = "", password] = URL_PASSWORD.exec(text) ?? [];
  if (password !== undefined && !isPlaceholder(password)) {
    return /^https?$/i.test(scheme)
      ? { kind: "basic-auth-url", what: "an address with a password in it", sure: false }
      : { kind: "connection-string", what: "a connection string with a password in it", sure: false };
  }
  const [, pair] = CONNECTION.test(text) || JDBC.test(text) ? (PAIR_PASSWORD.exec(text) ?? []) : [];
  if (pair === undefined || isPlaceholder(pair.replace(/^["']|["']$/g, ""))) return undefined;
  return { kind: "connection-string", what: "a connection string with a password in it", sure: false };
}

function decode(base64: string): string {
  const head = base64.slice(0, 200);
  try {
    // Its first line tells what it is.
    return atob(head.slice(0, head.length - (head.length % 4)));
  } catch {
    return "";
  }
}

const PLACEHOLDER =
  /^(?:\$.*|%.*%|@.*@|<.*>|\[.*\]|\{.*\}|[*•.xX_-]+|.*(?:\$\{|\$\(|\{\{).*)$|change-?_?me|replace-?_?me|placeholder|redacted|example|dummy|^(?:your|my|the)[-_ ]|^(?:todo|none|null|nil|true|false|changeit|unset|empty)$/i;
/** Addresses of secrets that are elsewhere, and what is encrypted for Git. */
const ELSEWHERE =
  /^(?:ref\+|vault:|op:\/\/|sm:\/\/|secret:|secrets?:\/\/|gcp:|awssm:|env:|file:|k8s:|keyvault|arn:aws|projects\/|ENC\[|https?:\/\/|\/)/i;

/** True for what stands for a secret and is none: `${PASSWORD}`, `<token>`, `changeme`, `vault:…`, `ENC[…]`. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value) || ELSEWHERE.test(value);
}
