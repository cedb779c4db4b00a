/** Looks for secrets in what would go to Git. */
import { parseDocument } from "yaml";
import { childPointer, isRecord, ownValue, parsePointer } from "#lib/schema/pointer";
import { looksRandom, saysSecret } from "#lib/schema/secret-names";
import { findShape, isPlaceholder, type SecretKind } from "#lib/schema/secret-tokens";
import { YAML_OPTIONS } from "#lib/schema/yaml-options";

export type { SecretKind } from "#lib/schema/secret-tokens";

export interface SecretFinding {
  /** Of the value; empty for what stands in a comment, or in text that is no YAML. */
  pointer: string;
  kind: SecretKind;
  /** "This looks like a GitHub token." It never holds the value. */
  hint: string;
  /** Nothing else looks like it: it cannot be said to be none. */
  sure: boolean;
}

/** Beyond any text a person enters; what is longer is looked at up to here. */
const MOST_LETTERS = 500_000;

/**
 * The secrets in values of a form, or in the text of a manifest; there comments are looked at too. Known formats
 * (private keys, tokens of services) are found anywhere, other literals only under a name that says so, in a field,
 * a map or an entry of `env`. References, placeholders and names of Secrets are none.
 */
export function findSecrets(input: unknown): SecretFinding[] {
  if (typeof input !== "string") return findInside(input, "", "", 0);
  const document = parseDocument(input, { ...YAML_OPTIONS, logLevel: "error" });
  const values = document.errors.length > 0 ? undefined : toValue(document);
  const found = findInside(values, "", "", 0);
  const rest = findShape(input.slice(0, MOST_LETTERS));
  // What the values hold is told there; what is left stands in a comment.
  return rest?.sure && !found.some(({ kind }) => kind === rest.kind) ? [...found, tell("", rest)] : found;
}

function toValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** `name` is what the value is called: its field, its key in a map, or the name of its entry in `env`. */
function findInside(value: unknown, pointer: string, name: string, depth: number): SecretFinding[] {
  if (depth > 100) return [];
  if (typeof value === "string") return findInText(value, pointer, name);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => findInside(item, childPointer(pointer, index), name, depth + 1));
  }
  if (!isRecord(value)) return [];
  const isSecret = value.kind === "Secret" && value.apiVersion === "v1";
  const entry = nameOfEntry(value);
  return Object.entries(value).flatMap(([key, child]) => {
    const place = childPointer(pointer, key);
    if (isSecret && (key === "data" || key === "stringData")) return findInManifest(child, place);
    const called = key === "value" && entry !== undefined ? entry : key;
    const inKey = findShape(key);
    return [
      // Its place would tell it.
      ...(inKey?.sure ? [tell(pointer, inKey)] : []),
      ...(isEncrypted(key) ? [] : findInside(child, place, called, depth + 1)),
    ];
  });
}

/** `name: DB_PASSWORD, value: …`, as in `env`; `key` as some APIs have it. */
function nameOfEntry(value: Record<string, unknown>): string | undefined {
  const name = ownValue(value, "name") ?? ownValue(value, "key");
  return typeof name === "string" ? name : undefined;
}

/** Sealed Secrets are made for Git. */
function isEncrypted(key: string): boolean {
  return key === "encryptedData" || key === "sops";
}

function findInManifest(data: unknown, pointer: string): SecretFinding[] {
  const entries = isRecord(data) ? Object.entries(data) : [];
  return entries
    .filter(([, value]) => typeof value === "string" && value !== "" && !isPlaceholder(value))
    .map(([key, value]) =>
      tell(
        childPointer(pointer, key),
        findShape(String(value)) ?? { kind: "secret-manifest", what: "the content of a Secret", sure: false },
      ),
    );
}

function findInText(text: string, pointer: string, name: string): SecretFinding[] {
  const shown = text.slice(0, MOST_LETTERS);
  const shape = findShape(shown);
  if (shape) return [tell(pointer, shape)];
  const literal = saysSecret(name) && looksRandom(shown) ? name : findInLines(shown);
  return literal === undefined ? [] : [tell(pointer, describeLiteral(literal, pointer, shown))];
}

const LINE =
  /^\s*(?:export\s+|--?|-\s+)?["']?([A-Za-z][\w.-]{1,60})["']?\s*[:= ]\s*["']?([^\s"']{8,200})["']?,?\s*$/;

/** A file inside a value (`.env`, properties, YAML), or `--password=…`: the name that its line gives a literal. */
function findInLines(text: string): string | undefined {
  for (const line of text.split("\n", 5_000)) {
    const [, name = "", value = ""] = line.length < 400 ? (LINE.exec(line) ?? []) : [];
    if (name !== "" && saysSecret(name) && looksRandom(value)) return name;
  }
  return undefined;
}

// A token of Gitea has no mark of its own: forty hexadecimal digits, as a commit's.
function describeLiteral(name: string, pointer: string, text: string) {
  const isGitea = /gitea|forgejo/i.test([...parsePointer(pointer), name].join(" "));
  if (isGitea && /^[0-9a-f]{40}$/.test(text)) {
    return { kind: "gitea-token", what: "a Gitea token", sure: false } as const;
  }
  const what = /pass|pwd/i.test(name) ? "a password" : "a secret";
  return { kind: "named-literal", what, sure: false } as const;
}

function tell(
  pointer: string,
  { kind, what, sure }: { kind: SecretKind; what: string; sure: boolean },
): SecretFinding {
  return { pointer, kind, hint: `This looks like ${what}.`, sure };
}
