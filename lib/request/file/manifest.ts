import { z } from "zod";
import { type FieldError, PortalError } from "#lib/errors";
import { formatJson, parseJson } from "#lib/exact-json";
import type { FormSchema, FormValues } from "#lib/form/types";
import { buildApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { GroupVersionKind } from "#lib/kubernetes/types";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { writeYaml } from "#lib/manifest/edit/yaml-options";
import { readIdentity, readObject, type YamlRefusal, type YamlResult } from "#lib/manifest/yaml/reader";
import { orderValues } from "#lib/request/file/order";
import { isEqual } from "#lib/schema/equal";

/** An object as it stands in Git. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** What belongs to the object and not to its form. */
export const IDENTITY_FIELDS: readonly string[] = ["apiVersion", "kind", "metadata", "status"];

const text = z.string("must be text.").min(1, "must not be empty.");
const manifest = z.looseObject(
  {
    apiVersion: text,
    kind: text,
    metadata: z.looseObject({ name: text, namespace: text.optional() }, "must hold at least name."),
  },
  "must be a set of fields: apiVersion, kind, metadata, spec.",
);

export interface ManifestInput {
  type: GroupVersionKind;
  name: string;
  /** Absent for a cluster-scoped kind. */
  namespace?: string;
  values: FormValues;
}

/**
 * The object a person asks for: type and name, then only what was chosen, in the form's order. `false`, `0`, `""`,
 * `[]`, `{}` and `null` were chosen; `undefined` was not. Fields of the identity in `values` are left out; whoever
 * validates refuses them.
 */
export function buildManifest({ type, name, namespace, values }: ManifestInput, form?: FormSchema): Manifest {
  const own = Object.entries(values).filter(([field]) => !IDENTITY_FIELDS.includes(field));
  return {
    apiVersion: buildApiVersion(type),
    kind: type.kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    ...orderValues(Object.fromEntries(own), form),
  };
}

/**
 * The text of a file for an object.
 * @throws PortalError `invalid` where no text means the object to those who read YAML in Git, as with half a character
 */
export function formatManifest(value: Manifest): string {
  return checkWritten(writeYaml(value), value);
}

/** The text, which every reader of the file in Git has to read as the object. */
function checkWritten(text: string, value: Manifest): string {
  const read = readObject(text);
  if (read.ok && isEqual(read.value, parseJson(formatJson(value)))) return text;
  const message = read.ok ? "The object cannot be written as YAML." : describeRefusal(read);
  throw invalid([{ path: "", message, source: "portal" }]);
}

/**
 * The one object of a text, as kubectl, Argo CD and Flux read it.
 * @throws PortalError `invalid`, each error with its line and, where there is one, the field's pointer; also where
 * those readers would not agree on the object
 */
export function parseManifest(yaml: string): { manifest: Manifest } {
  return { manifest: readManifest(readObject(yaml)) };
}

/**
 * The object of a text as far as it says which one it is: enough to remove its file.
 * @throws PortalError as `parseManifest`, for faults of these fields
 */
export function parseIdentity(yaml: string): Manifest {
  return readManifest(readIdentity(yaml));
}

function readManifest(read: YamlResult): Manifest {
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
 * The text with what differs changed and the rest as it was: comments, order, quotes.
 * @throws PortalError `invalid` where the text is no manifest, and as `formatManifest`
 */
export function updateManifest(yaml: string, next: Manifest): string {
  parseManifest(yaml);
  return checkWritten(editYaml(yaml, next), next);
}

/** The values that a form shows: the object without its identity. */
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
