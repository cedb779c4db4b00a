/** What of a request's values may not go to Git, and what is left when it is taken out. */
import type { FieldError } from "#lib/errors";
import { asUi } from "#lib/schema/find";
import { childPointer, isRecord, isWithin, ownValue, readPointer, writePointer } from "#lib/schema/pointer";
import { findSecrets, type SecretFinding } from "#lib/schema/secret-scan";
import { findShape } from "#lib/schema/secret-tokens";
import { readSecretPlace, type SecretPlace } from "#lib/schema/secrets";
import type { FormSchema, FormValues } from "#lib/schema/types";

const READERS = "What is in Git can be read by everyone who can read the repository.";

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

/**
 * The secrets in values of a form or in a manifest's text, each an error at its field that never holds the value.
 * `confirmed` are the pointers of which a person said that it is no secret; what is surely one stays an error.
 */
export function checkSecrets(
  form: FormSchema | undefined,
  input: FormValues | string,
  confirmed: ReadonlySet<string> = new Set(),
): FieldError[] {
  const places = form && typeof input !== "string" ? listSecretPlaces(form, input) : [];
  const barred = places.filter(({ place }) => place.kind === "value");
  const names = places.filter(({ place }) => place.kind !== "value");
  const found = findSecrets(input)
    .filter(({ pointer }) => !isInside(pointer, barred))
    // What a reference holds is a name, however random it looks.
    .filter(({ pointer, kind }) => kind !== "named-literal" || !isInside(pointer, names))
    .filter(({ pointer, sure }) => sure || !confirmed.has(pointer));
  return [...barred.map(({ pointer }) => refuse(pointer)), ...found.map(describe)];
}

/** The sure secrets of a manifest's text that no field holds: in a comment, an annotation, or what is no YAML. */
export function checkComments(text: string): FieldError[] {
  // Mostly there are none, and reading YAML takes longer than looking.
  return findShape(text)?.sure
    ? checkSecrets(undefined, text).filter(({ path }) => path === "" || path.startsWith("/metadata/"))
    : [];
}

function isInside(pointer: string, places: readonly PlacedSecret[]): boolean {
  return places.some((one) => isWithin(pointer, one.pointer));
}

function refuse(path: string): FieldError {
  return {
    path,
    message: `${NO_PLACE} Remove the value: ${READERS.replace("What", "what")}`,
    source: "secret",
  };
}

function describe({ pointer: path, hint, sure }: SecretFinding): FieldError {
  if (!sure) return { path, message: `${hint} ${READERS}`, source: "secret", confirmable: true };
  const where = path === "" ? " It stands in a comment or where YAML cannot be read." : "";
  return {
    path,
    message: `${hint}${where} ${READERS} Remove it, and name a Secret instead.`,
    source: "secret",
  };
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

/** What stands for a secret where it may not be shown. */
export const LEFT_OUT = "(a secret, left out)";

/** The values with `LEFT_OUT` at the pointers. */
export function maskValues(values: FormValues, pointers: readonly string[]): FormValues {
  return pointers
    .filter((pointer) => pointer !== "" && readPointer(values, pointer) !== undefined)
    .reduce((masked, pointer) => writePointer(masked, pointer, LEFT_OUT), values);
}

/** Of what a person confirmed (`pointer` → `digestValue`), the pointers whose values are still the same. */
export function listConfirmed(values: FormValues, confirmed: ReadonlyMap<string, number>): string[] {
  return [...confirmed]
    .filter(([pointer, digest]) => digestValue(readPointer(values, pointer)) === digest)
    .map(([pointer]) => pointer);
}

/** A number that tells whether a value has changed, and from which it cannot be had back (cyrb53). */
export function digestValue(value: unknown): number {
  const text = JSON.stringify(value) ?? "";
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
