import { z } from "zod";
import { type FieldError, isPortalError, PortalError } from "#lib/errors";
import { formatJson, parseJson } from "#lib/exact-json";
import { type FormField, fieldOfKey } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema, FormValues } from "#lib/form/types";
import { buildApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { GroupVersionKind } from "#lib/kubernetes/types";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { readIdentity, readObject, type YamlRefusal, type YamlResult } from "#lib/manifest/yaml/reader";
import { isEqual } from "#lib/schema/equal";
import { isRecord } from "#lib/schema/pointer";

/** An object in a file in Git. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** Fields of the object that are not part of its form. */
export const IDENTITY_FIELDS: readonly string[] = ["apiVersion", "kind", "metadata", "status"];

const text = z.string("must be text.").min(1, "must not be empty.");
const manifest = z.looseObject(
  {
    apiVersion: text,
    kind: text,
    metadata: z.looseObject({ name: text, namespace: text.optional() }, "must have at least name."),
  },
  "must be an object with the fields apiVersion, kind, metadata and spec.",
);

export interface ManifestInput {
  type: GroupVersionKind;
  name: string;
  /** Absent for a cluster-scoped kind. */
  namespace?: string;
  values: FormValues;
}

/**
 * Builds the object of a request: type and name, then the chosen values in the form's order. `false`, `0`,
 * `""`, `[]`, `{}` and `null` count as chosen, `undefined` does not. Identity fields in `values` are left
 * out; validation refuses them.
 */
export function buildManifest({ type, name, namespace, values }: ManifestInput, form?: FormSchema): Manifest {
  const own = Object.fromEntries(
    Object.entries(values).filter(([field]) => !IDENTITY_FIELDS.includes(field)),
  );
  const ordered = orderValue(own, form && treeOf(form));
  return {
    apiVersion: buildApiVersion(type),
    kind: type.kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    ...(isRecord(ordered) ? ordered : own),
  };
}

/**
 * A value in the order of the form, so that equal choices give equal files. Unknown fields come last, in their
 * given order.
 */
function orderValue(value: unknown, field: FormField | undefined): unknown {
  if (!field) return value;
  if (Array.isArray(value)) return value.map((one) => orderValue(one, field.item));
  if (!isRecord(value)) return value;
  const ranks = new Map([...(field.fields?.keys() ?? [])].map((name, index) => [name, index]));
  const rank = (name: string) => ranks.get(name) ?? ranks.size;
  const entries = Object.entries(value).sort(([one], [other]) => rank(one) - rank(other));
  return Object.fromEntries(
    entries.map(([name, child]) => [name, orderValue(child, fieldOfKey(field, name))]),
  );
}

/**
 * Formats an object as the text of a file, and checks that parsing the text gives the object.
 * @param text the object as YAML; absent: in the portal's layout
 * @throws PortalError `invalid` where no YAML text means the object to all readers, for example with half a
 * surrogate pair
 */
export function formatManifest(value: Manifest, text = writeYaml(value)): string {
  const read = readObject(text);
  if (read.ok && isEqual(read.value, parseJson(formatJson(value)))) return text;
  const message = read.ok ? "The object cannot be written as YAML." : describeRefusal(read);
  throw invalid([{ path: "", message, source: "portal" }]);
}

/**
 * Parses the only object of a text, as kubectl, Argo CD and Flux do.
 * @throws PortalError `invalid`, each error with its line and, if any, the field's pointer; also where those
 * readers would see different objects
 */
export function parseManifest(yaml: string): { manifest: Manifest } {
  return { manifest: checkManifest(readObject(yaml)) };
}

/**
 * Parses only the identity of an object, which is enough to remove its file.
 * @throws PortalError as `parseManifest`, for errors in these fields
 */
export function parseIdentity(yaml: string): Manifest {
  return checkManifest(readIdentity(yaml));
}

/** A parsed text: its object, or the errors of `parseManifest`. Neither for an absent text. */
export interface ParsedText {
  manifest?: Manifest | undefined;
  errors: FieldError[];
}

/** Parses the object of a text, or what `parse` takes of it. */
export function parseText(
  text: string | undefined,
  parse: (text: string) => Manifest = (own) => parseManifest(own).manifest,
): ParsedText {
  if (text === undefined) return { errors: [] };
  const { result: manifest, errors } = collectErrors(() => parse(text));
  return { manifest, errors };
}

/** The result of `run`, or its errors at fields. @throws only for a bug in the portal */
export function collectErrors<T>(run: () => T): { result?: T; errors: FieldError[] } {
  try {
    return { result: run(), errors: [] };
  } catch (error) {
    if (isPortalError(error)) return { errors: error.errors };
    throw error;
  }
}

function checkManifest(read: YamlResult): Manifest {
  if (!read.ok) {
    throw invalid([{ path: "", message: describeRefusal(read), source: "portal" }]);
  }
  const parsed = manifest.safeParse(read.value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }): FieldError => {
    return {
      path: path.map((part) => `/${String(part)}`).join(""),
      message: `Line ${read.lineOf(path)}: ${path.join(".") || "The manifest"} ${message}`,
      source: "portal",
    };
  });
  throw invalid(errors);
}

/**
 * Edits the text to mean `next`, and keeps comments, order and quotes.
 * @throws PortalError `invalid` where the text is not a manifest, and as `formatManifest`
 */
export function updateManifest(yaml: string, next: Manifest): string {
  parseManifest(yaml);
  return formatManifest(next, editYaml(yaml, next));
}

/** The values for a form: the object without its identity. */
export function extractValues(value: Manifest): FormValues {
  return Object.fromEntries(Object.entries(value).filter(([field]) => !IDENTITY_FIELDS.includes(field)));
}

function describeRefusal({ line, isSyntax, message }: YamlRefusal): string {
  return `Line ${line}: ${isSyntax ? "This is not YAML: " : ""}${message}`;
}

function invalid(errors: FieldError[]): PortalError {
  return new PortalError("invalid", {
    detail: errors[0]?.message ?? "The manifest is not valid.",
    suggestion: "Correct the manifest and try again.",
    errors,
  });
}
