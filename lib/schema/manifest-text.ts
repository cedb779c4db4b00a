/** The manifest as text and back, for the editor beside the form. */
import { parseDocument } from "yaml";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";
import type { FormValues } from "#lib/schema/types";
import { writeYaml, YAML_OPTIONS } from "#lib/schema/yaml-options";

/** What a form is about, and what it holds. */
export interface ManifestParts {
  name: string;
  /** Empty for a cluster-scoped kind, or while none is chosen. */
  namespace: string;
  values: FormValues;
}

export interface ManifestType {
  apiVersion: string;
  kind: string;
}

/** The manifest as a person would write it: type, name, then the values in the order of the schema. */
export function writeManifest(type: ManifestType, parts: ManifestParts): string {
  const metadata = {
    ...(parts.name && { name: parts.name }),
    ...(parts.namespace && { namespace: parts.namespace }),
  };
  return writeYaml({ apiVersion: type.apiVersion, kind: type.kind, metadata, ...parts.values });
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; message: string };

/** One YAML document as a value; the message names line and column. */
export function readYaml(text: string): Parsed<unknown> {
  const document = parseDocument(text, { ...YAML_OPTIONS, prettyErrors: true });
  const [error] = document.errors;
  if (error) return { ok: false, message: `Not YAML yet: ${firstLine(error.message)}` };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) };
  } catch {
    return { ok: false, message: "Its aliases expand to too much. Write the values out." };
  }
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/:$/, ".");
}

/** The parts of an edited manifest. What the form could not keep is refused, never dropped in silence. */
export function readManifest(type: ManifestType, text: string): Parsed<ManifestParts> {
  const parsed = readYaml(text);
  if (!parsed.ok) return parsed;
  const manifest = parsed.value ?? {};
  if (!isRecord(manifest))
    return { ok: false, message: "A manifest is a set of fields: kind, metadata, spec." };
  const { apiVersion, kind, metadata, status, ...values } = manifest;
  if (apiVersion !== type.apiVersion)
    return { ok: false, message: `apiVersion is ${type.apiVersion} for this offer.` };
  if (kind !== type.kind) return { ok: false, message: `kind is ${type.kind} for this offer.` };
  if (status !== undefined)
    return { ok: false, message: "status is written by the cluster. Remove it here." };
  const place = readMetadata(metadata ?? {});
  return place.ok ? { ok: true, value: { ...place.value, values } } : place;
}

function readMetadata(metadata: unknown): Parsed<{ name: string; namespace: string }> {
  if (!isRecord(metadata)) return { ok: false, message: "metadata is a set of fields: name, namespace." };
  const { name, namespace, ...rest }: JsonRecord = metadata;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    return {
      ok: false,
      message: `metadata.${unknown} cannot be set here: only name and namespace are kept.`,
    };
  }
  return { ok: true, value: { name: asText(name), namespace: asText(namespace) } };
}

function asText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
