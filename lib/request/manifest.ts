import { type Document, isNode } from "yaml";
import { z } from "zod";
import { type FieldError, PortalError } from "#lib/errors";
import { buildApiVersion } from "#lib/kubernetes/resource-path";
import type { GroupVersionKind } from "#lib/kubernetes/types";
import { orderValues } from "#lib/request/order";
import { readYaml } from "#lib/request/yaml";
import type { FormSchema, FormValues } from "#lib/schema/types";
import { editYaml } from "#lib/schema/yaml-edit";
import { writeYaml } from "#lib/schema/yaml-options";

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

export function formatManifest(value: Manifest): string {
  return writeYaml(value);
}

/** @throws PortalError `invalid`, each error with its line and, where there is one, the field's pointer */
export function parseManifest(yaml: string): { manifest: Manifest } {
  const read = readYaml(yaml);
  if (!read.ok) throw invalid(read.errors);
  const parsed = manifest.safeParse(read.value);
  if (parsed.success) return { manifest: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }): FieldError => {
    const line = read.lineAt(findOffset(read.document, path));
    return {
      path: path.map((part) => `/${String(part)}`).join(""),
      message: `Line ${line}: ${path.join(".") || "The manifest"} ${message}`,
      source: "portal",
    };
  });
  throw invalid(errors);
}

/**
 * The text with what differs changed and the rest as it was: comments, order, quotes.
 * @throws PortalError `invalid` where the text is no manifest
 */
export function updateManifest(yaml: string, next: Manifest): string {
  parseManifest(yaml);
  return editYaml(yaml, next);
}

/** The values that a form shows: the object without its identity. */
export function extractValues(value: Manifest): FormValues {
  return Object.fromEntries(Object.entries(value).filter(([field]) => !IDENTITY_FIELDS.includes(field)));
}

/** Where the field, or the nearest of its parents that is there, starts. */
function findOffset(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function invalid(errors: FieldError[]): PortalError {
  return new PortalError("invalid", {
    detail: errors[0]?.message ?? "The manifest is not valid.",
    suggestion: "Correct the manifest and try again.",
    errors,
  });
}
