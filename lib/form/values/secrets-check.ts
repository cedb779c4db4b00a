/** What of a request's values may not go to Git, and what is left when it is taken out. */

import type { FieldError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import { readSecretPlace, type SecretPlace } from "#lib/form/convert/secret-fields";
import { asUi, findField } from "#lib/form/fields/field-lookup";
import type { FormSchema, FormValues } from "#lib/form/types";
import { type SecretValue, scanComments, scanSecrets, scanText } from "#lib/manifest/secrets/secret-scan";
import { childPointer, findAround, isRecord, ownValue, readPointer, writePointer } from "#lib/schema/pointer";

const READERS = "Everyone who can read the repository can read it.";
const NEXT = "Name a Secret instead, or confirm with a reason that it is not a secret.";

/** Said where an API has no place for a reference. */
export const NO_PLACE =
  "This API wants the secret itself in the manifest. The platform team has to offer a reference.";

export interface PlacedSecret {
  pointer: string;
  place: SecretPlace;
}

/** Every field about a secret that has a value, in the order of the values. */
export function listSecretPlaces(form: FormSchema, values: unknown): PlacedSecret[] {
  return listInside(form.schema, form.uiSchema, values, "");
}

function listInside(schema: unknown, ui: unknown, value: unknown, pointer: string): PlacedSecret[] {
  const place = readSecretPlace(ui);
  if (place) return value === undefined ? [] : [{ pointer, place }];
  if (Array.isArray(value)) {
    const items = ownValue(schema, "items");
    return value.flatMap((item, index) =>
      listInside(items, asUi(ownValue(ui, "items")), item, childPointer(pointer, index)),
    );
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const own = ownValue(ownValue(schema, "properties"), name);
    const node = own ?? ownValue(schema, "additionalProperties");
    const inner = ownValue(ui, own === undefined ? "additionalProperties" : name);
    return listInside(node, inner, child, childPointer(pointer, name));
  });
}

/** A secret in a form's values or in a manifest, with what the form knows of its field. */
export interface FoundSecret extends SecretValue {
  /** The API wants the secret itself in this field. */
  barred?: true;
}

/**
 * The secrets in values of a form, or in a manifest: fields that take the secret itself, and whatever else looks like
 * one. The name in a reference, a choice that the schema lists and a default of the schema are none by their key.
 */
export function locateSecrets(form: FormSchema | undefined, values: unknown): FoundSecret[] {
  const places = form ? listSecretPlaces(form, values) : [];
  const barred = places.filter(({ place }) => place.kind === "value");
  const barredAt = pointersOf(barred);
  const namesAt = pointersOf(places.filter(({ place }) => place.kind !== "value"));
  const found = scanSecrets(isRecord(values) ? values : {})
    .filter(({ pointer }) => findAround(pointer, barredAt) === undefined)
    .filter(
      ({ pointer, kind }) =>
        kind !== "named-literal" ||
        !(
          findAround(pointer, namesAt) !== undefined ||
          (form && isListed(form, pointer, readPointer(values, pointer)))
        ),
    );
  return [...barred.map(refuse), ...found];
}

/**
 * The secrets in values of a form or in a manifest's text, each an error at its field that never holds the value.
 * `confirmed` are the pointers of which a person said, with a reason, that it is no secret.
 */
export function checkSecrets(
  form: FormSchema | undefined,
  input: FormValues | string,
  confirmed: ReadonlySet<string> = new Set(),
): FieldError[] {
  const found = typeof input === "string" ? scanSecrets(input) : locateSecrets(form, input);
  return found.filter(({ pointer }) => !confirmed.has(pointer)).map(describeSecret);
}

/** The secrets of a manifest's text that no field holds: in a comment, an annotation, or what is no YAML. */
export function checkComments(text: string): FieldError[] {
  // Mostly there are none, and reading YAML takes longer than looking.
  return scanText(text).length > 0
    ? checkSecrets(undefined, text).filter(({ path }) => path === "" || path.startsWith("/metadata/"))
    : [];
}

function pointersOf(places: readonly PlacedSecret[]): ReadonlySet<string> {
  return new Set(places.map(({ pointer }) => pointer));
}

/** What a schema lists or fills in can be read by everyone who can read the API. */
function isListed(form: FormSchema, pointer: string, value: unknown): boolean {
  const { schema } = findField(form, pointer) ?? {};
  const isChoice = schema?.enum?.some((one) => one === value) || schema?.const === value;
  return isChoice || readPointer(form.defaults, pointer) === value;
}

function refuse({ pointer }: PlacedSecret): FoundSecret {
  return { pointer, kind: "named-literal", hint: NO_PLACE, sure: false, barred: true };
}

/** The error at its field, for the person who may take it out or confirm it. */
export function describeSecret({ pointer: path, hint, barred }: FoundSecret): FieldError {
  const where = path === "" ? " It stands in a comment, or where the YAML cannot be read." : "";
  const next = barred
    ? "Remove the value, or confirm with a reason that it is not a secret."
    : `${READERS} ${NEXT}`;
  return { path, message: `${hint}${where} ${next}`, source: "secret", confirmable: true };
}

/** True for text that names a field which would take a secret itself: what cannot be read may hold it. */
export function namesBarred(form: FormSchema, text: string): boolean {
  return listBarredNames(form.uiSchema, "").some((name) => text.includes(name));
}

function listBarredNames(ui: unknown, name: string): string[] {
  if (readSecretPlace(ui)?.kind === "value") return [name];
  return Object.entries(isRecord(ui) ? ui : {}).flatMap(([child, inner]) =>
    // Items and values of maps are called as what holds them.
    listBarredNames(inner, child === "items" || child === "additionalProperties" ? name : child),
  );
}

/** The values without what is at the pointers; those come in the order of the values, as `checkSecrets` gives them. */
export function leaveOut(values: FormValues, pointers: readonly string[]): FormValues {
  // From the last, so that items of lists keep their places until they are reached.
  return [...new Set(pointers)]
    .filter((pointer) => pointer !== "")
    .reverse()
    .reduce((rest, pointer) => writePointer(rest, pointer, undefined), values);
}

/** A place of which a person said that it holds no secret, with the digest of what it held then. */
export interface HeldPlace {
  path: string;
  digest: number;
}

/** What a place is looked up in: values or a manifest, and the text they stand in. */
interface SecretSource {
  values: unknown;
  text?: string | undefined;
}

/** Of what a person confirmed, the paths whose values are still the same. */
export function listHeld(source: SecretSource, confirmed: readonly HeldPlace[]): string[] {
  const paths = new Set(confirmed.map(({ path }) => path));
  const now = new Map([...paths].map((path) => [path, digestPlace(source, path)]));
  const held = confirmed.filter(({ path, digest }) => now.get(path) === digest);
  return [...new Set(held.map(({ path }) => path))];
}

/** The digest of what is confirmed at a path; the empty one is what looks like a secret in the comments. */
export function digestPlace({ values, text }: SecretSource, path: string): number {
  if (path !== "" || text === undefined) return digestValue(readPointer(values, path));
  const [found] = isRecord(values) ? scanComments(text) : scanText(text);
  return digestValue(found?.spans?.map(({ start, end }) => text.slice(start, end)));
}

/** A number that tells whether a value has changed, and from which it cannot be had back (cyrb53). */
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
