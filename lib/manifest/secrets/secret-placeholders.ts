/**
 * Texts in the place of a secret that are not secrets: references, templates, blanks, settings and public
 * identifiers.
 */

/** The portal's placeholder for a secret. */
export const LEFT_OUT = "(a secret, left out)";
/**
 * The placeholder for a secret that differs from the other side of a comparison, so that the change stays
 * visible.
 */
export const OTHER_LEFT_OUT = "(another secret, left out)";

// `${PASSWORD:-hunter2}` is not a reference, because its default is a literal.
const VARIABLE = /^(?:\$[A-Z_]{2}\w*|\$\{(?![^}]*:-[^}$])[^}]*\}?|\$\([^)]*\)?|%\w+%|%\(\w+\)s?|@\w+@)$/;
/** Length of literal text beside `${…}`, `$(…)` and `{{ … }}` that still counts as a template. */
const MOST_BESIDE_TEMPLATES = 7;
const TEMPLATE = /\$\{(?![^{}]*:-[^{}$])[^{}]*\}|\$\([^()]*\)|\{\{[^{}]*\}\}/g;
const BLANK =
  /^(?:<[^<>]*>|\[[^[\]]*\]|[*•.xX_-]+|\{\w+\}|replace-?_?me.*|your[-_ ].*|(?:example|sample|dummy|placeholder|redacted|masked|hidden|removed|omitted)(?:[-_ ]?(?:password|token|key|secret|value))?|.{0,60}EXAMPLEKEY)$/i;
const NOTHING = /^(?:todo|tbd|none|null|nil|undefined|true|false|yes|no|on|off|unset|empty)$/i;
/** Settings of how a credential is created or used, and types in source code. */
const MODE =
  /^(?:required|optional|enabled?|disabled?|auto(?:matic)?|generated?|random|rotated?|manual|inherit(?:ed)?|managed|external|internal|prompt|always|never|default|custom|basic|bearer|strict|weak|strong|medium|plain(?:text)?|string|str|text|bytes?|int|any|object|password|varchar.*)$/i;
/** Locations of a secret, and values that are encrypted for Git. */
const ELSEWHERE =
  /^(?:ref\+|vault:|op:\/\/|sm:\/\/|secret:|secrets?:\/\/|gcp:|awssm:|env:|file:|k8s:|keyvault|arn:aws|projects\/|ENC\[|https?:\/\/)/i;
const PATH = /^(?:~|\.{0,2})(?:\/[\w.@-]{1,40}){1,20}\/?$/;
/** A call or a member access in source code: `getenv(…)`, `var.password`. */
const CODE =
  /^(?:[A-Za-z_][\w.]*[([].*|(?:var|local|self|this|process|os|env|config|settings|args|params|values|secrets?|opts|options|module|data)\.[\w.]+)$/;

/** True for a text that stands for a secret: `${PASSWORD}`, `<token>`, `vault:…`, `ENC[…]`, `required`. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  if (text === "" || text === LEFT_OUT || text === OTHER_LEFT_OUT) return true;
  // The patterns below are for one short line. Longer text is not a placeholder.
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

/** True for a setting of a credential: `password: required`. */
export function isMode(value: string): boolean {
  return MODE.test(value.trim());
}

function isTemplate(text: string): boolean {
  const rest = text.replace(TEMPLATE, "");
  return rest.length < text.length && rest.trim().length <= MOST_BESIDE_TEMPLATES;
}

/** Base64 can begin with a slash as well; it then has capitals, small letters and digits in one part. */
function isPath(text: string): boolean {
  return (
    PATH.test(text) &&
    !text
      .split("/")
      .some((part) => part.length > 12 && /[A-Z]/.test(part) && /[a-z]/.test(part) && /\d/.test(part))
  );
}

const PUBLIC = [
  // AWS identifiers of keys and principals. The secret key is a separate text.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /^A(?:BIA|CCA|GPA|IDA|IPA|KIA|NPA|NVA|PKA|ROA|SCA|SIA)[A-Z0-9]{12,124}$/,
  // Digests and fingerprints.
  /^(?:sha\d{1,3}|md5)[:-]\S{20,}$/i,
  /^(?:[0-9a-f]{2}:){7,}[0-9a-f]{2}$/i,
  // Public keys: SSH, age, Stripe, Mapbox.
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|sk-(?:ssh|ecdsa)\S+) AAAA/,
  /^(?:age1[0-9a-z]{58}|pk_(?:live|test)_\w+|pk\.eyJ\S+)$/,
  /^-----BEGIN (?:[A-Z0-9]+ )?(?:CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST|PGP PUBLIC KEY BLOCK)/,
  /^LS0tLS1CRUdJTiBD/,
];

/** True for a public text: an AWS key id, a digest, a fingerprint, a certificate, a public key. */
export function isPublicIdentifier(value: string): boolean {
  // A fingerprint is the longest text that must be read to its end.
  const start = value.trim().slice(0, 300);
  return PUBLIC.some((pattern) => pattern.test(start));
}
