/** Finds secrets in a request's values, which must not go to Git, and removes them. */

import type { FieldError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import { type FormField, fieldOfKey, listInside, nameInside, type SecretPlace } from "#lib/form/tree/field";
import { findField } from "#lib/form/tree/lookup";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { type SecretValue, scanComments, scanSecrets, scanText } from "#lib/manifest/secrets/secret-scan";
import { childPointer, findEnclosing, isRecord, readPointer, writePointer } from "#lib/schema/pointer";

const READERS = "Everyone who can read the repository can read it.";
const NEXT = "Name a Secret instead, or confirm with a reason that it is not a secret.";

/** Shown where an API has no field for a reference. */
export const NO_REFERENCE_FIELD =
  "This API expects the secret itself in the manifest. Ask the platform team for a field that refers to a Secret.";

export interface PlacedSecret {
  pointer: string;
  place: SecretPlace;
}

/** Every field about a secret that has a value, in the order of the values. */
export function listSecretPlaces(form: FormSchema, values: unknown): PlacedSecret[] {
  return findPlaces(treeOf(form), values, "");
}

function findPlaces(field: FormField | undefined, value: unknown, pointer: string): PlacedSecret[] {
  if (field === undefined || value === undefined) return [];
  if (field.kind === "secret") return [{ pointer, place: field.place }];
  if (Array.isArray(value)) {
    return value.flatMap((one, index) => findPlaces(field.item, one, childPointer(pointer, index)));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    findPlaces(fieldOfKey(field, name), child, childPointer(pointer, name)),
  );
}

/** A secret in a form's values or in a manifest, with what the form declares about its field. */
export interface FoundSecret extends SecretValue {
  /** The API expects the secret itself in this field. */
  takesSecret?: true;
}

/**
 * The secrets in values of a form, or in a manifest: fields that hold the secret itself, and values that look
 * like a secret. By name alone, three values are not secrets: the name in a reference, a choice that the
 * schema lists, and a default of the schema.
 */
export function locateSecrets(form: FormSchema | undefined, values: unknown): FoundSecret[] {
  const places = form ? listSecretPlaces(form, values) : [];
  const takesSecret = places.filter(({ place }) => place.kind === "value");
  const barredAt = pointersOf(takesSecret);
  const namesAt = pointersOf(places.filter(({ place }) => place.kind !== "value"));
  const found = scanSecrets(isRecord(values) ? values : {})
    .filter(({ pointer }) => findEnclosing(pointer, barredAt) === undefined)
    .filter(
      ({ pointer, kind }) =>
        kind !== "named-literal" ||
        !(
          findEnclosing(pointer, namesAt) !== undefined ||
          (form && isListed(form, pointer, readPointer(values, pointer)))
        ),
    );
  return [...takesSecret.map(refuse), ...found];
}

/**
 * The secrets in values of a form or in a manifest's text, each as an error at its field. The error never
 * contains the value. `confirmed` are the pointers that a person confirmed, with a reason, as not secret.
 */
export function checkSecrets(
  form: FormSchema | undefined,
  input: FormValues | string,
  confirmed: ReadonlySet<string> = new Set(),
): FieldError[] {
  const found = typeof input === "string" ? scanSecrets(input) : locateSecrets(form, input);
  return found.filter(({ pointer }) => !confirmed.has(pointer)).map(describeSecret);
}

/**
 * The secrets of a manifest's text outside its fields: in a comment, an annotation, or text that is not YAML.
 */
export function checkComments(text: string): FieldError[] {
  // Most texts have none, and parsing YAML takes longer than this scan.
  return scanText(text).length > 0
    ? checkSecrets(undefined, text).filter(({ path }) => path === "" || path.startsWith("/metadata/"))
    : [];
}

function pointersOf(places: readonly PlacedSecret[]): ReadonlySet<string> {
  return new Set(places.map(({ pointer }) => pointer));
}

/** Everyone who can read the API can read the values that its schema lists or fills in. */
function isListed(form: FormSchema, pointer: string, value: unknown): boolean {
  const rules = findField(form, pointer)?.field.rules;
  const isChoice = rules?.enum?.some((one) => one === value) || rules?.const === value;
  return isChoice || readPointer(form.defaults, pointer) === value;
}

function refuse({ pointer }: PlacedSecret): FoundSecret {
  return { pointer, kind: "named-literal", hint: NO_REFERENCE_FIELD, sure: false, takesSecret: true };
}

/** The error at the field. The person can remove the value or confirm it. */
export function describeSecret({ pointer: path, hint, takesSecret }: FoundSecret): FieldError {
  const where = path === "" ? " The value is in a comment, or in a part of the YAML that can't be read." : "";
  const next = takesSecret
    ? "Remove the value, or confirm with a reason that it is not a secret."
    : `${READERS} ${NEXT}`;
  return { path, message: `${hint}${where} ${next}`, source: "secret", confirmable: true };
}

/**
 * True for text that names a field which holds a secret itself: text that cannot be parsed may contain its
 * value.
 */
export function namesSecretField(form: FormSchema, text: string): boolean {
  return listSecretFieldNames(treeOf(form)).some((name) => text.includes(name));
}

function listSecretFieldNames(field: FormField, name = ""): string[] {
  if (field.kind === "secret" && field.place.kind === "value") return [name];
  return listInside(field).flatMap(([token, inside]) =>
    listSecretFieldNames(inside, nameInside(name, token)),
  );
}

/**
 * The values without those at the pointers. Pointers must be in the order of the values, as from
 * `checkSecrets`.
 */
export function leaveOut(values: FormValues, pointers: readonly string[]): FormValues {
  // From the last, so that the indexes of earlier items stay valid.
  return [...new Set(pointers)]
    .filter((pointer) => pointer !== "")
    .reverse()
    .reduce((rest, pointer) => writePointer(rest, pointer, undefined), values);
}

/** A place that a person confirmed as not secret, with the digest of its value at that time. */
export interface ConfirmedPlace {
  path: string;
  digest: number;
}

/** Values or a manifest, and their text. */
interface SecretSource {
  values: unknown;
  text?: string | undefined;
}

/** The confirmed paths whose values have not changed. */
export function listConfirmedPaths(source: SecretSource, confirmed: readonly ConfirmedPlace[]): string[] {
  const paths = new Set(confirmed.map(({ path }) => path));
  const now = new Map([...paths].map((path) => [path, digestPlace(source, path)]));
  const held = confirmed.filter(({ path, digest }) => now.get(path) === digest);
  return [...new Set(held.map(({ path }) => path))];
}

/** The digest of the value at a confirmed path. The empty path is for the comments. */
export function digestPlace({ values, text }: SecretSource, path: string): number {
  if (path !== "" || text === undefined) return digestValue(readPointer(values, path));
  const [found] = isRecord(values) ? scanComments(text) : scanText(text);
  return digestValue(found?.spans?.map(({ start, end }) => text.slice(start, end)));
}

/** A hash that detects a changed value. The value cannot be recovered from it (cyrb53). */
export function digestValue(value: unknown): number {
  const text = formatJson(value);
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
