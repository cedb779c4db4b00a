/** Fields that are about a secret: those that refer to one, and those that would hold the secret itself. */
import { type FormField, type SecretPlace, typesOf } from "#lib/form/tree/field";
import { lowerWords } from "#lib/schema/spelling";

/** A Secret that the platform offers to a field: from a hint, or because an ExternalSecret creates it. */
export interface DeclaredSecret {
  name: string;
  keys?: string[];
  label?: string;
}

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
export function findSecretPlace(
  name: string,
  field: FormField,
  { locked, secret, secrets = [] }: FormField["options"] = field.options,
): SecretPlace | undefined {
  // The person cannot enter a value that the platform team has set.
  if (locked !== undefined) return undefined;
  const declared = secrets.length > 0;
  const isPassword = field.rules.format === "password";
  const marked = declared || secret === true || isPassword;
  const words = lowerWords(name);
  if (field.fields) return findInObject(words, field.fields, marked);
  if (isText(field) && !isPassword && field.rules.enum === undefined) {
    if (declared || NAMES_TEXT.test(words)) return { kind: "name" };
  }
  return marked && !holdsReferences(name, field) ? { kind: "value" } : undefined;
}

function findInObject(
  words: string,
  fields: ReadonlyMap<string, FormField>,
  marked: boolean,
): SecretPlace | undefined {
  const pick = (wanted: readonly string[]) =>
    wanted.find((one) => {
      const field = fields.get(one);
      return field !== undefined && isText(field);
    });
  const name = pick(["name", "secretName"]);
  const key = pick(["key", "secretKey"]);
  const plain = [...fields.keys()].every((one) => REFERENCE_FIELDS.has(one));
  if (name !== undefined && plain && (marked || NAMES_OBJECT.test(words))) {
    return { kind: "reference", name, ...(key !== undefined && { key }) };
  }
  // The fields of such an object declare on their own what they hold.
  if (!marked || name !== undefined) return undefined;
  return [...fields].some(([own, field]) => holdsReference(own, field)) ? undefined : { kind: "value" };
}

/** True where a field, or a field inside it, refers to a Secret. */
function holdsReference(name: string, field: FormField): boolean {
  const place = findSecretPlace(name, field, {});
  return place === undefined ? holdsReferences(name, field) : place.kind !== "value";
}

/** An item has the name of its list. */
function holdsReferences(name: string, { fields, item }: FormField): boolean {
  return (
    [...(fields ?? [])].some(([own, field]) => holdsReference(own, field)) ||
    (item !== undefined && holdsReference(name, item))
  );
}

function isText(field: FormField): boolean {
  return typesOf(field).includes("string");
}

/** The Secrets that the hint `secrets` of a field offers. */
export function readDeclared({ options: { secrets = [] } }: FormField): DeclaredSecret[] {
  return secrets.map(({ name, keys = [], label }) => ({
    name,
    ...(keys.length > 0 && { keys }),
    ...(label !== undefined && { label }),
  }));
}
