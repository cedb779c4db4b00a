/** Objects of the cluster as choices of a field. Pure: the caller has checked access. */
import { isNumber, parseInteger } from "#lib/exact-json";
import {
  type FieldOption,
  type LiveSource,
  listParents,
  MOST_OPTIONS,
  readPath,
  resolveField,
} from "#lib/form/options/live-choices";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { isRecord } from "#lib/schema/pointer";

/** Reads the form's value at a pointer. A default counts as the value of its field. */
export type ReadField = (pointer: string) => unknown;

/** The first field without a value that a source depends on. */
export function findMissingParent(source: LiveSource, field: string, read: ReadField): string | undefined {
  return listParents({ from: source }, field).find((pointer) => isEmpty(read(pointer)));
}

/**
 * The unique choices from objects for a field of these JSON types, sorted by label. A value of another type
 * is converted to the field's type (`"3"` for text, 3 for a number), or left out where that fails.
 */
export function collectChoices(
  objects: readonly KubernetesObject[],
  source: LiveSource,
  field: string,
  types: readonly string[],
  read: ReadField,
): { options: FieldOption[]; truncated: boolean } {
  const found = new Map<FieldOption["value"], FieldOption>();
  for (const object of objects) {
    if (!isWanted(object, source, field, read)) continue;
    for (const option of listChoices(object, source, types)) {
      if (!found.has(option.value)) found.set(option.value, option);
    }
  }
  const sorted = [...found.values()].sort((a, b) => collator.compare(a.label, b.label));
  return { options: sorted.slice(0, MOST_OPTIONS), truncated: sorted.length > MOST_OPTIONS };
}

const collator = new Intl.Collator("en", { numeric: true });

function isWanted(
  object: KubernetesObject,
  { where = [] }: LiveSource,
  field: string,
  read: ReadField,
): boolean {
  if (object.metadata.deletionTimestamp) return false;
  return where.every(({ path, equals, equalsField }) => {
    const pointer = equalsField === undefined ? undefined : resolveField(equalsField, field);
    const wanted = equals ?? (pointer === undefined ? undefined : read(pointer));
    return readPath(object, path)
      .flat()
      .some((value) => String(value) === String(wanted));
  });
}

function listChoices(object: KubernetesObject, source: LiveSource, types: readonly string[]): FieldOption[] {
  const values = readPath(object, source.value ?? "metadata.name");
  const labels = source.label === undefined ? [] : readPath(object, source.label);
  return values.flatMap((raw, index): FieldOption[] => {
    const value = castValue(raw, types);
    if (value === undefined) return [];
    // With several values of one object, its single label cannot distinguish them.
    const own = labels.length === values.length ? labels[index] : undefined;
    const label = isEmpty(own) || isRecord(own) ? String(value) : String(own);
    return [{ value, label, ...(label !== String(value) && { description: String(value) }) }];
  });
}

function castValue(raw: unknown, types: readonly string[]): FieldOption["value"] | undefined {
  if (typeof raw !== "string" && !isNumber(raw) && typeof raw !== "boolean") return undefined;
  if (types.includes("string")) return isNumber(raw) && isNumeric(types) ? raw : String(raw);
  if (types.includes("boolean"))
    return String(raw) === "true" || (String(raw) === "false" ? false : undefined);
  const whole = parseInteger(String(raw));
  if (whole !== undefined) return whole;
  const number = raw === "" ? Number.NaN : Number(raw);
  return types.includes("integer") && !types.includes("number")
    ? Number.isInteger(number)
      ? number
      : undefined
    : Number.isFinite(number)
      ? number
      : undefined;
}

function isNumeric(types: readonly string[]): boolean {
  return types.includes("integer") || types.includes("number");
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** `StorageClass` → "storage classes", for use in a sentence. */
export function pluralizeKind(kind: string): string {
  const words = kind.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  if (/(s|x|ch|sh)$/.test(words)) return `${words}es`;
  return /[^aeiou]y$/.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`;
}
