/** Texts that stand where a secret goes and are none: references, templates, blanks, settings and public identifiers. */

/** What the portal shows in place of a secret. */
export const LEFT_OUT = "(a secret, left out)";
/** The same, where the other side of a comparison holds another secret: a change of a secret stays visible. */
export const OTHER_LEFT_OUT = "(another secret, left out)";

// A variable with a default of its own, `${PASSWORD:-hunter2}`, is none: the default is a literal.
const VARIABLE = /^(?:\$[A-Z_]{2}\w*|\$\{(?![^}]*:-[^}$])[^}]*\}?|\$\([^)]*\)?|%\w+%|%\(\w+\)s?|@\w+@)$/;
/** What is left of a text beside `${…}`, `$(…)` and `{{ … }}` may be this long before it is a literal of its own. */
const MOST_BESIDE_TEMPLATES = 7;
const TEMPLATE = /\$\{(?![^{}]*:-[^{}$])[^{}]*\}|\$\([^()]*\)|\{\{[^{}]*\}\}/g;
const BLANK =
  /^(?:<[^<>]*>|\[[^[\]]*\]|[*•.xX_-]+|\{\w+\}|replace-?_?me.*|your[-_ ].*|(?:example|sample|dummy|placeholder|redacted|masked|hidden|removed|omitted)(?:[-_ ]?(?:password|token|key|secret|value))?|.{0,60}EXAMPLEKEY)$/i;
const NOTHING = /^(?:todo|tbd|none|null|nil|undefined|true|false|yes|no|on|off|unset|empty)$/i;
/** Modes of a field that says how a credential is made or used, and types in the source of a program. */
const MODE =
  /^(?:required|optional|enabled?|disabled?|auto(?:matic)?|generated?|random|rotated?|manual|inherit(?:ed)?|managed|external|internal|prompt|always|never|default|custom|basic|bearer|strict|weak|strong|medium|plain(?:text)?|string|str|text|bytes?|int|any|object|password|varchar.*)$/i;
/** Where a secret is kept, and what is encrypted for Git. */
const ELSEWHERE =
  /^(?:ref\+|vault:|op:\/\/|sm:\/\/|secret:|secrets?:\/\/|gcp:|awssm:|env:|file:|k8s:|keyvault|arn:aws|projects\/|ENC\[|https?:\/\/)/i;
const PATH = /^(?:~|\.{0,2})(?:\/[\w.@-]{1,40}){1,20}\/?$/;
/** A call or a member in the source of a program: `getenv(…)`, `var.password`. */
const CODE =
  /^(?:[A-Za-z_][\w.]*[([].*|(?:var|local|self|this|process|os|env|config|settings|args|params|values|secrets?|opts|options|module|data)\.[\w.]+)$/;

/** True for what stands for a secret and is none: `${PASSWORD}`, `<token>`, `vault:…`, `ENC[…]`, `required`. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  if (text === "" || text === LEFT_OUT || text === OTHER_LEFT_OUT) return true;
  // The patterns below are for one short line; what is longer stands for nothing else.
  if (text.length > 1_000) return ELSEWHERE.test(text.slice(0, 1_000));
  return (
    VARIABLE.test(text) ||
    BLANK.test(text) ||
    NOTHING.test(text) ||
    ELSEWHERE.test(text) ||
    isPath(text) ||
    CODE.test(text) ||
    isTemplate(text)
  );
}

/** True for a word that says how a credential is made: `password: required`. */
export function isMode(value: string): boolean {
  return MODE.test(value.trim());
}

function isTemplate(text: string): boolean {
  const rest = text.replace(TEMPLATE, "");
  return rest.length < text.length && rest.trim().length <= MOST_BESIDE_TEMPLATES;
}

/** A base64 text may begin with a slash as well: it has capitals, small letters and digits in one part. */
function isPath(text: string): boolean {
  return (
    PATH.test(text) &&
    !text
      .split("/")
      .some((part) => part.length > 12 && /[A-Z]/.test(part) && /[a-z]/.test(part) && /\d/.test(part))
  );
}

const PUBLIC = [
  // AWS: identifiers of keys and principals, of which the secret key is another text.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /^A(?:BIA|CCA|GPA|IDA|IPA|KIA|NPA|NVA|PKA|ROA|SCA|SIA)[A-Z0-9]{12,124}$/,
  // Digests and fingerprints.
  /^(?:sha\d{1,3}|md5)[:-]\S{20,}$/i,
  /^(?:[0-9a-f]{2}:){7,}[0-9a-f]{2}$/i,
  // Public halves of keys: SSH, age, Stripe, Mapbox.
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|sk-(?:ssh|ecdsa)\S+) AAAA/,
  /^(?:age1[0-9a-z]{58}|pk_(?:live|test)_\w+|pk\.eyJ\S+)$/,
  /^-----BEGIN (?:[A-Z0-9]+ )?(?:CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST|PGP PUBLIC KEY BLOCK)/,
  /^LS0tLS1CRUdJTiBD/,
];

/** True for a text that is made to be known: an AWS key id, a digest, a fingerprint, a certificate, a public key. */
export function isPublicIdentifier(value: string): boolean {
  // The longest that has to be read to its end is a fingerprint.
  const start = value.trim().slice(0, 300);
  return PUBLIC.some((pattern) => pattern.test(start));
}
