/** Fields that are about a secret: those that refer to one, and those that would hold the secret itself. */
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { isRecord, ownValue } from "#lib/schema/pointer";
import { lowerWords } from "#lib/schema/spelling";

/** How a field relates to a secret. */
export type SecretPlace =
  /** An object that names a Secret, and usually one of its keys: the names of those two fields. */
  | { kind: "reference"; name: string; key?: string }
  /** The text is the name of a Secret. */
  | { kind: "name" }
  /** The field holds the secret itself and has no reference. The portal never writes it. */
  | { kind: "value" };

/** A Secret that the platform offers to a field: from a hint, or because an ExternalSecret creates it. */
export interface DeclaredSecret {
  name: string;
  keys?: string[];
  label?: string;
}

export const SECRET_FIELD = "SecretField";

/** The fields of an object that only refers to a Secret. */
const REFERENCE_FIELDS = new Set([
  ...["name", "key", "namespace", "optional", "apiVersion", "kind"],
  ...["secretName", "secretKey"],
]);
const THING = "(secrets?|credentials?|passwords?|passphrase|tokens?|api key|access key|private key)";
const NAMES_OBJECT = new RegExp(`(^| )${THING}( key| name)?( refs?| references?| selector)?$`);
/** Matches `secretName`, `existingSecret`, `tlsSecretRef`; not `secret`, which may hold the secret itself. */
const NAMES_TEXT = /(^| )(secret|credentials?) (name|ref|reference)$|(^| )existing secret( name)?$/;

/**
 * How the field called `name` relates to a secret, from its hints (`secret`, `secrets`), its format, or its
 * shape (`secretKeyRef`, `passwordSecretRef`, `secretName`); undefined for an ordinary field.
 */
export function findSecretPlace(name: string, schema: RJSFSchema, ui: UiSchema): SecretPlace | undefined {
  const options: unknown = ui["ui:options"];
  // The person cannot enter a value that the platform team has set.
  if (ownValue(options, "locked") !== undefined) return undefined;
  const declared = readDeclared(ui).length > 0;
  const marked = declared || ownValue(options, "secret") === true || schema.format === "password";
  const words = lowerWords(name);
  if (isRecord(schema.properties)) return findInObject(words, schema.properties, marked);
  if (isText(schema) && schema.format !== "password" && schema.enum === undefined) {
    if (declared || NAMES_TEXT.test(words)) return { kind: "name" };
  }
  return marked && !holdsReferences(name, schema) ? { kind: "value" } : undefined;
}

function findInObject(
  words: string,
  properties: Record<string, unknown>,
  marked: boolean,
): SecretPlace | undefined {
  const names = Object.keys(properties);
  const pick = (wanted: readonly string[]) => wanted.find((one) => isText(properties[one]));
  const name = pick(["name", "secretName"]);
  const key = pick(["key", "secretKey"]);
  const plain = names.every((one) => REFERENCE_FIELDS.has(one));
  if (name !== undefined && plain && (marked || NAMES_OBJECT.test(words))) {
    return { kind: "reference", name, ...(key !== undefined && { key }) };
  }
  // The fields of such an object declare on their own what they hold.
  if (!marked || name !== undefined || Object.entries(properties).some(holdsReference)) return undefined;
  return { kind: "value" };
}

/** True where a field, or a field inside it, refers to a Secret. */
function holdsReference([name, schema]: [string, unknown]): boolean {
  if (!isRecord(schema)) return false;
  const place = findSecretPlace(name, schema, {});
  return place === undefined ? holdsReferences(name, schema) : place.kind !== "value";
}

function holdsReferences(name: string, { properties, items }: RJSFSchema): boolean {
  return [...Object.entries(properties ?? {}), [name, items] as const].some(([child, schema]) =>
    holdsReference([child, schema]),
  );
}

function isText(schema: unknown): boolean {
  const type = ownValue(schema, "type");
  return type === "string" || (Array.isArray(type) && type.includes("string"));
}

/** The secret mark of a field; `markFields` sets it. */
export function readSecretPlace(ui: unknown): SecretPlace | undefined {
  if (ownValue(ui, "ui:field") !== SECRET_FIELD) return undefined;
  const place = ownValue(ownValue(ui, "ui:options"), "secretPlace");
  return isPlace(place) ? place : undefined;
}

// `markFields` set this value.
function isPlace(value: unknown): value is SecretPlace {
  return isRecord(value) && ["reference", "name", "value"].includes(String(value.kind));
}

/** The Secrets that the hint `secrets` of a field offers. Invalid entries are left out. */
export function readDeclared(ui: unknown): DeclaredSecret[] {
  const written = ownValue(ownValue(ui, "ui:options"), "secrets");
  return (Array.isArray(written) ? written : []).flatMap((one): DeclaredSecret[] => {
    if (!isRecord(one) || typeof one.name !== "string" || one.name === "") return [];
    const keys = Array.isArray(one.keys) ? one.keys.filter((key) => typeof key === "string") : [];
    return [
      {
        name: one.name,
        ...(keys.length > 0 && { keys }),
        ...(typeof one.label === "string" && { label: one.label }),
      },
    ];
  });
}
